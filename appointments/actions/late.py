"""Acts on customers who are late: call them, give their time away, receive them with what is free (SERVICE-D9)."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from accounts.access import Access
from accounts.log import answer_notices, notify
from accounts.log import record as write_down
from accounts.models.people import User
from accounts.ticks import each_free
from accounts.transitions import lock, move
from appointments.actions import moving, visits
from appointments.actions.booking import segments_of
from appointments.models.late import LateCall
from appointments.models.visits import Appointment, Segment
from appointments.notices import AppointmentNotice
from appointments.perms import AppointmentPerm
from appointments.presenters import texts
from appointments.rules import late
from appointments.rules.preparation import crew_words
from appointments.settings import LATE_CALL
from capacity.actions import taking
from capacity.slots import times
from core.errors import refuse
from customers.actions import messages

S = LateCall.Status
ALTERNATIVES = 5


def ask_to_call(*, by: Access, at: datetime) -> int:
    """Make the calls that are due to late customers and tell their advisors, at each tick. Returns how many."""
    return each_free(late.late_visits(by.store, at), partial(_ask_to_call, by=by, at=at))


def _ask_to_call(appointment: Appointment, *, by: Access, at: datetime) -> None:
    due_at = appointment.start + LATE_CALL.span(by.store)
    LateCall.objects.create(store=by.store, appointment=appointment, version=appointment.time_version, due_at=due_at)
    facts = {"plate": str(appointment.vehicle), "when": texts.when(by.store, appointment.start)}
    to, url = User(pk=appointment.advisor.user_id), appointment.get_absolute_url()
    notify(AppointmentNotice.LATE, about=appointment, at=at, to=to, url=url, **facts)
    visits.record(appointment, "late", by=by, at=at)


def note_missed(*, by: Access, at: datetime) -> int:
    """Note who did not come, and give his time to others, at each tick. Returns how many."""
    return each_free(late.missed_visits(by.store, at), partial(visits.mark_no_show, by=by, at=at))


@transaction.atomic
def set_out(call: LateCall, *, by: Access, at: datetime, start: datetime | None = None) -> LateCall:
    """Record that the customer is on his way: his visit moves to `start`, which must be free, or stays as it is.

    Then he is expected within the time after which late customers are called. The same answer again changes nothing.
    """
    by.require(AppointmentPerm.CALL_TAKE)
    appointment, call = _locked(call)
    coming_at = start or at + LATE_CALL.span(by.store)
    if call.status == S.ON_THE_WAY and (start is None or call.coming_at == start):
        return call
    missed = appointment.missed_start or appointment.start
    call = move(call, "set_out", by=by, at=at, coming_at=coming_at, called_at=at, called_by=by.user)
    if start and start != appointment.start:
        moved = moving.reschedule(appointment, by=by, at=at, start=start, time_version=call.version)
        moved.missed_start = missed
        moved.save(update_fields=["missed_start"])
    note_answer(appointment, call, by=by, at=at, coming_at=coming_at.isoformat())
    return call


@transaction.atomic
def stay_away(call: LateCall, *, by: Access, at: datetime) -> LateCall:
    """Record that the customer does not come: his time is free at once, the visit is missed."""
    by.require(AppointmentPerm.CALL_TAKE)
    appointment, call = _locked(call)
    if call.status == S.NOT_COMING:
        return call
    call = move(call, "stay_away", by=by, at=at, called_at=at, called_by=by.user, coming_at=None)
    note_answer(appointment, call, by=by, at=at)
    visits.mark_no_show(appointment, by=by, at=at, time_version=call.version, said_no=True)
    return call


@transaction.atomic
def not_reach(call: LateCall, *, by: Access, at: datetime, tries: int | None = None) -> LateCall:
    """Record that nobody answered; the call stays open. `tries` are those that were seen: a second click is no try."""
    by.require(AppointmentPerm.CALL_TAKE)
    appointment, call = _locked(call)
    if tries is not None and tries != call.tries:
        return call
    stamps: dict[str, Any] = {"called_at": at, "called_by": by.user, "tries": call.tries + 1}
    if call.status == S.NOT_REACHED:
        refuse(late.why_not_call_late(call, by, at))
        for name, value in stamps.items():
            setattr(call, name, value)
        call.save(update_fields=list(stamps))
    else:
        call = move(call, "not_reach", by=by, at=at, **stamps)
    note_answer(appointment, call, by=by, at=at, tries=call.tries)
    return call


def _locked(call: LateCall) -> tuple[Appointment, LateCall]:
    """The appointment and its call, locked in this order, as they are now."""
    appointment = moving.locked(call.appointment)
    return appointment, lock(call)


def note_answer(appointment: Appointment, call: LateCall, *, by: Access, at: datetime, **facts: Any) -> None:
    """Keep what the call brought; the advisor's notice is answered."""
    answer_notices(AppointmentNotice.LATE, about=appointment, by=by, at=at)
    visits.record(appointment, "late_called", by=by, at=at, answer=str(call.get_status_display()), **facts)


@transaction.atomic
def come_late(appointment: Appointment, *, by: Access, at: datetime, time_version: int | None = None) -> Appointment:
    """Receive a customer of today whose time was given away: with bay and people that are free next.

    Refused with `alternatives` when nothing is free today. The time that he missed stays recorded.
    """
    by.require(AppointmentPerm.APPOINTMENT_RECEIVE)
    appointment = moving.locked(appointment)
    if appointment.has_arrived:
        return appointment
    if not appointment.was_missed:
        return visits.arrive(appointment, by=by, at=at, time_version=time_version)
    refuse(late.why_not_come_late(appointment, by, at))
    wish = moving.wish_to_move(appointment, by=by, at=at, usual_advisor=appointment.advisor_id)
    wish = replace(wish, parts=())  # what is still to come he waits for here
    free = times.offered(wish, ALTERNATIVES)
    refuse(late.why_not_now(free, by.store, at), field="start", alternatives=[slot.as_json() for slot in free])
    missed = appointment.missed_start or appointment.start
    with taking.taken(replace(wish, start_from=free[0].start)) as slot:
        moving.set_time(appointment, slot, missed_start=missed)
        Segment.objects.bulk_create(segments_of(appointment, slot))
        words = crew_words((piece.bay.name, piece.technician.name) for piece in slot.pieces)
        appointment.preparation.filter(group="crew").update(done_at=at, done_by=None, evidence=words)
        moved = move(appointment, "come_late", by=by, at=at, arrived_at=at)
        messages.cancel_messages(texts.TO_COME, appointment.pk, by=by, at=at, reason=visits.HERE)
        facts = {"missed": missed.isoformat(), "start": slot.start.isoformat()}
        write_down(appointment, "come late", by=by, at=at, **facts)
        visits.record(appointment, "came_late", by=by, at=at, **facts)
        visits.record(appointment, "arrived", by=by, at=at, missing=visits.awaited_parts(appointment))
    return Appointment.objects.for_acts().get(pk=moved.pk)
