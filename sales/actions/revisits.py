"""The one open obligation of a lead: opened, kept, moved, dropped. `lead.next_due_on` always says the same day.

These are steps of other acts: the caller holds the lead's lock, runs the transaction and saves the lead.
"""

from datetime import date, datetime

from django.db.models import QuerySet

from accounts.access import Access
from accounts.transitions import shift
from sales.models.contacts import Revisit
from sales.models.leads import Lead
from sales.rules import qualification, revisits

S = Revisit.Status


def plan(lead: Lead, due_on: date, *, at: datetime) -> None:
    """Open the obligation for a day, with the owner and the grade that the lead has now."""
    Revisit.objects.create(
        store_id=lead.store_id, lead=lead, owner_id=lead.owner_id, grade=lead.grade, due_on=due_on, opened_at=at
    )
    lead.next_due_on = due_on


def keep(lead: Lead, contacted_on: date, *, at: datetime) -> None:
    """Close the obligation by a two-way contact: kept, or kept late."""
    in_time = shift(_of(lead).filter(due_on__gte=contacted_on), S.OPEN, S.KEPT, closed_at=at)
    if not in_time:
        shift(_of(lead), S.OPEN, S.LATE, closed_at=at)


def drop(lead: Lead, *, at: datetime) -> None:
    """Drop the obligation of a lead that is closed."""
    shift(_of(lead), S.OPEN, S.DROPPED, closed_at=at)
    lead.next_due_on = None


def replan(lead: Lead, due_on: date, *, at: datetime) -> None:
    """Replace the obligation by one for another day; a day already missed stays counted as missed."""
    if due_on == lead.next_due_on:
        return
    shift(_of(lead), S.OPEN, S.MOVED, closed_at=at)
    plan(lead, due_on, at=at)


def usual_due(lead: Lead, *, by: Access, at: datetime) -> date:
    """The next due day by the rules alone."""
    store = by.store
    return revisits.next_due(
        store,
        lead.grade,
        anchor(lead, by=by),
        today=store.today(at),
        is_open=store.is_open_on,
        standing=qualification.qualification(lead.need, lead.means, lead.authority),
    )


def anchor(lead: Lead, *, by: Access) -> date:
    """The day the cadence counts from: the last two-way contact, or the day the lead came."""
    return lead.last_contact_on or by.store.today(lead.created_at)


def _of(lead: Lead) -> QuerySet[Revisit]:
    return Revisit.objects.filter(lead=lead)
