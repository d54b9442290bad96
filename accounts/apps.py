from django.apps import AppConfig

from accounts.permissions import permissions


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        permissions()  # a code that two apps declare stops the start
