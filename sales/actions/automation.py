"""Changes of leads by the system as days pass: hotter grades, reviews of passed days, reviews that nobody answered.

Set-based, in batches, by the system, safe to run twice; a person can undo each change (`undo_grade`).
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, DateField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Greatest, Least, TruncDate
from django.db.models.lookups import Exact
from django.urls import reverse

from accounts.access import Access
from accounts.log import notify
from accounts.models.people import User
from accounts.register import NoticeKind
from accounts.transitions import move_all, shift
from sales.models.contacts import GradeChange, Revisit
from sales.models.leads import NO_PROSPECT, Grade, Lead
from sales.notices import LeadNotice
from sales.rules import grades, reviews, revisits
from sales.rules.grades import ORDER
from sales.settings import POSTPONEMENTS, REVISIT, WINDOW

S, R, Cause = Lead.Status, Revisit.Status, GradeChange.Cause
BATCH = 1_000  # rows a transaction: nobody waits long for a lock


def tighten(*, by: Access, at: datetime) -> int:
    """Give leads whose day has come nearer the hotter grade, unconfirmed (SALES-28). Returns how many."""
    return sum(_in_batches(_tighten, grade, by=by, at=at) for grade in WINDOW)


def review_expired(*, by: Access, at: datetime) -> int:
    """Put leads whose day to buy has passed into review, and tell their owners (SALES-29). Returns how many."""
    return _in_batches(_expire, by=by, at=at)


def lapse_reviews(*, by: Access, at: datetime) -> int:
    """Postpone leads whose review nobody answered in time by the window of grade A, unconfirmed. Returns how many.

    The store decides how long a review may wait (REVIEW_OPEN_DAYS), and how often in a row the system postpones a lead
    (POSTPONEMENTS): then it stays in review, and the manager is told.
    """
    return _in_batches(_lapse, by=by, at=at)


def _in_batches(step: Callable[..., int], *args: Any, **kwargs: Any) -> int:
    """Repeat a step, each time in a transaction of its own, until it changes nothing more."""
    total = 0
    while done := step(*args, **kwargs):
        total += done
    return total


@transaction.atomic
def _tighten(grade: str, *, by: Access, at: datetime) -> int:
    today = by.store.today(at)
    colder = ORDER[grades.rank(grade) + 1 :]
    near = _not_undone().filter(
        status=S.FOLLOWING, grade__in=colder, expected_by__lte=grades.window_end(by.store, grade, today)
    )
    sooner = Case(
        When(next_due_on__lt=today, then=F("next_due_on")), default=Least(F("next_due_on"), _due(grade, today, by))
    )
    return len(_change(near[:BATCH], grade, Cause.TIME, by=by, at=at, next_due_on=sooner))


@transaction.atomic
def _expire(*, by: Access, at: datetime) -> int:
    passed = Lead.objects.filter(status=S.FOLLOWING, expected_by__lt=by.store.today(at))
    owners = dict(passed.order_by("pk").values_list("pk", "owner")[:BATCH])
    moved = move_all(passed.filter(pk__in=owners), S.FOLLOWING, S.REVIEW, by=by, at=at)
    for owner, count in Counter(owners[pk] for pk in moved).items():
        _tell(LeadNotice.DAY_PASSED, moved[0], by=by, at=at, to=User(pk=owner), count=count)
    return len(moved)


@transaction.atomic
def _lapse(*, by: Access, at: datetime) -> int:
    today = by.store.today(at)
    last = reviews.lapsed_before(by.store, today, by.store.is_open_on)
    most = POSTPONEMENTS.of(by.store)
    in_a_row = Q(grade_changes__cause=Cause.SYSTEM, grade_changes__at__date__gte=_last_contact())
    waiting = _not_undone().filter(status=S.REVIEW, expected_by__lte=last)
    waiting = waiting.annotate(times=Count("grade_changes", filter=in_a_row)).filter(times__lt=most)
    times = dict(waiting.values_list("pk", "times")[:BATCH])
    expected_by = grades.expected_by_of(by.store, Grade.A, on=today)
    facts = {"next_due_on": _due(Grade.A, today, by), "expected_by": expected_by}
    late = Lead.objects.filter(pk__in=times, status=S.REVIEW, expected_by__lte=last)
    moved = _change(late, Grade.A, Cause.SYSTEM, by=by, at=at, **facts)
    move_all(Lead.objects.filter(pk__in=moved), S.REVIEW, S.FOLLOWING, by=by, at=at)
    if again := [pk for pk in moved if times[pk] == most - 1]:
        _tell(LeadNotice.POSTPONED_AGAIN, again[0], by=by, at=at, count=len(again))
    return len(moved)


def _not_undone() -> QuerySet:
    """Without leads of which a person undid a system change after the last contact: they wait for the next one."""
    undone = GradeChange.objects.filter(lead=OuterRef("pk"), cause=Cause.UNDONE, at__date__gte=_last_contact(OuterRef))
    return Lead.objects.filter(~Exists(undone))


def _last_contact(field: Callable[[str], Any] = F) -> Coalesce:
    return Coalesce(field("last_contact_on"), Value(date.min))


def _due(grade: str, today: date, by: Access) -> Case:
    """`rules.revisits.next_due` as a column; who is no prospect has the interval of N (SALES-3)."""
    usual, nurtured = (_days_on(days, today, by) for days in (REVISIT[g].of(by.store) for g in (Grade(grade), Grade.N)))
    return Case(When(NO_PROSPECT, then=nurtured), default=usual)


def _days_on(interval: int, today: date, by: Access) -> Case:
    """So many days after the last two-way contact, on an open day, never before today."""
    contact = Coalesce(F("last_contact_on"), TruncDate("created_at"))
    day = Cast(Greatest(contact + timedelta(interval), Value(today)), DateField())
    ahead = [today + timedelta(n) for n in range(interval + 1)]
    moved = {d: revisits.open_day(d, today=today, is_open=by.store.is_open_on) for d in ahead}
    return Case(*(When(Exact(day, Value(d)), then=Value(to)) for d, to in moved.items() if d != to), default=day)


def _change(rows: QuerySet, grade: str, cause: str, *, by: Access, at: datetime, **facts: Any) -> list[int]:
    """Give leads a grade and what follows from it, with a line of the history. Returns the keys of those changed."""
    free = rows.select_for_update(skip_locked=True, no_key=True, of=("self",))
    before = {pk: (old, day) for pk, old, day in free.values_list("pk", "grade", "expected_by")}
    Lead.objects.filter(pk__in=before).update(grade=grade, grade_confirmed=False, **facts)
    GradeChange.objects.bulk_create(
        GradeChange(store=by.store, lead_id=pk, old=old, new=grade, expected_by_before=day, cause=cause, at=at)
        for pk, (old, day) in before.items()
    )
    replan(before, at=at, by=by)
    return list(before)


def replan(leads: Iterable[int], *, by: Access, at: datetime) -> None:
    """Move the open revisits to the due days of their leads, as `revisits.replan` does for one."""
    stale = Revisit.objects.open().filter(lead__in=leads).exclude(due_on=F("lead__next_due_on"))
    rows = list(stale.values_list("pk", "lead", "lead__owner", "lead__grade", "lead__next_due_on"))
    shift(Revisit.objects.filter(pk__in=[row[0] for row in rows]), R.OPEN, R.MOVED, closed_at=at)
    Revisit.objects.bulk_create(
        Revisit(store=by.store, lead_id=lead, owner_id=owner, grade=grade, due_on=due_on, opened_at=at)
        for _pk, lead, owner, grade, due_on in rows
    )


def _tell(kind: NoticeKind, lead: int, *, by: Access, at: datetime, **facts: Any) -> None:
    about = Lead(pk=lead, store=by.store)
    notify(kind, about=about, at=at, url=f"{reverse('lead_list')}?status=review", **facts)
