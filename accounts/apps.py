from django.apps import AppConfig
from django.core.checks import register

from accounts.checks import unknown_rules
from accounts.permissions import permissions
from accounts.register import notice_kinds, verbs


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        for declared in (permissions, notice_kinds, verbs):
            declared()  # a code that two apps declare stops the start
        register(unknown_rules)
