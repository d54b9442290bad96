from django.apps import AppConfig

from accounts.permissions import permissions
from accounts.register import notice_kinds, verbs


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        for register in (permissions, notice_kinds, verbs):
            register()  # a code that two apps declare stops the start
