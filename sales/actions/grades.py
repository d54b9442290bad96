"""Grades a lead anew, extends it, undoes changes of the system, corrects the facts of a lead."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.log import record
from accounts.transitions import lock, move
from core.errors import Refused, Stale
from sales.actions import revisits
from sales.models.contacts import GradeChange
from sales.models.leads import Lead
from sales.perms import LeadPerm
from sales.rules import grades, ownership, qualification, reviews
from sales.rules.revisits import due_after_regrade

Cause = GradeChange.Cause
GRADE_FIELDS = ["grade", "expected_by", "grade_confirmed", "extensions", "next_due_on"]


@transaction.atomic
def regrade(
    lead: Lead, *, by: Access, at: datetime, grade: str = "", expected_by: date | None = None, reason: str = ""
) -> Lead:
    """Grade a lead by what the customer said: a grade, or the day he means to buy by; the due day follows.

    A lead in review goes back to being followed.
    """
    lead = _workable(lead, by=by)
    today = by.store.today(at)
    if why := grades.why_not_expect(by.store, grade, expected_by, on=today):
        raise Refused(why, field="expected_by")
    if lead.status == Lead.Status.REVIEW:
        lead = move(lead, Lead.Status.FOLLOWING, by=by, at=at, note=reason)
    before = lead.grade
    set_grade(lead, grade, expected_by, on=today, by=by, at=at)
    revisits.replan(lead, due_after(lead, before, by=by, at=at), at=at)
    lead.save(update_fields=GRADE_FIELDS)
    return lead


@transaction.atomic
def extend(lead: Lead, *, by: Access, at: datetime, until: date, reason: str) -> Lead:
    """Give a lead a few more days before or in its review: once by its owner, again only by the manager."""
    lead = _workable(lead, by=by)
    if why := reviews.why_not_extend(lead, by, until, today=by.store.today(at)):
        raise Refused(why, field="until")
    if lead.status == Lead.Status.REVIEW:
        lead = move(lead, Lead.Status.FOLLOWING, by=by, at=at, note=reason)
    record(lead, "extend", by=by, at=at, note=reason, until=until.isoformat())
    extensions, before = lead.extensions + 1, lead.grade
    set_grade(lead, "", until, on=by.store.today(at), by=by, at=at)
    lead.extensions = extensions
    revisits.replan(lead, due_after(lead, before, by=by, at=at), at=at)
    lead.save(update_fields=GRADE_FIELDS)
    return lead


@transaction.atomic
def undo_grade(lead: Lead, *, by: Access, at: datetime) -> Lead:
    """Undo the last change of the system, in the days of UNDO; it makes no other until the next contact."""
    lead = _workable(lead, by=by)
    change = lead.grade_changes.order_by("-at", "-pk").first()
    why = reviews.why_not_undo_grade(by.store, change, at)
    if change is None or why:
        raise Refused(str(why))
    before, lead.grade, lead.grade_confirmed = lead.grade, change.old, True
    was, lead.expected_by = lead.expected_by, change.expected_by_before
    write_change(lead, before, was, cause=Cause.UNDONE, by=by, at=at)
    revisits.replan(lead, due_after(lead, before, by=by, at=at), at=at)
    lead.save(update_fields=GRADE_FIELDS)
    if lead.expected_by and lead.expected_by < by.store.today(at):
        lead = move(lead, Lead.Status.REVIEW, by=by, at=at)
    return lead


@transaction.atomic
def correct_lead(lead: Lead, *, by: Access, at: datetime, version: int, **fields: Any) -> Lead:
    """Correct a lead: need, means, authority, family, source, note. Raises Stale when a colleague was quicker.

    A customer who is no longer a prospect has no due day any more; one who becomes a prospect gets one.
    """
    lead = _workable(lead, by=by)
    if lead.version != version:
        raise Stale(_("Somebody has changed this since you opened it. Look at it again."), version=lead.version)
    standing = qualification.qualification(lead.need, lead.means, lead.authority)
    for name, value in fields.items():
        setattr(lead, name, value)
    lead.version += 1
    if standing != qualification.qualification(lead.need, lead.means, lead.authority):
        revisits.replan(lead, revisits.usual_due(lead, by=by, at=at), at=at)
    lead.save(update_fields=[*fields, "version", "next_due_on"])
    record(lead, "correct", by=by, at=at, fields=sorted(fields))
    return lead


def set_grade(lead: Lead, grade: str, expected_by: date | None, *, on: date, by: Access, at: datetime) -> None:
    """Set grade and day as the customer said, with a line of the grade history; the caller saves the lead."""
    before, was = lead.grade, lead.expected_by
    lead.expected_by = expected_by or grades.expected_by_of(by.store, grade, on=on)
    lead.grade = grade or grades.grade_of(by.store, expected_by, on=on)
    lead.grade_confirmed, lead.extensions = True, 0
    if (before, was) != (lead.grade, lead.expected_by):
        cause = Cause.CUSTOMER if by.can(LeadPerm.LEAD_WORK) else Cause.MANAGER
        write_change(lead, before, was, cause=cause, by=by, at=at)


def write_change(lead: Lead, old: str, was: date | None, *, cause: str, by: Access, at: datetime) -> None:
    """Write a line of the grade history."""
    GradeChange.objects.create(
        store_id=lead.store_id,
        lead=lead,
        old=old,
        new=lead.grade,
        expected_by_before=was,
        cause=cause,
        by=by.user,
        at=at,
    )


def due_after(lead: Lead, before: str, *, by: Access, at: datetime) -> date:
    """The due day of a lead after its grade has changed."""
    return due_after_regrade(
        by.store,
        before,
        lead.grade,
        due=lead.next_due_on,
        last_contact=revisits.anchor(lead, by=by),
        today=by.store.today(at),
        is_open=by.store.is_open_on,
        standing=qualification.qualification(lead.need, lead.means, lead.authority),
    )


def _workable(lead: Lead, *, by: Access) -> Lead:
    """The lead, locked; refused unless it is open and the person may work on it."""
    by.require(LeadPerm.LEAD_WORK if by.can(LeadPerm.LEAD_WORK) else LeadPerm.LEAD_DECIDE)
    lead = lock(lead)
    if why := ownership.why_not_take_part(lead, by):
        raise Refused(why)
    if not lead.is_open:
        raise Refused(_("This lead is closed."))
    return lead
