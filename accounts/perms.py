"""Permissions of accounts, and of parts common to all departments: notices, exports, boards."""

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
    # A board has metrics of several apps; each metric names the board's permission.
    BOARD_SALES = "board_sales", {Role.SALES_MANAGER, Role.GENERAL_MANAGER}, _("Sales board")
    BOARD_SERVICE = "board_service", {Role.SERVICE_MANAGER, Role.GENERAL_MANAGER}, _("Workshop board")
    BOARD_STORE = "board_store", {Role.GENERAL_MANAGER}, _("Board of the whole store")
    BOARD_GROUP = "board_group", {Role.GROUP_MANAGER}, _("Stores side by side")
    USER_MANAGE = "user_manage", {Role.SYSTEM_ADMIN}, _("Manage users and roles")
    SETTINGS_MANAGE = "settings_manage", {Role.SYSTEM_ADMIN}, _("Manage stores and settings")
