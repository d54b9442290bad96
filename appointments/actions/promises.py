"""What belongs to a booked time: confirmations with their messages, preparation, notices to colleagues."""

from datetime import datetime
from typing import Any, cast

from django.utils.translation import gettext_noop

from accounts.access import Access
from accounts.log import notice_of
from accounts.models.people import User
from accounts.models.records import Notice
from accounts.models.stores import Store
from accounts.new_rows import NewRows
from accounts.roles import Role
from accounts.transitions import shift
from appointments.models.promises import Confirmation, PrepItem, VisitEvent
from appointments.models.visits import Appointment
from appointments.notices import AppointmentNotice
from appointments.presenters import texts
from appointments.rules import promises
from appointments.rules.preparation import crew_words
from capacity.models.resources import Resource
from capacity.slots.wish import TakenSlot
from customers.actions import messages
from customers.actions.messages import Words
from customers.languages import written_to_customers
from customers.models.messages import Message
from customers.models.people import Customer

Group = PrepItem.Group
Side = Confirmation.Side
NO_TIME = gettext_noop("no time left to ask before the appointment")
PURPOSE: dict[str, str] = {Confirmation.Kind.DAY: texts.DAY, Confirmation.Kind.HOUR: texts.HOUR}


def plan_confirmations(
    appointment: Appointment, advisor: str, new: NewRows, *, by: Access, at: datetime, news: str, changes: str = ""
) -> list[Confirmation]:
    """Add the confirmations of this time to the `new` rows, and the customer's messages about it: the `news` at once,
    where it is an appointment, and each question when it is due."""
    by_appointment = appointment.kind == Appointment.Kind.APPOINTMENT
    planned, words = [], [_news(appointment, news, advisor, at, changes)] if by_appointment else []
    for kind, side, due_at in promises.confirmation_times(appointment.store, appointment.kind, appointment.start):
        late = promises.is_due_already(due_at, at)
        status = Confirmation.Status.SKIPPED if late else Confirmation.Status.PLANNED
        row = Confirmation(store_id=appointment.store_id, appointment_id=appointment.pk, status=status)
        row.kind, row.side, row.version, row.due_at = kind, side, appointment.time_version, due_at
        planned.append(row)
        if side == Side.CUSTOMER and not late:
            words.append(_worded(appointment, PURPOSE[kind], advisor, due_at))
    new.add(planned)
    if words:
        about = _about(appointment, not_after=appointment.start)
        new.add(messages.planned(_recipient(appointment), words, by=by, at=at, **about), ignore_conflicts=True)
    return planned


def tell(appointment: Appointment, purpose: str, advisor: str, *, by: Access, at: datetime, **more: str) -> None:
    """Plan one message to the customer about this time; it does not leave once the time has begun (promise P5)."""
    about = _about(appointment, not_after=None if purpose == texts.CANCELLED else appointment.start)
    words = [_worded(appointment, purpose, advisor, at, **more)]
    messages.send_all(_recipient(appointment), words, by=by, at=at, **about)


def word_last_question(appointment: Appointment, *, ready: bool) -> None:
    """Word the question an hour before, while it waits to leave: only of a signed preparation it says that all is ready
    (SERVICE-D9)."""
    subject, body = texts.subject_and_body(
        appointment, texts.HOUR_READY if ready else texts.HOUR, appointment.advisor.name
    )
    about = {"source_id": appointment.pk, "version": appointment.time_version, "status": Message.Status.PLANNED}
    Message.objects.filter(purpose=texts.HOUR, **about).update(subject=subject, body=body)


def tell_change(appointment: Appointment, changes: str, *, by: Access, at: datetime) -> None:
    """Plan the one message about a change; `changes` says in words what is new."""
    about = _about(appointment, not_after=appointment.start) | {"version": appointment.content_version}
    words = [_worded(appointment, texts.CHANGED, appointment.advisor.name, at, changes=changes)]
    messages.send_all(_recipient(appointment), words, by=by, at=at, **about)


def word_again(appointment: Appointment, *, at: datetime) -> None:
    """Word the messages of this time that wait to leave anew, when somebody else receives the car."""
    ready = appointment.status == Appointment.Status.PREPARED
    name = appointment.advisor.name
    words = [_news(appointment, news, name, at) for news in (texts.BOOKED, texts.MOVED)]
    words += [_worded(appointment, texts.DAY, name, at)]
    waiting = Message.objects.filter(source_id=appointment.pk, version=appointment.time_version)
    for one in words:
        rows = waiting.filter(purpose=one.purpose, status=Message.Status.PLANNED)
        rows.update(subject=one.subject, body=one.body)
    word_last_question(appointment, ready=ready)


def _recipient(appointment: Appointment) -> Customer:
    return cast(Customer, appointment.customer)  # only a delivery preparation has none, and it sends no message


def _about(appointment: Appointment, *, not_after: datetime | None) -> dict[str, Any]:
    link = ("a", appointment.pk)
    return {"source_id": appointment.pk, "version": appointment.time_version, "link": link, "not_after": not_after}


def _news(appointment: Appointment, news: str, advisor: str, at: datetime, changes: str = "") -> Words:
    """The news of a booking or a move, with exactly those questions that will come."""
    kinds = promises.questions_to_come(appointment.store, appointment.kind, appointment.start, at)
    with written_to_customers(appointment.store):
        checks = texts.checks(kinds)
    checks = f" {checks}" if checks else ""
    return _worded(appointment, news, advisor, at, checks=checks, changes=changes)


def _worded(appointment: Appointment, purpose: str, advisor: str, due_at: datetime, **more: str) -> Words:
    return Words(purpose, *texts.subject_and_body(appointment, purpose, advisor, **more), due_at)


def groups_to_prepare(
    appointment: Appointment, slot: TakenSlot, *, at: datetime, parts: bool, expert: bool
) -> list[PrepItem]:
    """The six groups to prepare, each with its owner and deadline, not saved yet (SERVICE-R7, D9).

    Technician and bay have just been claimed: they are their own evidence.
    """
    advisor = slot.advisor
    words = crew_words((piece.bay.name, piece.technician.name) for piece in slot.pieces)
    due_at = promises.preparation_due(appointment.store, appointment.start, at)
    owned: dict[Group, dict[str, Any]] = {
        Group.REPAIR_ORDER: {"owner_id": advisor.user_id},
        Group.PARTS: {"owner_role": Role.PARTS_CLERK, "not_needed": not parts},
        Group.EXPERT: {"owner_role": Role.SERVICE_MANAGER, "not_needed": not expert},
        Group.CREW: {"owner_role": Role.SERVICE_MANAGER, "done_at": at, "evidence": words},
        Group.TOOLS: {"owner_role": Role.SERVICE_MANAGER},
        Group.DOCUMENTS: {"owner_id": advisor.user_id},
    }
    about = {"store_id": appointment.store_id, "appointment_id": appointment.pk, "due_at": due_at}
    return [PrepItem(group=group, **about, **facts) for group, facts in owned.items()]


def notices(
    appointment: Appointment, kind: AppointmentNotice, *, at: datetime, advisor: Resource, parts: bool, **more: str
) -> list[Notice]:
    """Notices to the advisor, and to the parts store where parts are kept (SERVICE-D7, SERVICE-N6)."""
    facts = _facts(appointment, at) | more
    rows = [notice_of(kind, to=User(pk=advisor.user_id), **facts)]
    return rows + [notice_of(kind, role=Role.PARTS_CLERK, **facts)] if parts else rows


def question_to_expert(appointment: Appointment, why: str, *, at: datetime) -> Notice:
    """A question to the technical expert; his answer is the evidence of the expert group (SERVICE-D3)."""
    return notice_of(AppointmentNotice.EXPERT_WANTED, why=why, **_facts(appointment, at))


def _facts(appointment: Appointment, at: datetime) -> dict[str, Any]:
    places = {"plate": str(appointment.vehicle), "when": texts.when(appointment.store, appointment.start)}
    return {"about": appointment, "at": at, "url": appointment.get_absolute_url(), **places}


def happened(appointment: Appointment, kind: str, *, by: Access, at: datetime, **facts: Any) -> VisitEvent:
    """An event for the live audit, not saved yet."""
    return VisitEvent(
        store_id=appointment.store_id, appointment_id=appointment.pk, kind=kind, at=at, by=by.user, facts=facts
    )


def follow_settings(before: Store, *, by: Access, at: datetime, commit: bool) -> int:
    """Questions, readiness and preparation that are still to come take the lead times of now; how many questions.

    A question for which no time is left is not asked any more.
    """
    planned = Confirmation.objects.due_later(at).select_related("appointment__store")
    times = {row: _due_now(row, by=by, at=at) for row in planned}
    moved = [row for row, due_at in times.items() if due_at and due_at != row.due_at]
    lapsed = [row for row, due_at in times.items() if due_at is None]
    for row in moved:
        row.due_at = times[row]
    if commit:
        Confirmation.objects.bulk_update(moved, ["due_at"])
        _follow_questions(moved)
        _skip(lapsed, by=by, at=at)
        _follow_preparation({row.appointment_id for row in moved + lapsed}, by=by, at=at)
    return len(moved + lapsed)


def _due_now(row: Confirmation, *, by: Access, at: datetime) -> datetime | None:
    """When a confirmation is due by the settings of now; None when no time is left for it."""
    visit = row.appointment
    times = promises.confirmation_times(by.store, visit.kind, visit.start)
    due_at = next(due for kind, side, due in times if (kind, side) == (row.kind, row.side))
    return promises.put_off_until(by.store, row.side, due_at, visit.start, at)


def _skip(lapsed: list[Confirmation], *, by: Access, at: datetime) -> None:
    """Skip questions that cannot be asked before the appointment, and cancel their messages."""
    rows = Confirmation.objects.filter(pk__in=[row.pk for row in lapsed])
    shift(rows, Confirmation.Status.PLANNED, Confirmation.Status.SKIPPED, decided_at=at, decided_by=by.user)
    for row in lapsed:
        if row.side == Side.CUSTOMER:
            messages.cancel_messages([PURPOSE[row.kind]], row.appointment_id, by=by, at=at, reason=NO_TIME)


def _follow_questions(moved: list[Confirmation]) -> None:
    """Plan the messages that ask customers for when their confirmations are due."""
    for row in moved:
        if row.side == Side.CUSTOMER:
            about = {"source_id": row.appointment_id, "version": row.version, "status": Message.Status.PLANNED}
            Message.objects.filter(purpose=PURPOSE[row.kind], **about).update(due_at=row.due_at)


def _follow_preparation(appointments: set[int], *, by: Access, at: datetime) -> None:
    """Set the deadline of what is still to be prepared by the present lead time; what is late stays late."""
    items = PrepItem.objects.open().filter(appointment__in=appointments, due_at__gt=at).select_related("appointment")
    rows = list(items)
    for item in rows:
        item.due_at = promises.preparation_due(by.store, item.appointment.start, at)
    PrepItem.objects.bulk_update(rows, ["due_at"])
