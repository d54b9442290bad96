"""Permissions of the call queue and of complaints."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.roles import WITH_CUSTOMERS, Role


class FollowupPerm(Permission):
    """Who may see calls and complaints, and act on them."""

    QUEUE_WORK = "queue_work", {Role.CRM_AGENT}, _("Work the call queue")
    QUEUE_VIEW = (
        "queue_view",
        {Role.SALES_MANAGER, Role.SERVICE_MANAGER, Role.CRM_AGENT, Role.GENERAL_MANAGER},
        _("See the call queue and its answers"),
    )
    COMPLAINT_OPEN = "complaint_open", WITH_CUSTOMERS, _("Open a complaint")
    COMPLAINT_WORK = (
        "complaint_work",
        {Role.SALES_MANAGER, Role.SERVICE_MANAGER, Role.CRM_AGENT, Role.GENERAL_MANAGER},
        _("Work on complaints"),
    )
