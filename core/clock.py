"""Days and months on the store's wall clock; what time it is now is always passed in."""

import calendar
from datetime import UTC, date, datetime, time, timedelta, tzinfo

FIRST_YEAR, LAST_YEAR = 1950, 2100  # no car, customer or promise of ours lies outside


def is_of_our_time(day: date) -> bool:
    """Can this day or moment be meant? Years like 1 and 9999 are slips, and no clock can count beyond them."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def day_asked(text: str) -> date | None:
    """A day from an address; whatever is none is simply not asked for."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if is_of_our_time(day) else None


def local_day(at: datetime, tz: tzinfo) -> date:
    """The calendar day on which something happened, seen from the store (P30)."""
    return _aware(at).astimezone(tz).date()


def day_bounds(on: date, tz: tzinfo) -> tuple[datetime, datetime]:
    """Start and end (exclusive) of the store's day in UTC; a day is not always 24 hours."""
    start, end = (datetime.combine(day, time.min, tz) for day in (on, on + timedelta(days=1)))
    return start.astimezone(UTC), end.astimezone(UTC)


def add_months(day: date, months: int) -> date:
    """The same day so many months on; the last day of the month where that day is missing (domain 9.6)."""
    year, index = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=index + 1, day=min(day.day, calendar.monthrange(year, index + 1)[1]))


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("A moment without a time zone belongs to no store.")
    return at
