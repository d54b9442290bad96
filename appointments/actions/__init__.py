"""What is done with appointments and phone calls."""

from appointments.actions.booking import book, parts_of, repeated
from appointments.actions.calls import call_back, callable_number, log_call, note_call, readable
from appointments.actions.holds import hold, release_expired, release_holds
from appointments.actions.moving import extend, free_claims, reschedule, wish_to_move
from appointments.actions.preparation import check_readiness, prepare
from appointments.actions.visits import arrive, cancel, confirm, mark_no_show, put_at_risk, record

__all__ = [
    "arrive",
    "book",
    "call_back",
    "callable_number",
    "cancel",
    "check_readiness",
    "confirm",
    "extend",
    "free_claims",
    "hold",
    "log_call",
    "mark_no_show",
    "note_call",
    "parts_of",
    "prepare",
    "put_at_risk",
    "readable",
    "record",
    "release_expired",
    "release_holds",
    "repeated",
    "reschedule",
    "wish_to_move",
]
