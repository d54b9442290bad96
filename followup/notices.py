"""Notices to colleagues about complaints and calls."""

from django.utils.translation import gettext_lazy as _

from accounts.register import PERSON, NoticeKind
from accounts.roles import Role


class FollowupNotice(NoticeKind):
    """Kinds of notices to managers, to the person in charge, and to the front desk."""

    COMPLAINT_OPENED = (
        "complaint_opened",
        {Role.SALES_MANAGER, Role.SERVICE_MANAGER},
        _("%(customer)s is unhappy (%(number)s). Take the complaint."),
    )
    COMPLAINT_GIVEN = (
        "complaint_given",
        {PERSON},
        _("You are in charge of the complaint %(number)s of %(customer)s."),
    )
    COMPLAINT_ESCALATED = (
        "complaint_escalated",
        {Role.GENERAL_MANAGER},
        _("The complaint %(number)s of %(customer)s needs you."),
    )
    COMPLAINT_REOPENED = (
        "complaint_reopened",
        {PERSON},
        _("%(customer)s does not agree with the remedy (%(number)s)."),
    )
    WRONG_NUMBER = (
        "call_wrong_number",
        {Role.HOTLINE_CLERK},
        _("The number of %(customer)s is wrong. Ask for the right one."),
    )
    NOT_REACHED = (
        "call_not_reached",
        {Role.SERVICE_ADVISOR},
        _("%(customer)s could not be reached before the appointment %(number)s."),
    )
