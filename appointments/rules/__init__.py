"""What may be done with appointments, when things are due, what fits a car."""

from appointments.rules.moves import (
    TRANSITIONS,
    why_not_arrive,
    why_not_at_risk,
    why_not_cancel,
    why_not_change,
    why_not_confirm,
    why_not_expected,
    why_not_extend,
    why_not_no_show,
    why_not_prepare,
)
from appointments.rules.promises import (
    OPEN,
    confirmation_times,
    contact_moment,
    is_due_already,
    preparation_due,
)
from appointments.rules.wishes import (
    REPEAT_DAYS,
    fits,
    is_repeat,
    why_not_estimate,
    why_not_fault,
    why_not_named,
    why_not_operations,
    why_not_start,
    why_not_words,
)

__all__ = [
    "OPEN",
    "REPEAT_DAYS",
    "TRANSITIONS",
    "confirmation_times",
    "contact_moment",
    "fits",
    "is_due_already",
    "is_repeat",
    "preparation_due",
    "why_not_arrive",
    "why_not_at_risk",
    "why_not_cancel",
    "why_not_change",
    "why_not_confirm",
    "why_not_estimate",
    "why_not_extend",
    "why_not_expected",
    "why_not_fault",
    "why_not_named",
    "why_not_no_show",
    "why_not_operations",
    "why_not_prepare",
    "why_not_start",
    "why_not_words",
]
