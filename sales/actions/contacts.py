"""Records contacts and attempts, and puts the next contact off to a day that the customer named."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.access import Access
from accounts.log import record
from accounts.transitions import lock, move
from core.errors import Refused
from sales.actions import revisits
from sales.actions.grades import GRADE_FIELDS, set_grade
from sales.models.contacts import Contact
from sales.models.leads import Lead
from sales.perms import LeadPerm
from sales.rules import contacts, grades, ownership, qualification
from sales.rules.revisits import open_day


@transaction.atomic
def contact(lead: Lead, *, by: Access, at: datetime, contacted_at: datetime | None = None, **said: Any) -> Lead:
    """Record a contact that a colleague enters, not older than the lead; `said` as in `record_contact`."""
    by.require(LeadPerm.LEAD_WORK)
    moment = contacted_at or at
    if why := contacts.why_not_contacted_at(moment, at=at, since=contacts.began_at(lead)):
        raise Refused(why, field="at")
    return record_contact(lead, by=by, at=at, contacted_at=moment, **said)


@transaction.atomic
def record_contact(
    lead: Lead,
    *,
    by: Access,
    at: datetime,
    channel: str,
    effective: bool,
    contacted_at: datetime,
    note: str = "",
    grade: str = "",
    expected_by: date | None = None,
    next_due_on: date | None = None,
) -> Lead:
    """Record a contact: a two-way one closes the open revisit and opens the next; an attempt is only counted.

    `grade` or `expected_by` is what the customer said; `next_due_on` the day he named, else the cadence gives it.
    A visit may be older than its lead: a phone without signal may report the second visit before the first (P12).
    """
    by.require(LeadPerm.LEAD_WORK)
    lead = lock(lead)
    if why := ownership.why_not_take_part(lead, by) or contacts.why_not_contact(lead):
        raise Refused(why)
    _write(lead, channel, effective, contacted_at, note, by=by, at=at)
    if not effective:
        lead.attempts += 1
        lead.save(update_fields=["attempts"])
        return lead
    on = min(by.store.today(contacted_at), by.store.today(at))
    lead = _take_expectation(lead, grade, expected_by, on=on, by=by, at=at)
    _plan_next(lead, on, next_due_on, by=by, at=at)
    lead.save(update_fields=[*GRADE_FIELDS, "last_contact_on", "attempts"])
    return lead


@transaction.atomic
def postpone(lead: Lead, *, by: Access, at: datetime, due_on: date, reason: str = "") -> Lead:
    """Put the next contact off to a day the customer named; longer than one interval is another grade."""
    by.require(LeadPerm.LEAD_WORK)
    lead = lock(lead)
    if why := ownership.why_not_take_part(lead, by):
        raise Refused(why)
    before, due_on = lead.next_due_on, _wished(lead, due_on, "due_on", by=by, at=at)
    revisits.replan(lead, due_on, at=at)
    lead.save(update_fields=["next_due_on"])
    record(lead, "postpone", by=by, at=at, note=reason, before=str(before or ""), due_on=due_on.isoformat())
    return lead


def _write(
    lead: Lead, channel: str, effective: bool, contacted_at: datetime, note: str, *, by: Access, at: datetime
) -> None:
    Contact.objects.create(
        store_id=lead.store_id,
        lead=lead,
        channel=channel,
        effective=effective,
        at=contacted_at,
        note=note,
        by=by.user,
        recorded_at=at,
    )


def _take_expectation(lead: Lead, grade: str, expected_by: date | None, *, on: date, by: Access, at: datetime) -> Lead:
    """Put what the customer said about buying on the lead; a lead in review with a new day is followed again."""
    if not grade and not expected_by:
        return lead
    if why := grades.why_not_expect(by.store, grade, expected_by, on=on):
        raise Refused(why, field="expected_by")
    if lead.status == Lead.Status.REVIEW:
        lead = move(lead, Lead.Status.FOLLOWING, by=by, at=at)
    set_grade(lead, grade, expected_by, on=on, by=by, at=at)
    return lead


def _plan_next(lead: Lead, on: date, wish: date | None, *, by: Access, at: datetime) -> None:
    """Plan the next contact from this one, unless a later one is recorded already."""
    if lead.last_contact_on and on < lead.last_contact_on:
        return
    lead.last_contact_on, lead.attempts = on, 0
    revisits.keep(lead, on, at=at)
    usual = revisits.usual_due(lead, by=by, at=at)
    revisits.plan(lead, _wished(lead, wish, "next_due_on", by=by, at=at) if wish else usual, at=at)


def _wished(lead: Lead, day: date, field: str, *, by: Access, at: datetime) -> date:
    """The named day, moved to an open day; refused when the rules do not allow it."""
    usual, today = revisits.usual_due(lead, by=by, at=at), by.store.today(at)
    standing = qualification.qualification(lead.need, lead.means, lead.authority)
    if why := contacts.why_not_postpone(by.store, lead, day, usual=usual, today=today, standing=standing):
        raise Refused(why, field=field)
    return open_day(day, today=today, is_open=by.store.is_open_on)
