"""When somebody is to be contacted again: rolling from the last two-way contact (SALES-33 to 35)."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from accounts.models.stores import Store
from sales.models.leads import Grade
from sales.rules.grades import is_upgrade
from sales.rules.qualification import Qualification
from sales.settings import REVISIT

DAY = timedelta(days=1)
OpenOn = Callable[[date], bool]


def interval_of(store: Store, grade: str, standing: str = Qualification.DEVELOP) -> int:
    """Days between two contacts; who is not a prospect is looked at as rarely as N (SALES-3)."""
    return REVISIT[Grade.N if standing == Qualification.NOT else Grade(grade)].of(store)


def open_day(day: date, *, today: date, is_open: OpenOn) -> date:
    """A due day of a closed store moves to the nearest earlier open day that is not past, else the next (SALES-35).

    A day already past counts as today: nobody is late for an obligation that is new.
    """
    day = max(day, today)
    earlier = next((d for d in _days(day, -1, until=today) if is_open(d)), None)
    return earlier or next((d for d in _days(day, 1, until=day + 366 * DAY) if is_open(d)), day)


def _days(start: date, step: int, *, until: date) -> Iterator[date]:
    day = start
    while day != until + step * DAY:
        yield day
        day += step * DAY


def next_due(store: Store, grade: str, last_contact: date, *, today: date, is_open: OpenOn, standing: str = "") -> date:
    """Last two-way contact + the interval of the grade, on an open day (SALES-34)."""
    return open_day(last_contact + interval_of(store, grade, standing) * DAY, today=today, is_open=is_open)


def due_after_regrade(
    store: Store,
    old: str,
    new: str,
    *,
    due: date | None,
    last_contact: date,
    today: date,
    is_open: OpenOn,
    standing: str = "",
) -> date:
    """Upgrading takes the earlier of the present due day and last contact + new interval, downgrading the latter."""
    fresh = last_contact + interval_of(store, new, standing) * DAY
    if due and is_upgrade(old, new):
        fresh = min(due, fresh)
    return due if due and old == new else open_day(fresh, today=today, is_open=is_open)
