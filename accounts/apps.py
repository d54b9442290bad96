from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from accounts.checks import unknown_rules
from accounts.permissions import permissions
from accounts.register import modules, notice_kinds, verbs


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Staff and notices")

    def ready(self):
        for declared in (permissions, notice_kinds, verbs):
            declared()  # raises for a code that two apps declare
        register(unknown_rules)
        modules("settings")  # each app declares its settings
