"""Working the call queue: taking the next call to oneself, writing down what came of it."""

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
    """The call I hold, or the most urgent waiting one of my store, from now on mine alone for half an hour (P8).

    Rows that another agent is just taking are passed over; a lease that ran out puts a call back. None: nothing due.
    """
    by.require(FollowupPerm.QUEUE_WORK)
    _one_hand(by)
    if held := CallTask.objects.held_by(by.person, at).first():
        return held
    _let_go(by.person)
    waiting = CallTask.objects.waiting(at).urgent_first()
    task = waiting.select_for_update(skip_locked=True, no_key=True, of=("self",)).first()
    return _lease(task, by=by, at=at) if task else None


@transaction.atomic
def take_call(task: CallTask, *, by: Access, at: datetime) -> CallTask:
    """Take this very call out of the queue; the one I held goes back. Refused when a colleague is on it."""
    by.require(FollowupPerm.QUEUE_WORK)
    _one_hand(by)
    task = lock(task)
    refuse(calls.why_not_hold(task, by, at))
    _let_go(by.person)
    return _lease(task, by=by, at=at)


@transaction.atomic
def skip_call(task: CallTask, *, by: Access, at: datetime, reason: str) -> CallTask:
    """Put a call back for an hour without having tried it; the reason is for the manager to read."""
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
    """Write down what came of a call: it is done, tried again at another time of day, or given up after three attempts.

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
    """Save and next in one step: the finished call and the one now in my hand (None: nothing is due)."""
    by.require(FollowupPerm.QUEUE_WORK)
    _one_hand(by)  # the hand before the call, as everywhere: two windows of one agent must not wait for each other
    return finish_call(task, by=by, at=at, **facts), next_call(by=by, at=at)


def write_result(task: CallTask, *, by: Access, at: datetime, **facts: Any) -> CallResult:
    """One attempt, kept for good."""
    link = by.is_customer
    return CallResult.objects.create(store=by.store, task=task, by=by.user, at=at, through_link=link, **facts)


def close(task: CallTask, to: str, *, by: Access, at: datetime, **stamps: Any) -> CallTask:
    """End a call; nobody holds it any more."""
    return move(task, to, by=by, at=at, closed_at=at, **NOTHING_HELD, **stamps)


def follow(task: CallTask, facts: dict[str, Any], category: str, *, by: Access, at: datetime) -> None:
    """What an answer sets going: a complaint, a kept appointment, the end or the return of a complaint."""
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
    """The customer agrees with the remedy or not; one who is unhappy after the end starts anew."""
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
    """Nobody answered: another time of day, or given up, which the advisors are told when a car is expected."""
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


def _one_hand(by: Access) -> None:
    """Two windows of one agent take turns, so that he never holds two calls."""
    take_turn(by.store, f"calls of {by.person.pk}")


def _let_go(user: User) -> None:
    CallTask.objects.open().filter(leased_to=user).update(**NOTHING_HELD)


def _named(task: CallTask) -> dict[str, Any]:
    return {"customer": str(task.customer), "number": task.about}
