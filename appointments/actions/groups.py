"""The six groups of preparation: what the records say is ticked and unticked by itself, and the signature follows."""

from collections.abc import Collection
from datetime import datetime

from accounts.access import Access
from accounts.log import notify
from accounts.models.people import User
from accounts.transitions import lock, move
from appointments.actions import promises
from appointments.actions.versions import refuse_stale_time
from appointments.models.promises import PrepItem, VisitEvent
from appointments.models.visits import Appointment
from appointments.notices import AppointmentNotice
from appointments.presenters import texts
from appointments.rules import preparation
from core.transactions import one_transaction

S = Appointment.Status


@one_transaction()
def recompute_preparation(appointments: Collection[int], *, by: Access, at: datetime) -> int:
    """Derive the groups that the system knows anew, and take back the signature when one falls. How many changed.

    Every act that changes their facts calls it: pick, unpick, issue, release and taking back of a part, a move of the
    time, a signature; the store's tick calls it for what changes elsewhere (a resource out of use, a claim released).
    """
    rows = Appointment.objects.expected().filter(pk__in=appointments)
    keys = [row.pk for row in rows.select_for_update(of=("self",), no_key=True).order_by("pk")]
    locked = Appointment.objects.for_acts().in_bulk(keys)  # read after the lock, as `moving.locked` is
    facts = preparation.facts_of(list(locked))
    items = PrepItem.objects.filter(appointment__in=list(locked), group__in=preparation.BY_ITSELF)
    changed = [
        item
        for item in items.order_by("appointment_id", "pk")
        if preparation.is_to_change(item, facts[item.appointment_id, item.group])
    ]
    for item in changed:
        item.appointment = locked[item.appointment_id]
        _set(item, facts[item.appointment_id, item.group], by=by, at=at)
    for key in sorted({item.appointment_id for item in changed}):
        settle_signature(locked[key], at=at)
    return len(changed)


def _set(item: PrepItem, fact: preparation.Fact, *, by: Access, at: datetime) -> None:
    """Tick a group by the records, or open it again and tell the advisor."""
    was_done = item.not_needed or item.done_at is not None
    item.not_needed, item.done_by = False, None
    item.evidence = fact.evidence if fact.stands else ""
    item.done_at = (item.done_at or at) if fact.stands else None
    item.save(update_fields=["not_needed", "evidence", "done_at", "done_by"])
    kind = "prepared" if fact.stands else "reopened"
    words = {"group": item.group, "evidence": item.evidence, "by_itself": True}
    VisitEvent.objects.bulk_create([promises.happened(item.appointment, kind, by=by, at=at, **words)])
    if was_done and not fact.stands:
        _tell_reopened(item, at=at)


def _tell_reopened(item: PrepItem, *, at: datetime) -> None:
    appointment = item.appointment
    facts = {"plate": str(appointment.vehicle), "when": texts.when(appointment.store, appointment.start)}
    to, url = User(pk=appointment.advisor.user_id), appointment.get_absolute_url()
    notify(AppointmentNotice.UNPREPARED, about=appointment, at=at, to=to, url=url, **facts)


def settle_signature(appointment: Appointment, *, at: datetime) -> None:
    """Take back the signature, by the system, when a group does not stand any more: it was for the whole."""
    now = Appointment.objects.for_acts().get(pk=appointment.pk)
    if now.status == S.PREPARED and preparation.open_groups(now):
        take_back_signature(now, at=at)


def take_back_signature(appointment: Appointment, *, at: datetime) -> None:
    """Set a prepared appointment to confirmed; the message an hour before does not say any more that all is ready."""
    system = Access.system(appointment.store)
    move(appointment, S.CONFIRMED, by=system, at=at, prepared_at=None, prepared_by=None)
    promises.word_last_question(appointment, ready=False)
    VisitEvent.objects.bulk_create([promises.happened(appointment, "unsigned", by=system, at=at)])


@one_transaction()
def sign(appointment: Appointment, *, by: Access, at: datetime, time_version: int | None = None) -> Appointment:
    """Sign for the whole preparation: the appointment is prepared until a group falls (SERVICE-D9)."""
    recompute_preparation([appointment.pk], by=Access.system(by.store), at=at)
    row = lock(appointment)
    before = row.status
    refuse_stale_time(row, time_version, by=by)
    moved = move(appointment, S.PREPARED, by=by, at=at, prepared_at=at, prepared_by=by.user)
    appointment = Appointment.objects.for_acts().get(pk=moved.pk)
    if before != S.PREPARED:
        promises.word_last_question(appointment, ready=True)
        VisitEvent.objects.bulk_create([promises.happened(appointment, "signed", by=by, at=at)])
    return appointment
