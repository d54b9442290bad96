"""Closes a lead: bought here, or lost with its reason."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.access import Access
from accounts.log import notify
from accounts.models.lists import PickItem
from accounts.transitions import lock, move
from core.errors import refuse
from sales.actions import revisits
from sales.models.contacts import Contact
from sales.models.leads import Grade, Lead
from sales.notices import LeadNotice
from sales.rules import reviews
from sales.rules.grades import letter_of
from sales.rules.reviews import ReviewAnswer


@transaction.atomic
def win(lead: Lead, *, by: Access, at: datetime, note: str = "") -> Lead:
    """Close a lead as won: the customer buys here; its open revisit is dropped."""
    was_open = lock(lead).is_open
    lead = _close(lead, Lead.Status.WON, by=by, at=at, note=note)
    if was_open:
        revisits.drop(lead, at=at)
    return lead


@transaction.atomic
def lose(lead: Lead, *, by: Access, at: datetime, reason: str, lost_to: str = "", note: str = "") -> Lead:
    """Close a lead as lost, for a reason of the pick list; the manager is told of an O or A lead.

    Unreachable asks for the same attempts as in a review (SALES-29).
    """
    reason = reason.strip()
    refuse(reviews.why_not_lost_for(reason), field="reason")
    lead = lock(lead)
    refuse(reviews.why_not_lose_again(lead, reason), field="reason")
    was_open = lead.is_open
    if was_open and reason == ReviewAnswer.UNREACHABLE:
        refuse(reviews.why_not_unreachable(by.store, Contact.objects.moments_in_vain(lead)), field="reason")
    lead = _close(lead, Lead.Status.LOST, by=by, at=at, note=note, lost_reason=reason, lost_to=lost_to)
    if was_open:
        revisits.drop(lead, at=at)
        _tell_manager(lead, by=by, at=at)
    return lead


def _close(lead: Lead, to: str, *, by: Access, at: datetime, note: str, **stamps: Any) -> Lead:
    return move(lead, to, by=by, at=at, note=note, closed_at=at, next_due_on=None, **stamps)


def _tell_manager(lead: Lead, *, by: Access, at: datetime) -> None:
    if lead.grade in {Grade.O, Grade.A}:
        notify(
            LeadNotice.HOT_LEAD_LOST,
            about=lead,
            at=at,
            url=lead.get_absolute_url(),
            who=str(by.user or ""),
            grade=letter_of(by.store, lead.grade),
            lead=str(lead),
            reason=PickItem.objects.of("loss_reason").get(code=lead.lost_reason).names,
        )
