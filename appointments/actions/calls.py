"""The hotline's log: ring, answer, hang-up from the telephone system, or a call written down by hand (SERVICE-D1)."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.access import Access
from accounts.roles import Perm
from accounts.transitions import lock
from appointments.models import PhoneCall
from core import phones
from customers.models import Customer

RING, ANSWER, HANG_UP = "ring", "answer", "hang_up"


@transaction.atomic
def log_call(
    *,
    by: Access,
    at: datetime,
    event: str,
    number: str = "",
    external_id: str = "",
    happened_at: datetime | None = None,
    reason: str = "",
    note: str = "",
) -> PhoneCall:
    """One event of a call. Events of one `external_id` are one call in whatever order they come, and twice is once;
    without an id it is a call written down by hand."""
    by.require(Perm.CALL_TAKE)
    moment, number = happened_at or at, readable(number)
    call = _call(external_id, number, moment, by)
    if event == RING:
        call.rang_at = min(call.rang_at, moment)
    elif event == ANSWER and call.answered_at is None:
        call.answered_at, call.taken_by = max(moment, call.rang_at), by.user
    elif event == HANG_UP and call.ended_at is None:
        call.ended_at = max(moment, call.rang_at)
    call.reason, call.note = reason or call.reason, note or call.note
    call.number = call.number or number
    call.customer = call.customer or caller(call.number)
    call.save()
    return call


def _call(external_id: str, number: str, moment: datetime, by: Access) -> PhoneCall:
    call = PhoneCall(store=by.store, external_id=external_id, number=number, rang_at=moment)
    if not external_id:
        return call
    PhoneCall.objects.bulk_create([call], ignore_conflicts=True)
    return lock(PhoneCall.objects.get(external_id=external_id))


@transaction.atomic
def note_call(call: PhoneCall, *, by: Access, at: datetime, reason: str, note: str = "") -> PhoneCall:
    """Write down what a call was about, and end it if it still runs (SERVICE-R22)."""
    by.require(Perm.CALL_TAKE)
    call = lock(call)
    call.reason, call.note, call.ended_at = reason, note.strip(), call.ended_at or max(at, call.rang_at)
    call.save(update_fields=["reason", "note", "ended_at"])
    return call


def callable_number(text: str) -> str:
    """The number in its one form, or "" for a text that cannot be called."""
    try:
        return phones.normalise(text)
    except ValueError:
        return ""


def readable(number: str) -> str:
    """A caller's number in its one form; whatever cannot be called back stays as it was shown."""
    return callable_number(number) or number.strip()[:30]


def caller(number: str) -> Customer | None:
    """Who calls from this number, if we know him: never a guess where several share it."""
    known = list(Customer.objects.live().filter(phones__number=number, phones__store=F("store"))[:2]) if number else []
    return known[0] if len(known) == 1 else None
