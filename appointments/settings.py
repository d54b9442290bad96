"""What a store decides about appointments: lead times of the questions, waiting, calling back, self-booking."""

from django.utils.translation import gettext_lazy as _

from accounts.settings import Number, Span, Unit
from customers.settings import CONFIRMATIONS

DAY_AHEAD = Span(
    "appointments.day_ahead_hours",
    _("The first question and our readiness are due before the time"),
    _("Preparation is complete by then. Questions that are still to come get their new time."),
    24,
    "SERVICE-D6",
    Unit.HOURS,
    2,
    96,
    followers=(CONFIRMATIONS,),
)
HOUR_AHEAD = Span(
    "appointments.hour_ahead_minutes",
    _("The last question and our readiness are due before the time"),
    _("Questions that are still to come get their new time."),
    60,
    "SERVICE-D6",
    Unit.MINUTES,
    15,
    119,
    followers=(CONFIRMATIONS,),
)
CHANGE_UNTIL = Span(
    "appointments.change_until_minutes",
    _("A customer changes his appointment by link until so long before it"),
    _("Later he calls: the workshop has begun to prepare."),
    120,
    "SERVICE-D5",
    Unit.MINUTES,
    0,
    2_880,
)
NO_SHOW_AFTER = Span(
    "appointments.no_show_minutes",
    _("A customer is waited for"),
    _("Then it is noted that he did not come, and bay and people are free, unless he said that he is on his way."),
    30,
    "SERVICE-D9",
    Unit.MINUTES,
    0,
    1_440,
)
LATE_CALL = Span(
    "appointments.late_call_minutes",
    _("Who has not come is called so long after his time"),
    _("His advisor is told then, and the hotline has him in its list."),
    15,
    "SERVICE-D9",
    Unit.MINUTES,
    1,
    240,
)
OFFER_HELD = Span(
    "appointments.offer_held_minutes",
    _("A freed time is held for a customer of the waiting list"),
    _("Who has not answered by then keeps his place, and the time goes to the next."),
    30,
    "SERVICE-R6",
    Unit.MINUTES,
    5,
    1_440,
)
ESCALATE_AFTER = Span(
    "appointments.escalate_minutes",
    _("The service manager is told of what nobody has mended after"),
    _("A risk that the customer does not know, and readiness that failed."),
    15,
    "SERVICE-R8",
    Unit.MINUTES,
    1,
    1_440,
)
PARTS_KEPT = Span(
    "appointments.parts_kept_days",
    _("Parts of a customer who did not come are kept for"),
    _("Then they go back to stock by themselves."),
    2,
    "SERVICE-D9",
    Unit.DAYS,
    0,
    30,
)
LONGEST_EXTENSION = Span(
    "appointments.longest_extension_days",
    _("A stay in the workshop is extended by at most"),
    _("A longer one is a new appointment."),
    7,
    "SERVICE-R6",
    Unit.DAYS,
    1,
    60,
)
CALL_BACK = Span(
    "appointments.call_back_minutes",
    _("A missed call is called back within"),
    _("Later it is shown as late."),
    10,
    "SERVICE-D1",
    Unit.MINUTES,
    1,
    240,
)
CALL_BACK_TRIES = Number(
    "appointments.call_back_tries",
    _("Who cannot be reached is called back at most"),
    _("After so many tries the missed call is settled."),
    3,
    "SERVICE-D1",
    Unit.TIMES,
    1,
    10,
)
LONG_ENGAGED = Span(
    "appointments.long_engaged_minutes",
    _("A line counts as long engaged from"),
    _("Counted from a caller's first try until he gets through."),
    3,
    "SERVICE-N1",
    Unit.MINUTES,
    1,
    60,
)
RESCUE_DISPATCH = Span(
    "appointments.rescue_dispatch_minutes",
    _("Somebody is sent to a rescue within"),
    _("Later it is shown as late."),
    10,
    "SERVICE-R45",
    Unit.MINUTES,
    1,
    240,
)
RESCUE_ARRIVE = Span(
    "appointments.rescue_arrive_minutes",
    _("Whoever was sent to a rescue is there within"),
    _("Later it is shown as late."),
    45,
    "SERVICE-R45",
    Unit.MINUTES,
    5,
    480,
)
RESCUE_END = Span(
    "appointments.rescue_end_minutes",
    _("A car is fixed on the spot or towed in within"),
    _("Later it is shown as late."),
    60,
    "SERVICE-R45",
    Unit.MINUTES,
    5,
    720,
)
QUESTION_ANSWER = Span(
    "appointments.question_answer_minutes",
    _("An open question of a caller is answered within"),
    _("Later it is shown as late."),
    60,
    "SERVICE-R22",
    Unit.MINUTES,
    5,
    2_880,
)
LINK_CUT_OFF = Span(
    "appointments.link_cut_off_minutes",
    _("Customers move or cancel by link until so long before the time"),
    _("Later the page asks them to call."),
    30,
    "SERVICE-R6",
    Unit.MINUTES,
    0,
    2_880,
)
SELF_A_NUMBER = Number(
    "appointments.self_a_number",
    _("Times that one phone number may hold or have booked online, at most"),
    _("Nobody hoards times. With 0 nobody books online."),
    2,
    "SERVICE-R6",
    Unit.TIMES,
    0,
    20,
)
SELF_AN_ADDRESS = Number(
    "appointments.self_an_address",
    _("Times that one network address may hold or have booked online, at most"),
    _("All phones in the wireless network of the store have one address."),
    12,
    "SERVICE-R6",
    Unit.TIMES,
    1,
    500,
)
SELF_LOOKS = Number(
    "appointments.self_looks",
    _("Pages of free times that one network address may open within ten minutes"),
    _("Whoever opens more is a machine, and is told to wait."),
    60,
    "SERVICE-R6",
    Unit.TIMES,
    5,
    10_000,
)
