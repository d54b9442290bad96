"""Permissions of the parts store."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.roles import WORKSHOP, Role


class PartPerm(Permission):
    """Permissions to see and change the stock."""

    PART_VIEW = "part_view", WORKSHOP | {Role.HOTLINE_CLERK, Role.PARTS_CLERK}, _("See parts and stock")
    PART_MOVE = "part_move", {Role.PARTS_CLERK}, _("Pick, issue, receive and return parts")
    PART_COUNT = "part_count", {Role.PARTS_CLERK}, _("Correct the stock after counting")
    # To cancel or move an appointment releases its parts, without the permission of the parts clerk.
    PART_RELEASE = (
        "part_release",
        {Role.HOTLINE_CLERK, Role.SERVICE_ADVISOR, Role.SERVICE_MANAGER, Role.GENERAL_MANAGER},
        _("Give up parts kept for a visit"),
    )
