"""What a store decides about follow-up: when customers are called, and the clocks of complaints."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from accounts.settings import Clock, Follower, Number, Span, Unit
from customers.settings import AFTER_SERVICE

CLOCKS = Follower(_("Open complaints whose clocks move"), "followup.actions.complaints.follow_settings")

DAY1 = Span(
    "followup.first_call_days",
    _("After a heavy or repeated repair the customer is called after"),
    _("Calls that are still to come get their new day."),
    1,
    "SERVICE-R17",
    Unit.DAYS,
    1,
    14,
    followers=(AFTER_SERVICE,),
)
DAY3 = Span(
    "followup.service_call_days",
    _("After every visit the customer is called after"),
    _("Calls that are still to come get their new day."),
    3,
    "SERVICE-R51",
    Unit.DAYS,
    1,
    30,
    followers=(AFTER_SERVICE,),
)
HEAVY = Number(
    "followup.heavy_time_units",
    _("A repair is heavy from more than"),
    _("Its customer is called earlier, too."),
    400,
    "SERVICE-R17",
    Unit.TIME_UNITS,
    50,
    10_000,
)
ATTEMPTS = Number(
    "followup.call_attempts",
    _("A call is tried at most"),
    _("Each time at another time of day; then the customer is left in peace."),
    3,
    "SERVICE-R17",
    Unit.TIMES,
    1,
    10,
)
TRY_AGAIN = tuple(
    Clock(
        f"followup.try_again_{name}",
        words,
        _("Who was not reached is called at another one of the three times."),
        usual,
        "SERVICE-R17",
    )
    for name, words, usual in (
        ("morning", _("Calls are tried again in the morning from"), time(9)),
        ("afternoon", _("Calls are tried again in the afternoon from"), time(14)),
        ("evening", _("Calls are tried again in the evening from"), time(17)),
    )
)
LEASE = Span(
    "followup.lease_minutes",
    _("A call stays with its agent for"),
    _("A call that is neither finished nor put off goes back to the queue."),
    30,
    "P8",
    Unit.MINUTES,
    5,
    480,
)
SKIPPED = Span(
    "followup.skipped_minutes",
    _("A call that was skipped comes back after"),
    _("Until then others are offered first."),
    60,
    "SERVICE-R17",
    Unit.MINUTES,
    5,
    1_440,
)
SILENT_DAY = Span(
    "followup.silent_day_minutes",
    _("Who does not answer the first question is called after"),
    _("A call to confirm the appointment is made."),
    30,
    "SERVICE-N10",
    Unit.MINUTES,
    5,
    1_440,
)
SILENT_HOUR = Span(
    "followup.silent_hour_minutes",
    _("Who does not answer the last question is called after"),
    _("A call to confirm the appointment is made."),
    15,
    "SERVICE-N10",
    Unit.MINUTES,
    5,
    60,
)
REACT = Span(
    "followup.complaint_react_hours",
    _("A complaint has somebody in charge within"),
    _("Opening hours of the store; then the general manager is told."),
    1,
    "SERVICE-R36",
    Unit.HOURS,
    1,
    72,
    followers=(CLOCKS,),
    why_not="followup.rules.complaints.why_not_clocks",
)
ANSWER = Span(
    "followup.complaint_answer_hours",
    _("The customer who complained gets an answer within"),
    _("Opening hours of the store; then the general manager is told."),
    3,
    "SERVICE-R36",
    Unit.HOURS,
    1,
    240,
    followers=(CLOCKS,),
    why_not="followup.rules.complaints.why_not_clocks",
)
SOLVE = Span(
    "followup.complaint_solve_hours",
    _("A complaint is solved within"),
    _("Opening hours of the store; then the general manager is told."),
    72,
    "SERVICE-R36",
    Unit.HOURS,
    1,
    960,
    followers=(CLOCKS,),
    why_not="followup.rules.complaints.why_not_clocks",
)
CHECKED = Span(
    "followup.complaint_checked_hours",
    _("Who complained is called after the solution, after"),
    _("Another person than who solved it asks whether he agrees."),
    24,
    "SERVICE-R27",
    Unit.HOURS,
    1,
    240,
)
