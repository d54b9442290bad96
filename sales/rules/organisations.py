"""Organisations: their grade, when they were silent too long, and whether one may be contacted (SALES-30 to 43)."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from accounts.models.stores import Store
from sales.settings import CEILING, LARGE_BATCH, SHORT_CYCLE, SILENCE

GRADES = {(True, True): "A", (True, False): "B", (False, True): "C", (False, False): "D"}


def organisation_grade(store: Store, cycle_months: int | None, average_batch: int | None) -> str:
    """A short + large, B short + small, C long + large, D long + small; empty while unknown (SALES-31, SALES-32)."""
    if cycle_months is None or average_batch is None:
        return ""
    return GRADES[cycle_months <= SHORT_CYCLE.of(store), average_batch >= LARGE_BATCH.of(store)]


def silent_from(store: Store, grade: str, last_contact_on: date) -> date | None:
    """The first day on which the silence is too long; ungraded organisations have none."""
    return last_contact_on + SILENCE[grade].span(store) + timedelta(days=1) if grade in SILENCE else None


def is_silent(store: Store, grade: str, last_contact_on: date, *, on: date) -> bool:
    """Silent for longer than its grade allows (SALES-41)."""
    limit = silent_from(store, grade, last_contact_on)
    return limit is not None and on >= limit


def why_not_contact_organisation(store: Store, started_on: date | None, *, on: date) -> str | None:
    """One contact started by us in so many days across all staff; contacts they start are free (SALES-43).

    `started_on` is the day of the contact started by us that lies nearest.
    """
    if started_on is None or abs(on - started_on) >= CEILING.span(store):
        return None
    facts = {"last": started_on, "next": started_on + CEILING.span(store)}
    return _("One of us contacted them on %(last)s; the next contact from us is due from %(next)s.") % facts
