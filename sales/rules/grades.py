"""The grade of a person follows from the day by which he means to buy (SALES-26 to 29)."""

from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models.stores import Store
from accounts.settings import Unit
from core import folding
from core.clock import add_months
from sales.models.leads import Grade
from sales.settings import LABEL, LETTER, WINDOW

ORDER = [Grade.O, Grade.A, Grade.B, Grade.C, Grade.N]


def rank(grade: str) -> int:
    """0 for the hottest grade, 4 for N."""
    return ORDER.index(Grade(grade))


def is_upgrade(old: str, new: str) -> bool:
    """Does the customer mean to buy sooner than before?"""
    return rank(new) < rank(old)


def window_end(store: Store, grade: str, on: date) -> date:
    """The last day of a grade's window that opens on a day: days, or calendar months clamped at month end."""
    window = WINDOW[Grade(grade)]
    length = window.of(store)
    return on + timedelta(days=length) if window.unit == Unit.DAYS else add_months(on, length)


def grade_of(store: Store, expected_by: date | None, *, on: date) -> Grade:
    """The grade on a day; after the last window or unknown is N (SALES-27), a passed day is O until reviewed."""
    if expected_by is None:
        return Grade.N
    return next((grade for grade in WINDOW if expected_by <= window_end(store, grade, on)), Grade.N)


def expected_by_of(store: Store, grade: str, *, on: date) -> date | None:
    """The day to buy by that a chosen grade implies: the last of its window; N has none."""
    return None if grade == Grade.N else window_end(store, grade, on)


def why_not_windows(store: Store) -> str | None:
    """Each grade's window ends later than that of the hotter one, or nobody could ever have the colder grade."""
    ends = [window_end(store, grade, date(2025, 2, 1)) for grade in WINDOW]  # the shortest month decides
    if all(hotter < colder for hotter, colder in zip(ends, ends[1:])):
        return None
    return _("Each grade needs a longer window than the grade before it.")


def why_not_letters(store: Store) -> str | None:
    """Each grade has a letter of its own, or nobody could tell two grades apart."""
    letters = [folding.name(letter.of(store)) for letter in LETTER.values()]
    return None if len(set(letters)) == len(letters) else _("Another grade has this letter.")


def why_not_expect(store: Store, grade: str | None, expected_by: date | None, *, on: date) -> str | None:
    """A day to buy by is not past, and agrees with the grade if both are given."""
    if expected_by is None:
        return None
    if expected_by < on:
        return _("The day to buy by must not be past.")
    fitting = grade_of(store, expected_by, on=on)
    if grade and grade != fitting:
        return _("This day belongs to grade %(grade)s.") % {"grade": letter_of(store, fitting)}
    return None


def letter_of(store: Store, grade: str) -> str:
    """The letter that the store shows for a grade; the code itself where it is none of ours."""
    return LETTER[Grade(grade)].of(store) if grade in LETTER else grade


def words_of(store: Store, grade: str) -> str:
    """What a grade means at the store: its own words, else those of the window."""
    return LABEL[Grade(grade)].of(store) or _window_words(store, grade)


def _window_words(store: Store, grade: str) -> str:
    if grade not in WINDOW:
        return _("later or unknown")
    window = WINDOW[Grade(grade)]
    length = window.of(store)
    if window.unit == Unit.MONTHS:
        return ngettext("within %(count)s month", "within %(count)s months", length) % {"count": length}
    if length % 7 == 0:
        weeks = length // 7
        return ngettext("within %(count)s week", "within %(count)s weeks", weeks) % {"count": weeks}
    return ngettext("within %(count)s day", "within %(count)s days", length) % {"count": length}
