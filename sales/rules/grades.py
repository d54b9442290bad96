"""The grade of a person follows from the day by which he means to buy (SALES-26 to 29)."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from core.clock import add_months
from sales.models.leads import Grade

WEEK = timedelta(days=7)
WINDOWS = {Grade.O: 0, Grade.A: 1, Grade.B: 3, Grade.C: 6}  # months; O is a week
ORDER = [Grade.O, Grade.A, Grade.B, Grade.C, Grade.N]


def rank(grade: str) -> int:
    """0 for the hottest grade, 4 for N."""
    return ORDER.index(Grade(grade))


def is_upgrade(old: str, new: str) -> bool:
    """Does the customer mean to buy sooner than before?"""
    return rank(new) < rank(old)


def window_end(grade: str, on: date) -> date:
    """The last day of a grade's window that opens on a day: a week, or calendar months clamped at month end."""
    return on + WEEK if grade == Grade.O else add_months(on, WINDOWS[Grade(grade)])


def grade_of(expected_by: date | None, *, on: date) -> Grade:
    """The grade on a day; later than six months or unknown is N (SALES-27), a passed day is still O until reviewed."""
    if expected_by is None:
        return Grade.N
    return next((grade for grade in WINDOWS if expected_by <= window_end(grade, on)), Grade.N)


def expected_by_of(grade: str, *, on: date) -> date | None:
    """The day that choosing a grade stands for: the last of its window; N has none."""
    return None if grade == Grade.N else window_end(grade, on)


def why_not_expect(grade: str | None, expected_by: date | None, *, on: date) -> str | None:
    """A day to buy by lies ahead, and agrees with the grade if both are given."""
    if expected_by is None:
        return None
    if expected_by < on:
        return _("The day to buy by must not be past.")
    if grade and grade != grade_of(expected_by, on=on):
        return _("This day belongs to grade %(grade)s.") % {"grade": grade_of(expected_by, on=on)}
    return None
