"""Permissions of phone calls and appointments."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.roles import WORKSHOP, Role

DESK = {Role.HOTLINE_CLERK, Role.SERVICE_ADVISOR, Role.SERVICE_MANAGER, Role.GENERAL_MANAGER}


class AppointmentPerm(Permission):
    """Who may see appointments and phone calls, and act on them."""

    CALL_TAKE = "call_take", {Role.HOTLINE_CLERK, Role.SERVICE_ADVISOR}, _("Take phone calls")
    LINE_MANAGE = (
        "line_manage",
        {Role.SERVICE_MANAGER, Role.GENERAL_MANAGER},
        _("Manage telephone lines and the number on documents"),
    )
    RESCUE_WORK = "rescue_work", DESK, _("Take rescues and send somebody")
    UNMET_LOG = "unmet_log", DESK, _("See and write down services that we lack")
    UNMET_DECIDE = (
        "unmet_decide",
        {Role.SERVICE_MANAGER, Role.GENERAL_MANAGER},
        _("Decide about services that we lack"),
    )
    APPOINTMENT_VIEW = (
        "appointment_view",
        WORKSHOP | {Role.HOTLINE_CLERK, Role.PARTS_CLERK, Role.CRM_AGENT},
        _("See appointments"),
    )
    APPOINTMENT_BOOK = "appointment_book", DESK, _("Book, move and cancel appointments")
    APPOINTMENT_CONFIRM = (
        "appointment_confirm",
        {Role.HOTLINE_CLERK, Role.SERVICE_ADVISOR, Role.SERVICE_MANAGER, Role.CRM_AGENT, Role.GENERAL_MANAGER},
        _("Record that the customer keeps his appointment"),
    )
    APPOINTMENT_PREPARE = (
        "appointment_prepare",
        {Role.SERVICE_ADVISOR, Role.SERVICE_MANAGER},
        _("Prepare appointments"),
    )
    APPOINTMENT_RECEIVE = (
        "appointment_receive",
        {Role.SERVICE_ADVISOR, Role.SERVICE_MANAGER},
        _("Record that a booked car is here"),
    )
    AUDIT_CORRECT = (
        "audit_correct",
        {Role.SERVICE_MANAGER, Role.GENERAL_MANAGER},
        _("Correct the judgement of a rule, with the reason"),
    )
