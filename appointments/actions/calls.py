"""The hotline's log: events of the telephone system (ring, answer, hang-up), or a clerk's note (SERVICE-D1)."""

from datetime import datetime

from django.db import transaction

from accounts.access import Access
from accounts.log import answer_notices, notify, record
from accounts.transitions import lock
from appointments.models.call_queries import PhoneCallQuerySet
from appointments.models.calls import PhoneCall
from appointments.models.lines import PhoneLine
from appointments.notices import AppointmentNotice
from appointments.perms import AppointmentPerm
from appointments.rules.calls import (
    hung_up,
    is_settled,
    legs_of,
    times_of,
    why_not_call_back,
    why_not_open,
    why_not_reply,
    why_not_settle_question,
    why_not_written,
    with_event,
)
from appointments.settings import CALL_BACK
from core import phones
from core.errors import refuse
from customers.rules import sole_holder


@transaction.atomic
def log_call(
    *,
    by: Access,
    at: datetime,
    event: str,
    number: str = "",
    external_id: str = "",
    leg: str = "",
    line: str = "",
    happened_at: datetime | None = None,
    reason: str = "",
    note: str = "",
    stays_open: bool = False,
) -> PhoneCall:
    """Record one event of a call. Events of one `external_id` are one call, in any order, also when repeated, each of
    its telephones being a `leg`; without an id it is a call that a clerk notes. `line` is the number dialled.

    An unanswered call is owed a call back, unless the caller reaches us again meanwhile (SERVICE-D1). With
    `stays_open` the caller's question waits for its answer (SERVICE-R22).
    """
    by.require(AppointmentPerm.CALL_TAKE)
    moment, number = happened_at or at, readable(number)
    if not external_id:
        refuse(why_not_written(moment, at), field="at")
    call = _call(external_id, number, moment, by)
    owed_before = call.is_owed
    _add_event(call, leg, event, moment, by=by)
    call.reason, call.note = reason or call.reason, note or call.note
    call.asked_at = call.asked_at or (moment if stays_open else None)
    call.number = call.number or number
    call.dialled = call.dialled or line
    call.line = call.line or (PhoneLine.objects.dialled(line).first() if line else None)
    call.customer = call.customer or sole_holder(call.number)
    call.save()
    if call.answered_at:
        answer_notices(AppointmentNotice.MISSED_CALL, about=call, by=by, at=at)
        settle(PhoneCall.objects.of_caller(call).filter(rang_at__lt=call.answered_at), by=by, at=at)
    elif call.is_owed and not owed_before:
        _miss(call, by=by, at=at)
    elif owed_before and not call.is_owed:  # it rings on at another telephone
        answer_notices(AppointmentNotice.MISSED_CALL, about=call, by=by, at=at)
    return call


def _add_event(call: PhoneCall, leg: str, event: str, moment: datetime, *, by: Access) -> None:
    """The times of a call follow from all its events; a call that is answered is owed nothing."""
    call.legs = with_event(legs_of(call), leg, event, moment)
    times = times_of(call.legs)
    call.rang_at = min(call.rang_at, times.rang_at or call.rang_at)
    if times.answered_at:
        if call.answered_at is None:
            call.taken_by = call.opened_by or by.user
        call.answered_at = max(times.answered_at, call.rang_at)
        call.called_back_at = call.called_back_by = None
        call.reached = False
    first = call.answered_at or call.rang_at
    call.ended_at = max(times.ended_at, first) if times.ended_at else None
    call.engaged = times.engaged


@transaction.atomic
def open_call(call: PhoneCall, *, by: Access, at: datetime) -> PhoneCall:
    """Take a caller to the desk: one clerk does, and the others see who."""
    by.require(AppointmentPerm.CALL_TAKE)
    call = lock(call)
    refuse(why_not_open(call, by))
    if call.opened_at is None:
        call.opened_by, call.opened_at = by.person, at
        call.save(update_fields=["opened_by", "opened_at"])
    return call


@transaction.atomic
def reply_to_question(call: PhoneCall, *, by: Access, at: datetime, reply: str) -> PhoneCall:
    """Write down what the caller was answered; the same words again change nothing (SERVICE-R22)."""
    by.require(AppointmentPerm.CALL_TAKE)
    call = lock(call)
    if call.replied_at and call.reply == reply:
        return call
    refuse(why_not_reply(call))
    call.reply, call.replied_at, call.replied_by = reply, at, by.person
    call.save(update_fields=["reply", "replied_at", "replied_by"])
    record(call, "reply", by=by, at=at, note=reply)
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
    """Write down a try to call back after a missed call; after the third try no more is owed (SERVICE-D1).

    It settles all missed calls of the same person: who was spoken to waits for no second call.
    """
    by.require(AppointmentPerm.CALL_TAKE)
    call = _lock_with_his_others(call)
    refuse(why_not_call_back(call))
    call.tries += 1
    call.reason, call.note = reason or call.reason, note.strip() or call.note
    call.save(update_fields=["tries", "reason", "note"])
    record(call, "call back" if reached else "not reached", by=by, at=at, tries=call.tries)
    if is_settled(by.store, reached, call.tries):
        settle(PhoneCall.objects.of_caller(call), by=by, at=at, reached=reached)
        call.refresh_from_db()
    return call


def _lock_with_his_others(call: PhoneCall) -> PhoneCall:
    """Lock the owed calls of the same person in one order, so that two clerks do not wait for each other."""
    list(PhoneCall.objects.of_caller(call).owed().select_for_update(of=("self",), no_key=True).order_by("pk"))
    return lock(call)


def settle(calls: PhoneCallQuerySet, *, by: Access, at: datetime, reached: bool = True) -> None:
    """Settle those of these calls that were owed a call back: the caller was spoken to, or enough tries were made."""
    for call in calls.owed().select_for_update(of=("self",), no_key=True).order_by("pk"):
        call.called_back_at, call.called_back_by, call.reached = at, by.user, reached
        call.save(update_fields=["called_back_at", "called_back_by", "reached"])
        answer_notices(AppointmentNotice.MISSED_CALL, about=call, by=by, at=at)


def _call(external_id: str, number: str, moment: datetime, by: Access) -> PhoneCall:
    call = PhoneCall(store=by.store, external_id=external_id, number=number, rang_at=moment)
    if not external_id:
        return call
    PhoneCall.objects.bulk_create([call], ignore_conflicts=True)
    return lock(PhoneCall.objects.get(external_id=external_id))


@transaction.atomic
def note_call(
    call: PhoneCall, *, by: Access, at: datetime, reason: str, note: str = "", stays_open: bool | None = None
) -> PhoneCall:
    """Write down what a call was about, and end it if somebody is still speaking (SERVICE-R22).

    With `stays_open` the caller's question waits for its answer; None leaves that as it is.
    """
    by.require(AppointmentPerm.CALL_TAKE)
    call = lock(call)
    refuse(why_not_settle_question(call, stays_open), field="stays_open")
    call.reason, call.note = reason, note.strip()
    if stays_open and call.asked_at is None:
        call.asked_at = at
    if call.answered_at:  # a call that still rings is not missed because of a note
        call.legs = hung_up(legs_of(call), at)
        call.ended_at = call.ended_at or max(at, call.answered_at)
    call.save(update_fields=["reason", "note", "ended_at", "asked_at", "legs"])
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
