"""Permissions of bays, people and their time."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.roles import WORKSHOP, Role


class CapacityPerm(Permission):
    """Who may see the taken time of the workshop, and who may hold a free time."""

    CAPACITY_VIEW = (
        "capacity_view",
        WORKSHOP | {Role.HOTLINE_CLERK, Role.PARTS_CLERK, Role.CRM_AGENT},
        _("See bays, technicians and their time"),
    )
    CAPACITY_HOLD = (
        "capacity_hold",
        {Role.HOTLINE_CLERK, Role.SERVICE_ADVISOR, Role.SERVICE_MANAGER, Role.GENERAL_MANAGER},
        _("Keep a free time while the customer decides"),
    )
    CAPACITY_MANAGE = (
        "capacity_manage",
        {Role.SERVICE_MANAGER},
        _("Keep bays, people, tools, their shifts and absences"),
    )
    SHARE_OVERRIDE = (
        "share_override",
        {Role.SERVICE_MANAGER, Role.GENERAL_MANAGER},
        _("Give hours kept for appointments to a walk-in, with the reason"),
    )
