"""Preparing appointments: ticking the six groups, and the tick that checks readiness and follows the messages."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Concat

from accounts.access import Access
from accounts.log import notify
from accounts.models.people import User
from accounts.ticks import each_free
from accounts.transitions import lock, move, shift
from appointments.actions import promises
from appointments.actions.versions import refuse_stale_time
from appointments.models.promises import Confirmation, PrepItem, VisitEvent
from appointments.models.visits import Appointment, AppointmentPart
from appointments.notices import AppointmentNotice
from appointments.presenters import texts
from appointments.rules import moves
from core.errors import refuse
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


@transaction.atomic
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
    """Tick a group, mark it as not needed, or undo it; the last tick prepares the appointment (SERVICE-D9)."""
    lock(item.appointment)
    item = PrepItem.objects.select_related("appointment", "appointment__store").get(pk=item.pk)
    refuse_stale_time(item.appointment, time_version, by=by, words=evidence)
    refuse(moves.why_not_prepare(item, by))
    done = not (not_needed or undo)
    evidence = "" if undo else evidence.strip()[:200]
    if (item.not_needed, item.evidence, item.done_at is not None) == (not_needed, evidence, done):
        return item
    item.not_needed, item.evidence = not_needed, evidence
    item.done_at, item.done_by = (at, by.user) if done else (None, None)
    item.save(update_fields=["not_needed", "evidence", "done_at", "done_by"])
    kind = "prepared" if done or not_needed else "reopened"
    VisitEvent.objects.bulk_create(
        [promises.happened(item.appointment, kind, by=by, at=at, group=item.group, evidence=item.evidence)]
    )
    if item.group == PrepItem.Group.EXPERT and done:
        VisitEvent.objects.bulk_create(
            [promises.happened(item.appointment, "help_answered", by=by, at=at, answer=item.evidence)]
        )
    settle_readiness(item.appointment, at=at)
    return item


def settle_readiness(appointment: Appointment, *, at: datetime) -> None:
    """Set the status that follows from the ticks, by the system: prepared when all six are done, else confirmed."""
    system = Access.system(appointment.store)
    if PrepItem.objects.open().filter(appointment=appointment).exists():
        if appointment.status == S.PREPARED:
            move(appointment, S.CONFIRMED, by=system, at=at)
    elif appointment.status == S.CONFIRMED:
        move(appointment, S.PREPARED, by=system, at=at)


def check_readiness(*, by: Access, at: datetime) -> int:
    """The store's tick: parts on the shelf tick their group, due readiness checks are decided, and the customer's
    confirmations follow their messages. How many were decided; twice changes nothing (SERVICE-R8, SERVICE-N8)."""
    _tick_shelved(by=by, at=at)
    follow_messages(at=at)
    return _decide_due(by=by, at=at)


@transaction.atomic
def _decide_due(*, by: Access, at: datetime) -> int:
    due = Confirmation.objects.due(at).filter(side=Side.READINESS)
    rows = list(due.select_for_update(skip_locked=True, of=("self",)).order_by("pk"))
    ready: list[Confirmation] = []
    open_ones: list[Confirmation] = []
    for row in rows:
        (open_ones if _has_open(row) else ready).append(row)
    for status, decided in ((C.READY, ready), (C.NOT_READY, open_ones)):
        shift(Confirmation.objects.filter(pk__in=[row.pk for row in decided]), C.PLANNED, status, decided_at=at)
    _write_checks(rows, open_ones, by=by, at=at)
    return len(rows)


def _has_open(row: Confirmation) -> bool:
    return PrepItem.objects.open().filter(appointment=row.appointment_id).exists()


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


def _tick_shelved(*, by: Access, at: datetime) -> None:
    """Tick the parts group of each appointment whose parts are all on the shelf: they are its evidence."""
    needs = AppointmentPart.objects.filter(appointment=OuterRef("pk"))
    waiting = needs.exclude(reservation__status__in=["picked", "issued"])
    open_ones = PrepItem.objects.open().filter(group=PrepItem.Group.PARTS)
    waited_for = Appointment.objects.filter(Exists(open_ones.filter(appointment=OuterRef("pk"))), status=S.CONFIRMED)

    def tick(appointment: Appointment) -> None:
        shelves = appointment.needs.exclude(reservation__shelf="").values_list("reservation__shelf", flat=True)
        prepare(open_ones.get(appointment=appointment), by=by, at=at, evidence=" ".join(sorted(set(shelves))))

    each_free(waited_for.filter(Exists(needs)).exclude(Exists(waiting)), tick)


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
