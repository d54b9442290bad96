"""The roles of staff; who has them is in the database."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The thirteen roles of staff."""

    SALES_CONSULTANT = "sales_consultant", _("Sales consultant")
    SALES_MANAGER = "sales_manager", _("Sales manager")
    HOTLINE_CLERK = "hotline_clerk", _("Hotline clerk")
    SERVICE_ADVISOR = "service_advisor", _("Service advisor")
    SERVICE_MANAGER = "service_manager", _("Service manager")
    TECHNICIAN = "technician", _("Technician")
    QUALITY_INSPECTOR = "quality_inspector", _("Quality inspector")
    PARTS_CLERK = "parts_clerk", _("Parts clerk")
    CASHIER = "cashier", _("Cashier")
    CRM_AGENT = "crm_agent", _("Follow-up agent")
    GENERAL_MANAGER = "general_manager", _("General manager")
    GROUP_MANAGER = "group_manager", _("Group manager")
    SYSTEM_ADMIN = "system_admin", _("System administrator")


GROUP_ROLES = {Role.GROUP_MANAGER, Role.SYSTEM_ADMIN}
# Groups of roles for the permissions of several apps.
EVERYBODY = frozenset(Role)
WORKSHOP = frozenset(
    {Role.SERVICE_ADVISOR, Role.SERVICE_MANAGER, Role.TECHNICIAN, Role.QUALITY_INSPECTOR, Role.GENERAL_MANAGER}
)
WITH_CUSTOMERS = frozenset(  # roles that talk to customers
    {
        *(Role.SALES_CONSULTANT, Role.SALES_MANAGER, Role.HOTLINE_CLERK, Role.SERVICE_ADVISOR),
        *(Role.SERVICE_MANAGER, Role.CRM_AGENT, Role.GENERAL_MANAGER),
    }
)
