"""The owner's answer about a lead whose day to buy has passed."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.access import Access
from accounts.transitions import lock
from core.errors import Refused, refuse
from sales.actions.closing import lose, win
from sales.actions.grades import extend, regrade
from sales.models.contacts import Contact
from sales.models.leads import Grade, Lead
from sales.rules import reviews
from sales.rules.reviews import ReviewAnswer

Answer = ReviewAnswer


@transaction.atomic
def answer_review(lead: Lead, *, by: Access, at: datetime, answer: str, reason: str = "", **facts: Any) -> Lead:
    """Do what the answer says: bought here or elsewhere, postponed, unreachable, or extended (SALES-29).

    `facts`: lost_to; expected_by or grade; until. `rules.reviews.missing_in_answer` says which answer needs which.
    """
    lead = lock(lead)
    if why := reviews.why_not_answer(lead):
        raise Refused(why)
    if answer == Answer.BOUGHT_HERE:
        return win(lead, by=by, at=at, note=reason)
    if answer == Answer.BOUGHT_ELSEWHERE:
        return lose(lead, by=by, at=at, reason=reason, lost_to=facts.get("lost_to", ""))
    if answer == Answer.EXTEND:
        return extend(lead, by=by, at=at, until=facts["until"], reason=reason)
    if answer == Answer.POSTPONED:
        expectation = {"grade": facts.get("grade", ""), "expected_by": facts.get("expected_by")}
        return regrade(lead, by=by, at=at, reason=reason, **expectation)
    refuse(reviews.why_not_unreachable(by.store, Contact.objects.moments_in_vain(lead)), field="answer")
    return regrade(lead, by=by, at=at, grade=Grade.N, reason=reason)
