"""Permissions of bills and payments."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.roles import Role


class BillPerm(Permission):
    """Who may see bills and act on them; whoever takes payments also gives money back (a refund).

    No role holds both BILL_CREDIT and PAYMENT_TAKE: whoever says that money is owed to a customer does not pay it out.
    """

    BILL_VIEW = (
        "bill_view",
        {Role.SERVICE_ADVISOR, Role.SERVICE_MANAGER, Role.CASHIER, Role.CRM_AGENT, Role.GENERAL_MANAGER},
        _("See bills"),
    )
    BILL_DRAFT = "bill_draft", {Role.SERVICE_ADVISOR, Role.CASHIER}, _("Draft a bill")
    BILL_ISSUE = "bill_issue", {Role.CASHIER}, _("Issue a bill")
    BILL_CREDIT = "bill_credit", {Role.SERVICE_MANAGER, Role.GENERAL_MANAGER}, _("Issue a credit note")
    PAYMENT_TAKE = "payment_take", {Role.CASHIER}, _("Take payments")
