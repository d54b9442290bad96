"""Organisations: graded by cycle and batch, never left silent too long, never contacted too often (SALES-30 to 43)."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from sales.models.organisations import LARGE_BATCH, SHORT_CYCLE

SILENCE_DAYS = {"A": 14, "B": 30, "C": 60, "D": 90}  # longest silence
CEILING = timedelta(days=5)  # one contact started by us in this time, across all staff
GRADES = {(True, True): "A", (True, False): "B", (False, True): "C", (False, False): "D"}


def organisation_grade(cycle_months: int | None, average_batch: int | None) -> str:
    """A short + large, B short + small, C long + large, D long + small; empty while unknown (SALES-31, SALES-32)."""
    if cycle_months is None or average_batch is None:
        return ""
    return GRADES[cycle_months <= SHORT_CYCLE, average_batch >= LARGE_BATCH]


def silent_from(grade: str, last_contact_on: date) -> date | None:
    """The first day that is one of too long a silence; ungraded organisations have none."""
    return last_contact_on + timedelta(days=SILENCE_DAYS[grade] + 1) if grade in SILENCE_DAYS else None


def is_silent(grade: str, last_contact_on: date, *, on: date) -> bool:
    """Silent for longer than its grade allows (SALES-41)."""
    limit = silent_from(grade, last_contact_on)
    return limit is not None and on >= limit


def why_not_contact_organisation(started_on: date | None, *, on: date) -> str | None:
    """One contact started by us in five days across all staff; contacts they start are free (SALES-43).

    `started_on` is the day of the contact started by us that lies nearest.
    """
    if started_on is None or abs(on - started_on) >= CEILING:
        return None
    facts = {"last": started_on, "next": started_on + CEILING}
    return _("One of us contacted them on %(last)s; the next contact from us is due from %(next)s.") % facts
