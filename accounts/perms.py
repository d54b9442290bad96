"""Permissions of staff accounts, and of what every department has: notices, exports, boards."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.roles import EVERYBODY, Role


class StaffPerm(Permission):
    """Notices, lists, boards, users and settings."""

    NOTICE_VIEW = "notice_view", EVERYBODY, _("Read own notices")
    EXPORT = (
        "export",
        {Role.SALES_MANAGER, Role.SERVICE_MANAGER, Role.PARTS_CLERK, Role.CASHIER, Role.GENERAL_MANAGER},
        _("Export lists"),
    )
    # A board gathers numbers of several apps, and each app says on which board its numbers are seen.
    BOARD_SALES = "board_sales", {Role.SALES_MANAGER, Role.GENERAL_MANAGER}, _("Sales board")
    BOARD_SERVICE = "board_service", {Role.SERVICE_MANAGER, Role.GENERAL_MANAGER}, _("Workshop board")
    BOARD_STORE = "board_store", {Role.GENERAL_MANAGER}, _("Board of the whole store")
    BOARD_GROUP = "board_group", {Role.GROUP_MANAGER}, _("Stores side by side")
    USER_MANAGE = "user_manage", {Role.SYSTEM_ADMIN}, _("Manage users and roles")
    SETTINGS_MANAGE = "settings_manage", {Role.SYSTEM_ADMIN}, _("Manage stores and settings")
