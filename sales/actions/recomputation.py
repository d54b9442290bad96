"""Computes due days and grades again when a store changes its intervals or windows, in the same act."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby, takewhile

from django.db.models import QuerySet

from accounts.access import Access
from accounts.models.stores import Store
from sales.actions.automation import replan
from sales.models.contacts import GradeChange
from sales.models.leads import Lead
from sales.rules import grades, revisits
from sales.rules.qualification import qualification

Cause = GradeChange.Cause
BY_SETTINGS = {Cause.SETTING, Cause.RESTORED}
BY_PEOPLE = {Cause.CUSTOMER, Cause.MANAGER, Cause.UNDONE}


def recompute_due_days(before: Store, *, by: Access, at: datetime, commit: bool) -> int:
    """Move future revisits from the day of the old interval to that of the new one. Returns how many.

    Late ones stay late, and a day that was agreed with the customer stays.
    """
    today, moves = by.store.today(at), defaultdict(list)
    for lead in _locked(Lead.objects.open().filter(next_due_on__gte=today), commit=commit):
        day = _usual(by.store, lead, today)
        if day != lead.next_due_on and lead.next_due_on == _usual(before, lead, today):
            moves[day].append(lead.pk)
    if commit:
        _put(moves, by=by, at=at)
    return sum(map(len, moves.values()))


def recompute_grades(before: Store, *, by: Access, at: datetime, commit: bool) -> int:
    """Give leads the grade that follows from the new windows, unconfirmed. Returns how many.

    The owner can undo each, like the changes that come with time (SALES-28). Late leads stay late, and a day that was
    agreed with the customer stays. A lead whose grade is again what it was before settings changed it is as confirmed
    as it was then, and there is nothing to undo.
    """
    today, moves, changes = by.store.today(at), defaultdict(list), []
    for lead in _locked(Lead.objects.filter(status=Lead.Status.FOLLOWING), commit=commit):
        grade = grades.grade_of(by.store, lead.expected_by, on=today)
        if grade == lead.grade or lead.grade != grades.grade_of(before, lead.expected_by, on=today):
            continue
        changes.append(_change(lead, grade, by=by, at=at))
        if _is_usual(before, lead, today, by=by):
            moves[_due_as(grade, lead, today, by=by)].append(lead.pk)
    if commit:
        _regrade(changes)
        _put(moves, by=by, at=at)
    return len(changes)


def _locked(leads: QuerySet[Lead], *, commit: bool) -> list[Lead]:
    """These leads, locked inside an act; not in a preview."""
    leads = leads.order_by("pk")
    return list(leads.select_for_update(of=("self",), no_key=True) if commit else leads)


def _is_usual(before: Store, lead: Lead, today: date, *, by: Access) -> bool:
    """Whether the next contact is still to come, on the day that the rules gave or, with new intervals, give."""
    if lead.next_due_on is None or lead.next_due_on < today:
        return False
    return lead.next_due_on in {_usual(store, lead, today) for store in (before, by.store)}


def _usual(store: Store, lead: Lead, today: date) -> date:
    """The day that the rules give at that store, counted from the last two-way contact."""
    standing = qualification(lead.need, lead.means, lead.authority)
    last_contact = _last_contact_on(store, lead)
    return revisits.next_due(store, lead.grade, last_contact, today=today, is_open=store.is_open_on, standing=standing)


def _due_as(grade: str, lead: Lead, today: date, *, by: Access) -> date:
    return revisits.due_after_regrade(
        by.store,
        lead.grade,
        grade,
        due=lead.next_due_on,
        last_contact=_last_contact_on(by.store, lead),
        today=today,
        is_open=by.store.is_open_on,
        standing=qualification(lead.need, lead.means, lead.authority),
    )


def _last_contact_on(store: Store, lead: Lead) -> date:
    return lead.last_contact_on or store.today(lead.created_at)


def _change(lead: Lead, grade: str, *, by: Access, at: datetime) -> GradeChange:
    facts = {"old": lead.grade, "new": grade, "expected_by_before": lead.expected_by}
    return GradeChange(store=by.store, lead=lead, cause=Cause.SETTING, by=by.user, at=at, **facts)


def _regrade(changes: list[GradeChange]) -> None:
    """Save the new grades: unconfirmed, but for those that are again what a person had said."""
    confirmed = _restored(changes)
    for grade in {change.new for change in changes}:
        leads = {change.lead_id for change in changes if change.new == grade}
        Lead.objects.filter(pk__in=leads - confirmed).update(grade=grade, grade_confirmed=False)
        Lead.objects.filter(pk__in=leads & confirmed).update(grade=grade, grade_confirmed=True)
    GradeChange.objects.bulk_create(changes)


def _restored(changes: list[GradeChange]) -> set[int]:
    """Name the changes that only take back what settings had changed; the leads whose grade a person had given."""
    confirmed = set()
    before = _before_settings(change.lead_id for change in changes)
    for change in changes:
        grade, was_confirmed = before.get(change.lead_id, ("", False))
        if change.new == grade:
            change.cause = Cause.RESTORED
            confirmed |= {change.lead_id} if was_confirmed else set()
    return confirmed


def _before_settings(leads: Iterable[int]) -> dict[int, tuple[str, bool]]:
    """The grade that each lead had before settings changed it, and whether a person had given it.

    Leads that settings did not change last are left out.
    """
    before = {}
    history = GradeChange.objects.filter(lead__in=list(leads)).order_by("lead", "-at", "-pk")
    for lead, rows in groupby(history.only("store", "lead", "cause", "old"), key=lambda row: row.lead_id):
        lines = list(rows)
        by_settings = list(takewhile(lambda row: row.cause in BY_SETTINGS, lines))
        if by_settings:
            last = lines[len(by_settings) :][:1]
            before[lead] = by_settings[-1].old, any(row.cause in BY_PEOPLE for row in last)
    return before


def _put(moves: dict[date, list[int]], *, by: Access, at: datetime) -> None:
    """Save leads and their open revisits with their new days."""
    for day, leads in moves.items():
        Lead.objects.filter(pk__in=leads).update(next_due_on=day)
    replan([pk for leads in moves.values() for pk in leads], by=by, at=at)
