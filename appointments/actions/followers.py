"""What follows from changed work: the groups of preparation, their owners, and the signature for the whole."""

from datetime import datetime

from accounts.access import Access
from appointments.actions import groups, moving
from appointments.models.promises import PrepItem, VisitEvent
from appointments.models.visits import Appointment
from appointments.rules.changes import Difference
from capacity.models.resources import Resource
from capacity.slots.wish import TakenSlot

Group = PrepItem.Group
OF_THE_WORK = (Group.REPAIR_ORDER, Group.TOOLS)


def follow_work(
    appointment: Appointment,
    changed: Difference,
    slot: TakenSlot | None,
    advisor: Resource,
    *,
    by: Access,
    at: datetime,
    moved: bool,
) -> None:
    """Set the groups by the changed visit: what was prepared for other work is open again (decision 30)."""
    items = appointment.preparation
    if slot and not moved:
        moving.give_groups(appointment, advisor, slot, at=at)
    if "parts" in changed.fields:
        items.filter(group=Group.PARTS).update(not_needed=not changed.pieces)
    if changed.is_work:
        items.filter(group__in=OF_THE_WORK).update(done_at=None, done_by=None, evidence="")
    if "faults" in changed.fields:
        _follow_expert(appointment)
    if changed.is_work or changed.fields & {"faults", "advisor", "bay", "technician"}:
        groups.recompute_preparation([appointment.pk], by=by, at=at)
        _drop_signature(appointment, at=at)


def _follow_expert(appointment: Appointment) -> None:
    """An expert looks at a repeat repair; without one he is asked only where somebody asked him."""
    group = appointment.preparation.filter(group=Group.EXPERT)
    if appointment.repeat_of:
        group.update(not_needed=False)
    elif not VisitEvent.objects.filter(appointment=appointment, kind="help_asked").exists():
        group.filter(done_at=None).update(not_needed=True)


def _drop_signature(appointment: Appointment, *, at: datetime) -> None:
    """Whoever signed, signed for the visit as it was."""
    now = Appointment.objects.for_acts().get(pk=appointment.pk)
    if now.status == Appointment.Status.PREPARED:
        groups.take_back_signature(now, at=at)
    appointment.refresh_from_db(fields=["status", "prepared_at", "prepared_by"])
