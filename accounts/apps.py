from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from accounts.permissions import permissions


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Staff and notices")

    def ready(self):
        permissions()  # a code that two apps declare stops the start
        autodiscover_modules("settings")  # each app declares what its stores may decide
