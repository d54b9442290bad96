"""Notices to colleagues about a repair order."""

from django.utils.translation import gettext_lazy as _

from accounts.register import PERSON, NoticeKind
from accounts.roles import Role


class OrderNotice(NoticeKind):
    """Kinds of notices to the workshop, the advisor, the parts store and the cashier."""

    TO_DISPATCH = (
        "order_to_dispatch",
        {Role.SERVICE_MANAGER},
        "service.actions.workshop.dispatch",
        _("%(order)s is signed: dispatch it."),
    )
    TO_INSPECT = (
        "order_to_inspect",
        {Role.QUALITY_INSPECTOR},
        "service.actions.handover.inspect",
        _("%(order)s is finished: inspect it."),
    )
    TO_REWORK = "order_to_rework", {PERSON}, _("%(order)s failed inspection: rework it.")
    READY = (
        "order_ready",
        {PERSON, Role.CASHIER},
        _("%(order)s has passed inspection: settle it and hand it over."),
    )
    EXTRA_APPROVED = (
        "order_extra_approved",
        {Role.SERVICE_MANAGER},
        _("%(order)s: extra work was approved. Dispatch it."),
    )
    EXTRA_ANSWERED = (
        "order_extra_answered",
        {PERSON},
        _("%(order)s: the customer approved %(approved)s and declined %(declined)s lines."),
    )
    FINDING = "order_finding", {PERSON}, _("%(order)s: something was found. %(finding)s")
    PARTS_SHORT = (
        "order_parts_short",
        {Role.PARTS_CLERK},
        _("%(order)s waits for parts that nobody has ordered: %(parts)s"),
    )
    PARTS_WANTED = (
        "order_parts_wanted",
        {Role.PARTS_CLERK},
        _("%(technician)s needs the parts of %(order)s at %(bay)s."),
    )
