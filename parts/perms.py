"""Permissions of the parts store."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.roles import WORKSHOP, Role


class PartPerm(Permission):
    """What may be seen of the stock, and done with it."""

    PART_VIEW = "part_view", WORKSHOP | {Role.HOTLINE_CLERK, Role.PARTS_CLERK}, _("See parts and stock")
    PART_MOVE = "part_move", {Role.PARTS_CLERK}, _("Pick, issue, receive and return parts")
    PART_COUNT = "part_count", {Role.PARTS_CLERK}, _("Correct the stock after counting")
    # Whoever cancels or moves an appointment gives up what was kept for it, without being the parts clerk.
    PART_RELEASE = (
        "part_release",
        {Role.HOTLINE_CLERK, Role.SERVICE_ADVISOR, Role.SERVICE_MANAGER, Role.GENERAL_MANAGER},
        _("Give up parts kept for a visit"),
    )
