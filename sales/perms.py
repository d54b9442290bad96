"""Permissions of visits and leads."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.roles import Role


class LeadPerm(Permission):
    """Who may see visits and leads, and act on them."""

    LEAD_VIEW = (
        "lead_view",
        {Role.SALES_CONSULTANT, Role.SALES_MANAGER, Role.GENERAL_MANAGER},
        _("See own leads"),
    )
    LEAD_VIEW_ALL = "lead_view_all", {Role.SALES_MANAGER, Role.GENERAL_MANAGER}, _("See all leads of the store")
    LEAD_WORK = "lead_work", {Role.SALES_CONSULTANT}, _("Log visits and contacts, follow leads")
    LEAD_DECIDE = (
        "lead_decide",
        {Role.SALES_MANAGER, Role.GENERAL_MANAGER},
        _("Decide conflicts, reassign and release leads"),
    )
