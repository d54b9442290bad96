"""Permissions of cars."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.roles import WITH_CUSTOMERS, WORKSHOP, Role


class VehiclePerm(Permission):
    """Permissions to see and change cars."""

    PLATE_VIEW = "plate_view", WITH_CUSTOMERS | WORKSHOP | {Role.PARTS_CLERK, Role.CASHIER}, _("See full plates")
    VEHICLE_EDIT = "vehicle_edit", WITH_CUSTOMERS, _("Add and correct cars")
