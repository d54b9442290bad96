"""Preparing appointments: ticking the six groups, and the tick that checks readiness and follows the messages."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat

from accounts.access import Access
from accounts.log import notify
from accounts.models.people import User
from accounts.ticks import each_free
from accounts.transitions import lock, shift
from appointments.actions import groups, promises
from appointments.actions.versions import refuse_stale_time
from appointments.models.promises import Confirmation, PrepItem, VisitEvent
from appointments.models.visits import Appointment
from appointments.notices import AppointmentNotice
from appointments.presenters import texts
from appointments.rules import preparation
from appointments.rules.derivation import STALE_GROUPS_OF_A_STORE
from core.errors import refuse
from core.transactions import one_transaction
from customers.models.messages import Message

S = Appointment.Status
C = Confirmation.Status
Side = Confirmation.Side
M = Message.Status
# The status of a question follows that of its message; a person's answer is never overwritten.
FOLLOWS = [
    ([M.ACCEPTED, M.DELIVERED], C.ASKED),
    ([M.FAILED, M.SKIPPED], C.FAILED),
    ([M.UNKNOWN], C.UNKNOWN),
]
LOOK_BACK = timedelta(days=2)


@one_transaction()
def prepare(
    item: PrepItem,
    *,
    by: Access,
    at: datetime,
    evidence: str = "",
    not_needed: bool = False,
    undo: bool = False,
    time_version: int | None = None,
) -> PrepItem:
    """Tick a group by hand with its evidence, mark it as not needed with a reason, or undo it (SERVICE-D9).

    What the records say ticks itself. The signature for the whole falls with a group that is opened again.
    """
    lock(item.appointment)
    item = PrepItem.objects.select_related("appointment", "appointment__store").get(pk=item.pk)
    refuse_stale_time(item.appointment, time_version, by=by, words=evidence)
    refuse(preparation.why_not_prepare(item, by))
    _refuse_by_hand(item, evidence, not_needed=not_needed, undo=undo)
    done = not (not_needed or undo)
    evidence = "" if undo else evidence.strip()[:200]
    if (item.not_needed, item.evidence, item.done_at is not None) == (not_needed, evidence, done):
        return item
    item.not_needed, item.evidence = not_needed, evidence
    item.done_at, item.done_by = (at, by.user) if done else (None, None)
    item.save(update_fields=["not_needed", "evidence", "done_at", "done_by"])
    VisitEvent.objects.bulk_create(_ticked(item, undo=undo, by=by, at=at))
    groups.settle_signature(item.appointment, at=at)
    return item


def _refuse_by_hand(item: PrepItem, words: str, *, not_needed: bool, undo: bool) -> None:
    fact = preparation.facts_of([item.appointment_id]).get((item.appointment_id, item.group), preparation.Fact(False))
    refuse(preparation.why_not_by_hand(item, fact, not_needed=not_needed, undo=undo))
    if not undo:
        refuse(preparation.why_not_words(words, not_needed=not_needed), field="evidence")


def _ticked(item: PrepItem, *, undo: bool, by: Access, at: datetime) -> list[VisitEvent]:
    """The events of a tick: of the expert's group it is his answer as well."""
    kind, words = "reopened" if undo else "prepared", {"evidence": item.evidence}
    events = [promises.happened(item.appointment, kind, by=by, at=at, group=item.group, **words)]
    if item.group == PrepItem.Group.EXPERT and item.done_at:
        events.append(promises.happened(item.appointment, "help_answered", by=by, at=at, answer=item.evidence))
    return events


def check_readiness(*, by: Access, at: datetime) -> int:
    """The store's tick: what the records say is derived anew, due readiness checks are decided, and the customer's
    confirmations follow their messages. How many were decided; twice changes nothing (SERVICE-R8, SERVICE-N8)."""
    _derive_anew(by=by, at=at)
    follow_messages(at=at)
    return _decide_due(by=by, at=at)


@transaction.atomic
def _decide_due(*, by: Access, at: datetime) -> int:
    due = Confirmation.objects.due(at).filter(side=Side.READINESS)
    rows = list(due.select_related("appointment").select_for_update(skip_locked=True, of=("self",)).order_by("pk"))
    ready: list[Confirmation] = []
    open_ones: list[Confirmation] = []
    for row in rows:
        (ready if row.appointment.status == S.PREPARED else open_ones).append(row)
    for status, decided in ((C.READY, ready), (C.NOT_READY, open_ones)):
        shift(Confirmation.objects.filter(pk__in=[row.pk for row in decided]), C.PLANNED, status, decided_at=at)
    _write_checks(rows, open_ones, by=by, at=at)
    return len(rows)


def _write_checks(rows: list[Confirmation], open_ones: list[Confirmation], *, by: Access, at: datetime) -> None:
    people = Appointment.objects.for_acts().in_bulk([row.appointment_id for row in rows])
    late = {row.pk for row in open_ones}
    events = []
    for row in rows:
        appointment = people[row.appointment_id]
        events.append(
            promises.happened(appointment, "readiness", by=by, at=at, kind_of=row.kind, ready=row.pk not in late)
        )
        if row.pk in late:
            _tell_not_ready(appointment, at=at)
    VisitEvent.objects.bulk_create(events)


def _tell_not_ready(appointment: Appointment, *, at: datetime) -> None:
    facts = {"plate": str(appointment.vehicle), "when": texts.when(appointment.store, appointment.start)}
    url = appointment.get_absolute_url()
    notify(
        AppointmentNotice.NOT_READY, about=appointment, at=at, to=User(pk=appointment.advisor.user_id), url=url, **facts
    )


def _derive_anew(*, by: Access, at: datetime) -> None:
    """Derive anew the groups that say other than the records: somebody went out of use, a claim was released."""
    stale = RawSQL(f"SELECT g.id FROM ({STALE_GROUPS_OF_A_STORE}) g", [by.store.pk])
    each_free(Appointment.objects.filter(pk__in=stale), partial(_derive_one, by=by, at=at))


def _derive_one(appointment: Appointment, *, by: Access, at: datetime) -> None:
    groups.recompute_preparation([appointment.pk], by=by, at=at)


def follow_messages(*, at: datetime) -> None:
    """Set the customers' confirmations to asked, failed or doubtful as their messages are, one statement a state."""
    questions = Confirmation.objects.filter(side=Side.CUSTOMER, due_at__lte=at, due_at__gt=at - LOOK_BACK)
    for statuses, status in FOLLOWS:
        message = Message.objects.filter(
            purpose=Concat(Value("appointment_"), OuterRef("kind")),
            source_id=OuterRef("appointment_id"),
            version=OuterRef("version"),
            status__in=statuses,
        )
        shift(questions.filter(Exists(message)), set(Confirmation.OPEN) - {status}, status)
