"""Permissions of customers, their links and messages."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.roles import WITH_CUSTOMERS, WORKSHOP, Role


class CustomerPerm(Permission):
    """Permissions to see and change customers."""

    CUSTOMER_VIEW = (
        "customer_view",
        WITH_CUSTOMERS | WORKSHOP | {Role.PARTS_CLERK, Role.CASHIER},
        _("See customers and cars"),
    )
    CUSTOMER_EDIT = "customer_edit", WITH_CUSTOMERS, _("Add and correct customers")
    PHONE_VIEW = "phone_view", WITH_CUSTOMERS, _("See full phone numbers")
    LINK_MAKE = (
        "link_make",
        {Role.SERVICE_ADVISOR, Role.SERVICE_MANAGER, Role.CASHIER, Role.GENERAL_MANAGER},
        _("Give and revoke customer links"),
    )
    MESSAGE_VIEW = (
        "message_view",
        {Role.SERVICE_MANAGER, Role.CRM_AGENT, Role.GENERAL_MANAGER},
        _("See messages to customers"),
    )
    MESSAGE_SETTLE = "message_settle", {Role.SERVICE_MANAGER, Role.GENERAL_MANAGER}, _("Settle doubtful messages")
