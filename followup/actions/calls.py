"""Working the call queue: an agent leases the next call, and writes down its result."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.access import Access
from accounts.log import notify, record, take_turn
from accounts.models.people import User
from accounts.transitions import lock, move
from appointments.actions.visits import confirm
from core.errors import refuse
from followup.actions.complaints import close_checked, open_complaint, reopen_complaint
from followup.models.calls import CallResult, CallTask
from followup.models.complaints import Complaint
from followup.notices import FollowupNotice
from followup.perms import FollowupPerm
from followup.rules import calls
from followup.rules.calls import ANSWERS
from followup.settings import LEASE, SKIPPED
from followup.sources import source_of

S, K, Out = CallTask.Status, CallTask.Kind, CallResult.Outcome
NOTHING_HELD: dict[str, Any] = {"leased_to": None, "lease_until": None}
CLOSES: dict[str, str] = {Out.WRONG_NUMBER: S.GIVEN_UP}


@transaction.atomic
def next_call(*, by: Access, at: datetime) -> CallTask | None:
    """The call that the agent holds, else the store's most urgent one, which he leases for half an hour (P8).

    Rows that another agent is taking at this moment are skipped; a lease that ran out puts a call back. None when
    nothing is due.
    """
    by.require(FollowupPerm.QUEUE_WORK)
    _lock_agent(by)
    if held := CallTask.objects.held_by(by.person, at).first():
        return held
    _release_held(by.person)
    waiting = CallTask.objects.waiting(at).urgent_first()
    task = waiting.select_for_update(skip_locked=True, no_key=True, of=("self",)).first()
    return _lease(task, by=by, at=at) if task else None


@transaction.atomic
def take_call(task: CallTask, *, by: Access, at: datetime) -> CallTask:
    """Lease this call; the one that the agent held goes back to the queue. Refused when a colleague is on it."""
    by.require(FollowupPerm.QUEUE_WORK)
    _lock_agent(by)
    task = lock(task)
    refuse(calls.why_not_hold(task, by, at))
    _release_held(by.person)
    return _lease(task, by=by, at=at)


@transaction.atomic
def skip_call(task: CallTask, *, by: Access, at: datetime, reason: str) -> CallTask:
    """Put a call back for an hour without a try; the manager reads the reason."""
    by.require(FollowupPerm.QUEUE_WORK)
    task = lock(task)
    refuse(calls.why_not_hold(task, by, at))
    task = _put_off(task, at + SKIPPED.span(by.store))
    record(task, "skip", by=by, at=at, note=reason)
    return task


@transaction.atomic
def finish_call(
    task: CallTask,
    *,
    by: Access,
    at: datetime,
    outcome: str,
    words: str = "",
    attitude: int | None = None,
    fixed: bool | None = None,
    charges_explained: bool | None = None,
    on_time: bool | None = None,
    recommend: int | None = None,
    later_at: datetime | None = None,
    category: str = "",
) -> CallTask:
    """Record the result of a call: it is done, tried again at another time of day, or given up after three attempts.

    The answers hold whether he would recommend us (SERVICE-R18).

    An unhappy customer's complaint is opened at once. `later_at` is asked with "call later"; `category` is that of the
    complaint, chosen from the answers when empty. Refused: closed, held by a colleague, wrong outcome for the kind.
    """
    by.require(FollowupPerm.QUEUE_WORK)
    task = lock(task)
    refuse(calls.why_not_finish(task, outcome, by, at))
    if outcome == Out.LATER:
        refuse(calls.why_not_call_later(later_at, at), field="later_at")
    answers = dict(zip(ANSWERS, (attitude, fixed, charges_explained, on_time, recommend)))
    facts = {"outcome": outcome, "words": words, **answers}
    write_result(task, by=by, at=at, **facts)
    if outcome == Out.NO_ANSWER:
        return _tried(task, by=by, at=at)
    if outcome == Out.LATER and later_at:
        return _put_off(task, later_at, urgency=min(task.urgency, CallTask.Urgency.PROMISED))
    task = close(task, CLOSES.get(outcome, S.DONE), by=by, at=at, attempts=task.attempts + 1)
    follow(task, facts, category, by=by, at=at)
    return task


@transaction.atomic
def finish_and_next(task: CallTask, *, by: Access, at: datetime, **facts: Any) -> tuple[CallTask, CallTask | None]:
    """Finish a call and lease the next one: both calls (None for the next when nothing is due)."""
    by.require(FollowupPerm.QUEUE_WORK)
    _lock_agent(by)  # before the call, as everywhere: else two windows of one agent could deadlock
    return finish_call(task, by=by, at=at, **facts), next_call(by=by, at=at)


def write_result(task: CallTask, *, by: Access, at: datetime, **facts: Any) -> CallResult:
    """Record the result of one attempt."""
    link = by.is_customer
    return CallResult.objects.create(store=by.store, task=task, by=by.user, at=at, through_link=link, **facts)


def close(task: CallTask, to: str, *, by: Access, at: datetime, **stamps: Any) -> CallTask:
    """Close a call and end its lease."""
    return move(task, to, by=by, at=at, closed_at=at, **NOTHING_HELD, **stamps)


def follow(task: CallTask, facts: dict[str, Any], category: str, *, by: Access, at: datetime) -> None:
    """Do what follows from an answer: open a complaint, confirm an appointment, close or reopen a complaint."""
    unhappy = calls.is_unhappy(facts)
    if source_of(task).checks_remedy:
        _after_check(task, facts, unhappy, by=by, at=at)
    elif unhappy:
        _complain(task, facts, category, by=by, at=at)
    elif facts["outcome"] == Out.CONFIRMED and (appointment := source_of(task).appointment(task)):
        confirm(appointment, by=by, at=at)
    elif facts["outcome"] == Out.WRONG_NUMBER:
        url = task.customer.get_absolute_url()
        notify(FollowupNotice.WRONG_NUMBER, about=task, at=at, url=url, **_named(task))


def _complain(task: CallTask, facts: dict[str, Any], category: str, *, by: Access, at: datetime) -> None:
    open_complaint(
        task.customer,
        by=by,
        at=at,
        category=category or calls.cause_of(facts),
        words=facts["words"],
        vehicle=task.vehicle,
        task=task,
        about=task.about,
        about_url=task.about_url,
    )


def _after_check(task: CallTask, facts: dict[str, Any], unhappy: bool, *, by: Access, at: datetime) -> None:
    """Close or reopen a complaint by the customer's answer; after its end an unhappy one opens a new complaint."""
    complaint = source_of(task).complaint(task)
    if complaint is None or facts["outcome"] not in CallResult.SCORED:
        return
    if complaint.status == Complaint.Status.RESOLVED and unhappy:
        reopen_complaint(complaint, by=by, at=at, reason=facts["words"])
    elif complaint.status == Complaint.Status.RESOLVED:
        close_checked(complaint, by=by, at=at)
    elif complaint.status == Complaint.Status.CLOSED and unhappy:
        _complain(task, facts, complaint.category, by=by, at=at)


def _tried(task: CallTask, *, by: Access, at: datetime) -> CallTask:
    """Put off an unanswered call to another time of day, or give it up; advisors are told when a car is expected."""
    again = calls.next_attempt(task, by.store, at)
    if again:
        return _put_off(task, again, attempts=task.attempts + 1)
    task = close(task, S.GIVEN_UP, by=by, at=at, attempts=task.attempts + 1)
    if task.not_after:
        notify(FollowupNotice.NOT_REACHED, about=task, at=at, url=task.about_url, **_named(task))
    return task


def _put_off(task: CallTask, due_at: datetime, **changes: Any) -> CallTask:
    for name, value in {"due_at": due_at, **NOTHING_HELD, **changes}.items():
        setattr(task, name, value)
    task.save(update_fields=["due_at", *NOTHING_HELD, *changes])
    return task


def _lease(task: CallTask, *, by: Access, at: datetime) -> CallTask:
    task.leased_to, task.lease_until = by.user, at + LEASE.span(by.store)
    task.save(update_fields=["leased_to", "lease_until"])
    return task


def _lock_agent(by: Access) -> None:
    """Lock the agent: two windows of his take turns, so that he never holds two calls."""
    take_turn(by.store, f"calls of {by.person.pk}")


def _release_held(user: User) -> None:
    CallTask.objects.open().filter(leased_to=user).update(**NOTHING_HELD)


def _named(task: CallTask) -> dict[str, Any]:
    return {"customer": str(task.customer), "number": task.about}
