from django.apps import AppConfig
from django.core.checks import register

from accounts.checks import unknown_rules
from accounts.permissions import permissions


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        permissions()  # a code that two apps declare stops the start
        register(unknown_rules)
