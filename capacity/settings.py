"""What a store decides about its capacity: what is kept for appointments, and how long a time is held."""

from django.utils.dates import WEEKDAYS
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.settings import Number, Span, Unit

APPOINTMENT_SHARE = Number(
    "capacity.appointment_share",
    _("Share of capacity kept for appointments"),
    _("Walk-ins take no more than the rest of each day, until the kept share is released."),
    40,
    "SERVICE-R10",
    Unit.PERCENT,
    0,
    100,
)
GENERAL = -1  # a weekday without a share of its own
WEEKDAY_SHARES = [
    Number(
        f"capacity.appointment_share_{day}",
        format_lazy("{words}: {day}", words=_("Share of capacity kept for appointments"), day=WEEKDAYS[day]),
        _("Over the general share on this weekday; -1 leaves the general one."),
        GENERAL,
        "SERVICE-R10",
        Unit.PERCENT,
        GENERAL,
        100,
    )
    for day in range(7)
]
SHARE_RELEASED = Span(
    "capacity.share_released_minutes",
    _("Kept capacity opens to walk-ins so long before"),
    _("What no appointment has taken by then is offered to whoever is here."),
    120,
    "SERVICE-R10",
    Unit.MINUTES,
    0,
    10_000,
)
HOLD = Span(
    "capacity.hold_minutes",
    _("A time is held while the clerk talks"),
    _("A held time is offered to nobody else; after so long it is free again."),
    5,
    "SERVICE-R6",
    Unit.MINUTES,
    1,
    60,
)
DRIVE = Span(
    "capacity.drive_minutes",
    _("A driver needs for fetching a car, and for bringing it back"),
    _("So long he is taken before the work, and again after it."),
    60,
    "SERVICE-R43",
    Unit.MINUTES,
    15,
    240,
)
LOAN_RETURN = Span(
    "capacity.loan_return_minutes",
    _("A loan car is kept after the work for"),
    _("The customer comes back with it, and it is looked at."),
    30,
    "SERVICE-R43",
    Unit.MINUTES,
    15,
    480,
)
