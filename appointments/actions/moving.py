"""Another time for the same appointment, a longer stay, and giving back what it no longer needs."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import Access
from accounts.log import record
from accounts.roles import Perm
from accounts.transitions import lock, move
from appointments import texts
from appointments.actions import promises
from appointments.models.promises import Confirmation, VisitEvent
from appointments.models.visits import Appointment
from appointments.rules import moves, wishes
from appointments.rules.moves import TRANSITIONS
from appointments.rules.promises import OPEN, preparation_due
from capacity.actions import seats
from capacity.models import Claim, Resource
from capacity.slots import times
from capacity.slots.wish import Slot, Wish
from core.errors import Refused, refuse
from customers.actions import messages
from parts import actions as stock

MOVED = gettext_noop("the appointment was moved")
TIME = ["time_version", "start", "end", "advisor", "bay", "technician", "at_risk_at", "at_risk_reason"]
S = Appointment.Status
C = Confirmation.State


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
) -> Appointment:
    """Move the same record to another time: claims swapped at once, promises planned anew, everybody told.

    The advisor stays if he is free. To the time it already has, nothing changes. Refused with `alternatives` when
    the time cannot be had: then everything stays as it was.
    """
    by.require(Perm.APPOINTMENT_BOOK)
    appointment = _whole(appointment)
    named = {"advisor": advisor, "bay": bay, "technician": technician}
    refuse(moves.why_not_change(appointment, by, at))
    if start == appointment.start and not any(named.values()):
        return appointment
    refuse(wishes.why_not_start(start, by.store, at), field="start")
    asked = _wish_for(appointment, by, at, start, named)
    for kind, resource in named.items():
        refuse(wishes.why_not_named(resource, kind, asked.stages[asked.longest]), field=kind)
    return Move(appointment, by, at, reason).made(asked)


def wish_to_move(appointment: Appointment, *, by: Access, at: datetime, **more) -> Wish:
    """The wish of an appointment for another time: its own claims and parts do not stand in its way."""
    holder = seats.holder_of(by)
    facts = {"vehicle": appointment.vehicle, "kind": appointment.kind, "ignoring": appointment.pk, "holder": holder}
    needs = appointment.needs.filter(reservation__status="awaited").select_related("reservation__item__part")
    parts = [(need.reservation.item.part, need.reservation.quantity) for need in needs]
    kept = frozenset(need.reservation_id for need in needs)
    return times.wish(appointment.operations.all(), at=at, parts=parts, kept=kept, **facts, **more)


def _wish_for(appointment, by: Access, at: datetime, start: datetime, named: dict) -> Wish:
    """With the same advisor if he is free then: the customer was told his name."""
    asked = wish_to_move(appointment, by=by, at=at, start_from=start, **named)
    known = replace(asked, advisor=asked.advisor or appointment.advisor_id)
    return known if seats.at_start(known) else asked


def _whole(appointment: Appointment) -> Appointment:
    lock(appointment)
    return Appointment.objects.with_people().get(pk=appointment.pk)


class Move:
    """One appointment on its way to another time."""

    def __init__(self, appointment: Appointment, by: Access, at: datetime, reason: str):
        self.appointment, self.by, self.at, self.reason = appointment, by, at, reason
        self.car = seats.seat_of(appointment.vehicle)
        self.before = appointment.start
        self.had = appointment.advisor.user_id
        self.short = ""

    def made(self, asked: Wish) -> Appointment:
        """The moved appointment, or the refusal with other times."""
        try:
            return seats.take(asked, self.car, self.write)
        except seats.Taken:
            lost = seats.refusal(asked, self.short)
        raise lost

    def write(self, slot: Slot) -> Appointment:
        """Old claims out, new ones in, and every promise that spoke of the old time replaced."""
        appointment = Appointment.objects.with_people().get(pk=self.appointment.pk)
        seats.release_claims(appointment)
        appointment.time_version += 1
        appointment.start, appointment.end = slot.start, slot.end
        appointment.advisor_id, appointment.bay_id = slot.advisor.pk, slot.bay.pk
        appointment.technician_id, appointment.at_risk_at, appointment.at_risk_reason = slot.technician.pk, None, ""
        seats.write_claims(appointment, slot, self.car)
        appointment.save(update_fields=TIME)
        self._parts(appointment)
        self._promises(appointment, slot)
        record(appointment, "reschedule", by=self.by, at=self.at, note=self.reason, start=slot.start.isoformat())
        return Appointment.objects.with_people().get(pk=appointment.pk)

    def _parts(self, appointment: Appointment) -> None:
        kept = [need.reservation for need in appointment.needs.select_related("reservation")]
        try:
            stock.need_at(kept, by=self.by, at=self.at, needed_at=appointment.start)
        except Refused as short:
            self.short = str(short)
            raise seats.Taken from short

    def _promises(self, appointment: Appointment, slot: Slot) -> None:
        by, at = self.by, self.at
        end_confirmations(appointment, C.MOVED, by=by, at=at)
        messages.cancel_messages(texts.TO_COME, appointment.pk, by=by, at=at, reason=MOVED)
        promises.plan_confirmations(appointment, slot.advisor.name, by=by, at=at, news=texts.MOVED)
        self._prepare_again(appointment, slot)
        parts = appointment.needs.exists()
        before = texts.when(appointment.store, self.before)
        for advisor in {slot.advisor.user_id, self.had}:
            promises.notice(
                appointment,
                promises.MOVED_NOTICE,
                at=at,
                advisor=advisor,
                parts=parts and advisor == slot.advisor.user_id,
                before=before,
            )
        facts = {"start": slot.start.isoformat(), "before": self.before.isoformat(), "advisor": slot.advisor.pk}
        VisitEvent.objects.bulk_create([promises.happened(appointment, "moved", by=by, at=at, **facts)])

    def _prepare_again(self, appointment: Appointment, slot: Slot) -> None:
        """Deadlines follow the time; who and where are prepared anew, the advisor's own groups follow the advisor."""
        items = appointment.preparation
        items.update(due_at=preparation_due(appointment.start, self.at))
        items.filter(owner=self.had).update(owner=slot.advisor.user_id)
        items.filter(group="crew").update(done_at=None, done_by=None, evidence="")
        if appointment.status == S.PREPARED:
            move(appointment, S.CONFIRMED, by=self.by, at=self.at, table=TRANSITIONS)


def end_confirmations(appointment: Appointment, state: str, *, by: Access, at: datetime, among=OPEN) -> None:
    """Whatever was still open (`among`) for earlier times, or for one that needs it no longer, is closed."""
    open_ones = appointment.confirmations.filter(state__in=among)
    if state == C.MOVED:
        open_ones = open_ones.filter(version__lt=appointment.time_version)
    open_ones.update(state=state, decided_at=at, decided_by=by.user)


@transaction.atomic
def extend(appointment: Appointment, *, by: Access, at: datetime, until: datetime) -> Appointment:
    """The job takes longer: bay, technician and car stay taken until then. Refused when somebody else is next."""
    if not by.can(Perm.ORDER_DISPATCH):
        by.require(Perm.APPOINTMENT_BOOK)
    appointment = _whole(appointment)
    refuse(moves.why_not_extend(appointment, until, at), field="until")
    last = appointment.segments.filter(version=appointment.time_version).order_by("-position").first()
    claims = appointment.claims.filter(state=Claim.State.TAKEN, during__endswith__gte=last.end)
    rows = list(claims.exclude(resource=appointment.advisor_id).select_related("resource").order_by("resource_id"))
    list(Resource.objects.locked([claim.resource_id for claim in rows]).values_list("pk"))
    _refuse_overlap(rows, at, until)
    seats.let_go({claim.resource_id for claim in rows}, at=at, holder=None)
    for claim in rows:
        claim.during = (claim.during.lower, until)
        claim.save(update_fields=["during"])
    last.end = appointment.end = until
    last.save(update_fields=["end"])
    appointment.save(update_fields=["end"])
    record(appointment, "extend", by=by, at=at, until=until.isoformat())
    return appointment


def _refuse_overlap(rows: list[Claim], at: datetime, until: datetime) -> None:
    for claim in rows:
        others = Claim.objects.standing(at).filter(resource=claim.resource).exclude(pk=claim.pk)
        if following := others.within(claim.during.upper, until).order_by("during").first():
            places = {"who": claim.resource.name, "when": following.during.lower.astimezone(claim.store.zone)}
            places["when"] = f"{places['when']:%m-%d %H:%M}"
            raise Refused(_("%(who)s is taken from %(when)s on.") % places, field="until")


@transaction.atomic
def free_claims(appointment: Appointment, *, by: Access, at: datetime) -> Appointment:
    """The car is handed over, or will not be worked on: what it still holds is free from now on."""
    appointment = _whole(appointment)
    seats.claims_until(appointment, at)
    appointment.freed_at = appointment.freed_at or at
    appointment.save(update_fields=["freed_at"])
    return appointment
