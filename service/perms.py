"""Permissions of repair orders."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.roles import WORKSHOP, Role

RECEPTION = {Role.SERVICE_ADVISOR, Role.SERVICE_MANAGER}


class OrderPerm(Permission):
    """Who may see repair orders, and act on them."""

    ORDER_VIEW = (
        "order_view",
        WORKSHOP | {Role.HOTLINE_CLERK, Role.PARTS_CLERK, Role.CASHIER, Role.CRM_AGENT},
        _("See repair orders"),
    )
    ORDER_OPEN = "order_open", RECEPTION, _("Receive cars and open repair orders")
    ORDER_SIGN = "order_sign", RECEPTION, _("Have a repair order signed")
    ORDER_DISPATCH = "order_dispatch", {Role.SERVICE_MANAGER}, _("Dispatch work to technicians and bays")
    ORDER_WORK = "order_work", {Role.TECHNICIAN}, _("Work on a car and record findings")
    ORDER_EXTRA = "order_extra", RECEPTION, _("Price extra work and ask the customer")
    ORDER_INSPECT = "order_inspect", {Role.QUALITY_INSPECTOR}, _("Inspect finished work")
    ORDER_DELIVER = "order_deliver", RECEPTION, _("Hand the car over")
    ORDER_CLOSE = "order_close", RECEPTION, _("Close or cancel a repair order")
