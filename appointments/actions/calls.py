"""The hotline's log: events of the telephone system (ring, answer, hang-up), or a clerk's note (SERVICE-D1)."""

from datetime import datetime

from django.db import transaction

from accounts.access import Access
from accounts.log import answer_notices, notify, record
from accounts.transitions import lock
from appointments.models.calls import PhoneCall, PhoneCallQuerySet
from appointments.notices import AppointmentNotice
from appointments.perms import AppointmentPerm
from appointments.rules.calls import is_settled, why_not_call_back, why_not_written
from appointments.settings import CALL_BACK
from core import phones
from core.errors import refuse
from customers.rules import sole_holder

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
    """Record one event of a call. Events of one `external_id` are one call, in any order, also when repeated; without
    an id it is a call that a clerk notes. An unanswered call is owed a call back, unless the caller reaches us again
    meanwhile (SERVICE-D1)."""
    by.require(AppointmentPerm.CALL_TAKE)
    moment, number = happened_at or at, readable(number)
    if not external_id:
        refuse(why_not_written(moment, at), field="at")
    call = _call(external_id, number, moment, by)
    owed_before = call.is_owed
    if event == RING:
        call.rang_at = min(call.rang_at, moment)
    elif event == ANSWER and call.answered_at is None:
        call.answered_at, call.taken_by = max(moment, call.rang_at), by.user
        call.called_back_at = call.called_back_by = None
    elif event == HANG_UP and call.ended_at is None:
        call.ended_at = max(moment, call.rang_at)
    call.reason, call.note = reason or call.reason, note or call.note
    call.number = call.number or number
    call.customer = call.customer or sole_holder(call.number)
    call.save()
    if call.answered_at:
        answer_notices(AppointmentNotice.MISSED_CALL, about=call, by=by, at=at)
        settle(PhoneCall.objects.filter(number_folded=call.number_folded, rang_at__lt=call.answered_at), by=by, at=at)
    elif call.is_owed and not owed_before:
        _miss(call, by=by, at=at)
    return call


def _miss(call: PhoneCall, *, by: Access, at: datetime) -> None:
    """Tell the hotline that somebody waits for a call."""
    who = call.customer.name if call.customer else str(call.number)
    rang = f"{call.rang_at.astimezone(by.store.zone):%H:%M}"
    facts = {"caller": who, "time": rang, "minutes": CALL_BACK.of(by.store)}
    notify(AppointmentNotice.MISSED_CALL, about=call, at=at, url=call.call_back_url, **facts)


@transaction.atomic
def call_back(
    call: PhoneCall, *, by: Access, at: datetime, reached: bool, reason: str = "", note: str = ""
) -> PhoneCall:
    """Write down a try to call back after a missed call; after the third try no more is owed (SERVICE-D1)."""
    by.require(AppointmentPerm.CALL_TAKE)
    call = lock(call)
    refuse(why_not_call_back(call))
    call.tries += 1
    call.reason, call.note = reason or call.reason, note.strip() or call.note
    call.save(update_fields=["tries", "reason", "note"])
    record(call, "call back" if reached else "not reached", by=by, at=at, tries=call.tries)
    if is_settled(by.store, reached, call.tries):
        settle(PhoneCall.objects.filter(pk=call.pk), by=by, at=at)
        call.refresh_from_db()
    return call


def settle(calls: PhoneCallQuerySet, *, by: Access, at: datetime) -> None:
    """Settle those of these calls that were owed a call back."""
    for call in calls.owed().select_for_update(no_key=True).order_by("pk"):
        call.called_back_at, call.called_back_by = at, by.user
        call.save(update_fields=["called_back_at", "called_back_by"])
        answer_notices(AppointmentNotice.MISSED_CALL, about=call, by=by, at=at)


def _call(external_id: str, number: str, moment: datetime, by: Access) -> PhoneCall:
    call = PhoneCall(store=by.store, external_id=external_id, number=number, rang_at=moment)
    if not external_id:
        return call
    PhoneCall.objects.bulk_create([call], ignore_conflicts=True)
    return lock(PhoneCall.objects.get(external_id=external_id))


@transaction.atomic
def note_call(call: PhoneCall, *, by: Access, at: datetime, reason: str, note: str = "") -> PhoneCall:
    """Write down what a call was about, and end it if somebody is still speaking (SERVICE-R22)."""
    by.require(AppointmentPerm.CALL_TAKE)
    call = lock(call)
    call.reason, call.note = reason, note.strip()
    if call.answered_at:  # a call that still rings is not missed because of a note
        call.ended_at = call.ended_at or max(at, call.answered_at)
    call.save(update_fields=["reason", "note", "ended_at"])
    return call


def callable_number(text: str) -> str:
    """The number in its one form, or "" for a text that cannot be called."""
    try:
        return phones.normalise(text)
    except ValueError:
        return ""


def readable(number: str) -> str:
    """A caller's number in its one form; a text that is no such number stays as it came."""
    return callable_number(number) or number.strip()[:30]
