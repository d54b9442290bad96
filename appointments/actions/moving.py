"""Moves an appointment to another time, prolongs its stay, and releases what it no longer needs."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.access import Access
from accounts.log import line_of, record
from accounts.models.records import Notice
from accounts.new_rows import NewRows
from accounts.transitions import lock, shift
from appointments.actions import groups, promises
from appointments.actions.booking import label_of, segments_of
from appointments.actions.risks import end_risks
from appointments.actions.versions import refuse_stale_time
from appointments.models.promises import Confirmation
from appointments.models.visits import Appointment, AppointmentPart
from appointments.notices import AppointmentNotice
from appointments.perms import AppointmentPerm
from appointments.presenters import texts
from appointments.rules import moves, transport
from appointments.rules.preparation import crew_words
from appointments.rules.promises import preparation_due
from capacity import rules as capacity_rules
from capacity.actions import claims, displacing, taking
from capacity.models.resources import Resource
from capacity.slots import times
from capacity.slots.wish import TakenSlot, Wish
from core.errors import Refused, refuse
from customers.actions import messages
from parts import actions as parts_actions
from pricing.models.prices import Operation

MOVED = gettext_noop("the appointment was moved")
TIME = ["time_version", "start", "end", "advisor", "bay", "technician", "claim_set", "at_risk_at", "at_risk_reason"]
TIME += ["missed_start"]
S = Appointment.Status
C = Confirmation.Status


@transaction.atomic
def reschedule(
    appointment: Appointment,
    *,
    by: Access,
    at: datetime,
    start: datetime,
    advisor: Resource | None = None,
    bay: Resource | None = None,
    technician: Resource | None = None,
    reason: str = "",
    time_version: int | None = None,
) -> Appointment:
    """Move an appointment to another time: claims are exchanged at once, promises planned anew, everybody is told.

    The advisor stays if he is free. A move to the time and the people that it already has changes nothing. Raises Stale
    when it was moved since `time_version` was seen. Refused with `alternatives` when the time cannot be had; then
    everything stays as it was.
    """
    by.require(AppointmentPerm.APPOINTMENT_BOOK)
    appointment = locked(appointment)
    named = {"advisor": advisor, "bay": bay, "technician": technician}
    refuse(moves.why_not_change(appointment, by, at))
    if start == appointment.start and _has_already(appointment, named):
        return appointment
    refuse_stale_time(appointment, time_version, by=by)
    refuse(capacity_rules.why_not_start(start, by.store, at), field="start")
    usual = appointment.advisor_id
    wish = wish_to_move(appointment, by=by, at=at, start_from=start, usual_advisor=usual, reserves=True, **named)
    for kind, resource in named.items():
        refuse(capacity_rules.why_not_named(resource, kind, wish.stages[wish.longest]), field=kind)
    with taking.taken(wish) as slot:
        return write_move(appointment, slot, by=by, at=at, reason=reason)


def _has_already(appointment: Appointment, named: Mapping[str, Resource | None]) -> bool:
    """Whether everybody and everything named is that of the appointment."""
    return all(resource is None or resource == getattr(appointment, kind) for kind, resource in named.items())


def locked(appointment: Appointment) -> Appointment:
    """The appointment as it is now, locked, with the related rows that its acts need.

    They are read after the lock: a row that somebody else gave another advisor while we waited would be missing from a
    join that PostgreSQL looks at again.
    """
    return Appointment.objects.for_acts().get(pk=lock(appointment).pk)


def wish_to_move(
    appointment: Appointment,
    *,
    by: Access,
    at: datetime,
    start_from: datetime | None = None,
    usual_advisor: int | None = None,
    reserves: bool = False,
    **named: Resource | None,
) -> Wish:
    """The wish for another time of an appointment: its own claims and reserved parts count as free."""
    needs = appointment.needs.filter(reservation__status="awaited").select_related("reservation__item__part")
    parts = [(need.reservation.item.part, need.reservation.quantity) for need in needs]
    kept = frozenset(need.reservation_id for need in needs)
    booked = appointment.operation_rows.values("operation")
    work = Operation.objects.with_own(by.store).filter(pk__in=booked).order_by("pk")
    return times.wish(
        work,
        at=at,
        start_from=start_from,
        vehicle=appointment.vehicle,
        kind=appointment.kind,
        label=label_of(appointment.vehicle),
        parts=parts,
        kept=kept,
        instead_of=appointment.claim_set_id,
        holder=by.user,
        usual_advisor=usual_advisor,
        reserves=reserves,
        carriage=transport.carriage(appointment.transport, by.store, appointment.kind),
        **named,
    )


def write_move(
    appointment: Appointment, slot: TakenSlot, *, by: Access, at: datetime, reason: str, changes: str = ""
) -> Appointment:
    """Write the new time, and replace every promise about the old one; `changes` is told with it."""
    before, advisor, new = appointment.start, appointment.advisor, NewRows()
    set_time(appointment, slot)
    end_risks(appointment, by=by, at=at)
    new.add(segments_of(appointment, slot))
    needs = list(appointment.needs.select_related("reservation"))
    _need_parts_at(appointment.start, needs, by=by, at=at)
    end_confirmations(appointment, C.MOVED, by=by, at=at)
    messages.cancel_messages(texts.TO_COME, appointment.pk, by=by, at=at, reason=MOVED)
    promises.plan_confirmations(appointment, slot.advisor.name, new, by=by, at=at, news=texts.MOVED, changes=changes)
    _prepare_again(appointment, advisor, slot, by=by, at=at)
    new.add(_notices(appointment, advisor, before, at=at, parts=bool(needs)))
    facts = {"start": slot.start.isoformat(), "before": before.isoformat(), "advisor": slot.advisor.pk}
    new.add([promises.happened(appointment, "moved", by=by, at=at, mover=by.actor_kind, **facts)])
    new.add([line_of(appointment, "reschedule", by=by, at=at, note=reason, start=slot.start.isoformat())])
    new.write()
    return appointment


def set_time(appointment: Appointment, slot: TakenSlot, missed_start: datetime | None = None) -> None:
    """Write the taken time into the appointment, as its next version."""
    appointment.time_version += 1
    appointment.missed_start = missed_start
    appointment.start, appointment.end, appointment.claim_set_id = slot.start, slot.end, slot.claim_set
    appointment.advisor, appointment.bay, appointment.technician = slot.advisor, slot.bay, slot.technician
    appointment.at_risk_at, appointment.at_risk_reason = None, ""
    appointment.save(update_fields=TIME)


def _need_parts_at(start: datetime, needs: Iterable[AppointmentPart], *, by: Access, at: datetime) -> None:
    """Require its parts at the new time; the time cannot be had when one comes too late."""
    if not needs:
        return
    try:
        parts_actions.need_at([need.reservation for need in needs], by=by, at=at, needed_at=start)
    except Refused as short:
        raise taking.Lost(str(short)) from short


def _notices(
    appointment: Appointment, advisor: Resource, before: datetime, *, at: datetime, parts: bool
) -> list[Notice]:
    """Notices to the advisor and the parts store, and to the advisor who had it before."""
    kind, time = AppointmentNotice.MOVED, texts.when(appointment.store, before)
    notices = promises.notices(appointment, kind, at=at, advisor=appointment.advisor, parts=parts, before=time)
    if advisor.user_id != appointment.advisor.user_id:
        notices += promises.notices(appointment, kind, at=at, advisor=advisor, parts=False, before=time)
    return notices


def _prepare_again(appointment: Appointment, advisor: Resource, slot: TakenSlot, *, by: Access, at: datetime) -> None:
    """Set deadlines by the new time and give the advisor's groups to him who has it now; the signature falls.

    The people and places of the new time have just been claimed: they are their own evidence.
    """
    appointment.preparation.update(due_at=preparation_due(by.store, appointment.start, at))
    give_groups(appointment, advisor, slot, at=at)
    if appointment.status == S.PREPARED:
        groups.take_back_signature(appointment, at=at)
        appointment.refresh_from_db(fields=["status", "prepared_at", "prepared_by"])


def give_groups(appointment: Appointment, advisor: Resource, slot: TakenSlot, *, at: datetime) -> None:
    """Give the groups of the advisor before to the present one, and tick bay and technician as just claimed."""
    items = appointment.preparation
    if appointment.advisor_id != advisor.pk:
        items.filter(owner=advisor.user_id).update(owner=appointment.advisor.user_id)
    words = crew_words((piece.bay.name, piece.technician.name) for piece in slot.pieces)
    items.filter(group="crew").update(done_at=at, done_by=None, evidence=words)


def end_confirmations(
    appointment: Appointment, to: str, *, by: Access, at: datetime, among: Collection[str] = Confirmation.OPEN
) -> None:
    """Close the confirmations that are still open (`among`): after a move those of earlier times, else all."""
    rows = appointment.confirmations.all()
    if to == C.MOVED:
        rows = rows.filter(version__lt=appointment.time_version)
    shift(rows, among, to, decided_at=at, decided_by=by.user)


@transaction.atomic
def extend(
    appointment: Appointment, *, by: Access, at: datetime, until: datetime, time_version: int | None = None
) -> Appointment:
    """Prolong the job: bay, technician and car stay taken until then. Refused when another claim follows."""
    by.require(AppointmentPerm.APPOINTMENT_BOOK)
    appointment = locked(appointment)
    refuse_stale_time(appointment, time_version, by=by)
    refuse(moves.why_not_extend(appointment, until, at), field="until")
    last = appointment.segments.filter(version=appointment.time_version).latest("position")
    claims.stretch(appointment.claim_set_id, end=last.end, until=until, at=at)
    last.end = appointment.end = until
    last.save(update_fields=["end"])
    appointment.save(update_fields=["end"])
    record(appointment, "extend", by=by, at=at, until=until.isoformat())
    return appointment


@transaction.atomic
def free_claims(appointment: Appointment, *, by: Access, at: datetime) -> Appointment:
    """Release what the car still holds from now on: it is delivered, or will not be worked on."""
    appointment = locked(appointment)
    claims.end_set(appointment.claim_set_id, at)
    displacing.restore_freed(appointment.claim_set_id, by=by, at=at)
    appointment.freed_at = appointment.freed_at or at
    appointment.save(update_fields=["freed_at"])
    return appointment
