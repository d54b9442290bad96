"""Notices to colleagues about leads."""

from django.utils.translation import gettext_lazy as _

from accounts.register import PERSON, NoticeKind
from accounts.roles import Role


class LeadNotice(NoticeKind):
    """Kinds of notices to owners and sales managers."""

    DAY_PASSED = (
        "lead_day_passed",
        {PERSON},
        _("The day to buy has passed for %(count)s of your leads: say what happened."),
    )
    POSTPONED_AGAIN = (
        "lead_postponed_again",
        {Role.SALES_MANAGER},
        _("The system has postponed %(count)s leads as often as the store allows: the next time you decide."),
    )
    ASKED_TO_JOIN = (
        "lead_asked_to_join",
        {Role.SALES_MANAGER, PERSON},
        _("%(who)s asks to join the lead of %(owner)s."),
    )
    ASKED_TO_TAKE_OVER = (
        "lead_asked_to_take_over",
        {Role.SALES_MANAGER, PERSON},
        _("%(who)s asks to take over the lead of %(owner)s."),
    )
    NOT_THE_SAME = (
        "lead_not_the_same",
        {Role.SALES_MANAGER, PERSON},
        _("%(who)s says it is not the customer of %(owner)s."),
    )
    YIELDED = "lead_yielded", {PERSON}, _("%(who)s met your customer and yielded to you.")
    GRANTED = "lead_request_granted", {PERSON}, _("Your request was granted by %(who)s.")
    REFUSED = "lead_request_refused", {PERSON}, _("Your request was refused by %(who)s.")
    GIVEN = "lead_given", {PERSON}, _("%(who)s gave you a lead of %(owner)s.")
    TAKEN = "lead_taken", {PERSON}, _("%(who)s gave a lead of yours to %(new)s.")
    HOT_LEAD_LOST = (
        "lead_hot_lost",
        {Role.SALES_MANAGER},
        _("%(who)s lost the %(grade)s lead %(lead)s: %(reason)s"),
    )
