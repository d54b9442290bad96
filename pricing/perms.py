"""Permissions of prices and estimates."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.roles import Role


class EstimatePerm(Permission):
    """Who may see prices and estimates, and act on them."""

    ESTIMATE_VIEW = (
        "estimate_view",
        {Role.HOTLINE_CLERK, Role.SERVICE_ADVISOR, Role.SERVICE_MANAGER, Role.CASHIER, Role.GENERAL_MANAGER},
        _("See estimates"),
    )
    ESTIMATE_MAKE = (
        "estimate_make",
        {Role.HOTLINE_CLERK, Role.SERVICE_ADVISOR, Role.SERVICE_MANAGER},
        _("Make and tell estimates"),
    )
    ESTIMATE_APPROVE = (
        "estimate_approve",
        {Role.SERVICE_ADVISOR, Role.SERVICE_MANAGER},
        _("Record the customer's approval"),
    )
    PRICE_MANAGE = "price_manage", {Role.SERVICE_MANAGER}, _("Correct the store's work, times and prices")
