"""Acts on an appointment until the car is here: confirm, put at risk, cancel, arrive, mark as missed."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_noop

from accounts.access import Access
from accounts.log import answer_notices, notify
from accounts.log import record as write_down
from accounts.models.records import Notice
from accounts.ticks import each_free
from accounts.transitions import lock, move, shift
from appointments.actions import promises
from appointments.actions.moving import end_confirmations, locked, wish_to_move
from appointments.actions.risks import end_risks
from appointments.actions.versions import refuse_stale_time
from appointments.models.promises import Confirmation, VisitEvent
from appointments.models.visits import Appointment, AppointmentPart
from appointments.notices import AppointmentNotice
from appointments.perms import AppointmentPerm
from appointments.presenters import texts
from appointments.rules import moves
from appointments.settings import PARTS_KEPT
from capacity.actions import claims
from capacity.slots import times
from core.errors import refuse
from core.transactions import one_transaction
from customers.actions import messages
from parts import actions as parts_actions
from parts.models import Reservation
from parts.shelf import actions as shelf_actions

CALLED_OFF = gettext_noop("The appointment was cancelled.")
CANCELLED = gettext_noop("the appointment was cancelled")
HERE = gettext_noop("the customer is here")
NEVER_CAME = gettext_noop("The customer did not come.")
S = Appointment.Status
C = Confirmation.Status
OFFERS = 3


@one_transaction()
def cancel(
    appointment: Appointment, *, by: Access, at: datetime, reason: str, time_version: int | None = None
) -> Appointment:
    """Cancel an appointment: release its time and parts, stop its messages, tell colleagues.

    A customer who cancels again changes nothing, whatever reason was noted.
    """
    refuse(moves.why_not_unsaid(by, reason))
    row = lock(appointment)
    seen = row.status
    if seen == S.CANCELLED and by.is_customer:
        return Appointment.objects.for_acts().get(pk=appointment.pk)
    refuse_stale_time(row, time_version, by=by)
    stamps = {"cancelled_at": at, "cancel_reason": reason[:200]}
    moved = move(appointment, S.CANCELLED, by=by, at=at, note=reason, **stamps)
    appointment = Appointment.objects.for_acts().get(pk=moved.pk)
    if seen == S.CANCELLED:
        return appointment
    claims.release_set(appointment.claim_set_id)
    end_risks(appointment, by=by, at=at)
    parts = give_up_parts(appointment, by=by, at=at, reason=CALLED_OFF)
    end_confirmations(appointment, C.CANCELLED, by=by, at=at)
    messages.cancel_messages(texts.TO_COME, appointment.pk, by=by, at=at, reason=CANCELLED)
    if by.is_person and appointment.kind == Appointment.Kind.APPOINTMENT:
        promises.tell(appointment, texts.CANCELLED, appointment.advisor.name, by=by, at=at)
    notices = promises.notices(
        appointment,
        AppointmentNotice.CANCELLED,
        at=at,
        advisor=appointment.advisor,
        parts=bool(parts),
        reason=reason[:100],
    )
    Notice.objects.bulk_create(notices)
    record(appointment, "cancelled", by=by, at=at, reason=reason)
    return appointment


def give_up_parts(appointment: Appointment, *, by: Access, at: datetime, reason: str) -> list[AppointmentPart]:
    """Release the parts kept for the car, in the order of the stock's locks; issued ones are called back.

    Returns the parts that the visit needed.
    """
    kept = appointment.needs.filter(reservation__in=Reservation.objects.live()).select_related("reservation")
    # Locked, so that nothing is issued between this query and the release.
    list(parts_actions.locked(pk__in=kept.values("reservation__item")))
    for need in kept.order_by("reservation__item_id", "reservation_id"):
        parts_actions.release(need.reservation, by=by, at=at, reason=reason)
    return _call_back(appointment, by=by, at=at)


def _call_back(appointment: Appointment, *, by: Access, at: datetime) -> list[AppointmentPart]:
    """Have taken back what was issued before the car came, which does not come; returns what the visit needed."""
    needs = list(appointment.needs.select_related("reservation"))
    if issued := [need.reservation for need in needs if need.reservation.is_out]:
        shelf_actions.call_back(issued, by=by, at=at)
    return needs


@one_transaction()
def confirm(appointment: Appointment, *, by: Access, at: datetime, time_version: int | None = None) -> Appointment:
    """Record that the customer will come: it answers the questions that were asked, else the first one to come."""
    by.require(AppointmentPerm.APPOINTMENT_CONFIRM)
    appointment = locked(appointment)
    refuse_stale_time(appointment, time_version, by=by)
    refuse(moves.why_not_confirm(appointment, by, at))
    questions = appointment.confirmations.filter(version=appointment.time_version, side=Confirmation.Side.CUSTOMER)
    stamps = {"decided_at": at, "decided_by": by.user}
    answered = shift(questions, set(Confirmation.OPEN) - {C.PLANNED}, C.KEPT, **stamps)
    if not answered and not questions.filter(status=C.KEPT).exists():
        first = questions.filter(status=C.PLANNED).order_by("due_at").first()
        answered = shift(questions.filter(pk=first.pk), C.PLANNED, C.KEPT, **stamps) if first else 0
    if answered:
        record(appointment, "kept", by=by, at=at)
    return appointment


@one_transaction()
def put_at_risk(
    appointment: Appointment, *, by: Access, at: datetime, reason: str, time_version: int | None = None
) -> Appointment:
    """Tell the customer that we may not be able to keep the time, and offer him other times (SERVICE-D10).

    A delivery preparation asks no customer; its risk is recorded all the same.
    """
    if not by.can(AppointmentPerm.APPOINTMENT_PREPARE):
        by.require(AppointmentPerm.APPOINTMENT_BOOK)
    appointment = locked(appointment)
    refuse_stale_time(appointment, time_version, by=by)
    refuse(moves.why_not_at_risk(appointment, by, at, reason))
    if appointment.at_risk_at:
        refuse(moves.why_not_warn_again(appointment, reason))
        return appointment
    appointment.at_risk_at, appointment.at_risk_reason = at, moves.short_reason(reason)
    appointment.save(update_fields=["at_risk_at", "at_risk_reason"])
    offers = times.offered(wish_to_move(appointment, by=by, at=at), OFFERS)
    places = {"reason": appointment.at_risk_reason, "offers": texts.times(appointment.store, offers)}
    if appointment.kind != Appointment.Kind.DELIVERY_PREP:
        promises.tell(appointment, texts.AT_RISK, appointment.advisor.name, by=by, at=at, **places)
    write_down(appointment, "at risk", by=by, at=at, note=reason)
    record(appointment, "at_risk", by=by, at=at, reason=reason, offers=[slot.start.isoformat() for slot in offers])
    return appointment


@one_transaction()
def arrive(appointment: Appointment, *, by: Access, at: datetime, time_version: int | None = None) -> Appointment:
    """Record that the car is here: messages and questions that are still to come are cancelled.

    Questions that were asked stay as they are, answered or not.
    """
    row = lock(appointment)
    already = row.status == S.ARRIVED
    refuse_stale_time(row, time_version, by=by)
    moved = move(appointment, "arrive", by=by, at=at, arrived_at=at)
    appointment = Appointment.objects.for_acts().get(pk=moved.pk)
    if not already:
        end_risks(appointment, by=by, at=at)
        end_confirmations(appointment, C.CANCELLED, by=by, at=at, among={C.PLANNED})
        messages.cancel_messages(texts.TO_COME, appointment.pk, by=by, at=at, reason=HERE)
        answer_notices(AppointmentNotice.LATE, about=appointment, by=by, at=at)
        record(appointment, "arrived", by=by, at=at, missing=awaited_parts(appointment))
    return appointment


def awaited_parts(appointment: Appointment) -> list[str]:
    """Parts that should be here and are still on order (SERVICE-N7, N9)."""
    late = appointment.needs.filter(reservation__status="awaited").order_by("pk")
    return list(late.values_list("reservation__item__part__number", flat=True))


@one_transaction()
def mark_no_show(
    appointment: Appointment, *, by: Access, at: datetime, time_version: int | None = None, said_no: bool = False
) -> Appointment:
    """Record that the customer did not come: the time is free again; the parts are kept for some days more.

    Only who `said_no` himself is not waited for.
    """
    row = lock(appointment)
    already = row.status == S.NO_SHOW
    refuse_stale_time(row, time_version, by=by)
    moved = move(appointment, "give_up" if said_no else "mark_no_show", by=by, at=at)
    appointment = Appointment.objects.for_acts().get(pk=moved.pk)
    if already:
        return appointment
    claims.release_set(appointment.claim_set_id)
    end_risks(appointment, by=by, at=at)
    end_confirmations(appointment, C.CANCELLED, by=by, at=at)
    answer_notices(AppointmentNotice.LATE, about=appointment, by=by, at=at)
    if _call_back(appointment, by=by, at=at):
        facts = {"plate": str(appointment.vehicle), "when": texts.when(appointment.store, appointment.start)}
        url, days = appointment.get_absolute_url(), PARTS_KEPT.of(by.store)
        notify(AppointmentNotice.NO_SHOW, about=appointment, at=at, url=url, days=days, **facts)
    record(appointment, "no_show", by=by, at=at)
    return appointment


def release_missed_parts(*, by: Access, at: datetime) -> int:
    """Release the parts of customers who never came, at the store's tick. Returns for how many appointments."""
    missed = Appointment.objects.filter(status=S.NO_SHOW, start__lte=at - PARTS_KEPT.span(by.store))
    kept = AppointmentPart.objects.filter(appointment=OuterRef("pk"), reservation__in=Reservation.objects.live())
    return each_free(missed.filter(Exists(kept)), partial(give_up_parts, by=by, at=at, reason=NEVER_CAME))


def record(appointment: Appointment, kind: str, *, by: Access, at: datetime, **facts: Any) -> VisitEvent:
    """Record an event around an appointment, for the live audit of the 23 rules."""
    event = promises.happened(appointment, kind, by=by, at=at, **facts)
    event.save()
    return event
