"""Reviews of leads whose day to buy has passed: possible answers, and when the system postpones (SALES-29)."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Access
from accounts.models.lists import PickItem
from accounts.models.stores import Store
from core.row_reads import Prepared
from sales.models.contacts import GradeChange
from sales.models.leads import Lead
from sales.perms import LeadPerm
from sales.rules.revisits import DAY, OpenOn
from sales.settings import EXTENSION, REVIEW_OPEN_DAYS, UNDO, UNREACHABLE_ATTEMPTS, UNREACHABLE_DAYS


class ReviewAnswer(models.TextChoices):
    """What may have happened when the day to buy has passed."""

    BOUGHT_HERE = "bought_here", gettext_lazy("bought here")
    BOUGHT_ELSEWHERE = "bought_elsewhere", gettext_lazy("bought elsewhere")
    POSTPONED = "postponed", gettext_lazy("postponed")
    UNREACHABLE = "unreachable", gettext_lazy("unreachable")
    EXTEND = "extend", gettext_lazy("extend once")


UNDONE = {GradeChange.Cause.TIME, GradeChange.Cause.SYSTEM, GradeChange.Cause.SETTING}
ANSWER_NEEDS: dict[str, list[str]] = {
    ReviewAnswer.BOUGHT_ELSEWHERE: ["reason"],
    ReviewAnswer.POSTPONED: ["expected_by"],
    ReviewAnswer.EXTEND: ["until", "reason"],
}


def missing_in_answer(answer: str, facts: dict[str, Any]) -> list[str]:
    """The fields that this answer cannot do without; a postponed lead has a new day or a new grade."""
    missing = [name for name in ANSWER_NEEDS.get(answer, []) if not facts.get(name)]
    return [] if answer == ReviewAnswer.POSTPONED and facts.get("grade") else missing


def review_lapses_on(store: Store, expected_by: date, is_open: OpenOn) -> date:
    """The day the system postpones an unanswered review: after its open days from the day after `expected_by`."""
    day, left = expected_by, REVIEW_OPEN_DAYS.of(store)
    while left and day < expected_by + 366 * DAY:
        day += DAY
        left -= is_open(day)
    return day + DAY


def lapsed_before(store: Store, today: date, is_open: OpenOn) -> date:
    """Reviews of leads expected to buy by this day or earlier have lapsed today."""
    day = today - (REVIEW_OPEN_DAYS.of(store) + 1) * DAY
    while review_lapses_on(store, day, is_open) > today:
        day -= DAY
    return day


REASONS = Prepared(lambda: PickItem.objects.of("loss_reason"))


def names_of_reasons() -> dict[str, str]:
    """Why leads are lost, in the reader's words, by code."""
    return {item.code: str(item) for item in REASONS()}


def why_not_answer(lead: Lead) -> str | None:
    """A review is answered while it is open."""
    return None if lead.is_in_review else _("This lead is not in review.")


def why_not_lost_for(reason: str) -> str | None:
    """Why leads are lost is counted, so the reason is one of the pick list (SALES-29)."""
    if not reason:
        return _("A lost lead needs its reason.")
    if not PickItem.objects.of("loss_reason").filter(code=reason).exists():
        return _("Choose one of the reasons of the list.")
    return None


def why_not_lose_again(lead: Lead, reason: str) -> str | None:
    """A lost lead keeps the reason that was recorded first."""
    if lead.is_lost and lead.lost_reason != reason:
        return _("This lead was lost already, for another reason.")
    return None


def why_not_extend(lead: Lead, by: Access, until: date, *, today: date) -> str | None:
    """A lead is extended once, by up to so many days; a second time only by the manager."""
    if not lead.is_open:
        return _("This lead is closed.")
    if not today < until <= today + EXTENSION.span(by.store):
        return _("Extend to a day within the next %(days)s days.") % {"days": EXTENSION.of(by.store)}
    if lead.extensions and not by.can(LeadPerm.LEAD_DECIDE):
        return _("It was extended once; a second time needs the manager.")
    return None


def why_not_unreachable(store: Store, attempts: list[datetime]) -> str | None:
    """Unreachable means several attempts in a row over several days; the moments of those since the last contact."""
    times, days = UNREACHABLE_ATTEMPTS.of(store), UNREACHABLE_DAYS.of(store)
    if len(attempts) < times or max(attempts) - min(attempts) < timedelta(days=days - 1):
        return _("Unreachable needs %(attempts)s attempts over %(days)s days.") % {"attempts": times, "days": days}
    return None


def why_not_undo_grade(store: Store, change: GradeChange | None, at: datetime) -> str | None:
    """Only the latest change is undone, if the system made it, not long ago."""
    if change is None or change.cause not in UNDONE:
        return _("The system has changed nothing here.")
    if at - change.at > UNDO.span(store):
        return _("This is longer ago than %(days)s days; grade the lead instead.") % {"days": UNDO.of(store)}
    return None
