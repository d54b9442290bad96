"""Days and months in the store's time zone; the present moment is always passed in."""

import calendar
from datetime import UTC, date, datetime, time, timedelta, tzinfo

FIRST_YEAR, LAST_YEAR = 1950, 2100  # no date of a car, customer or promise is outside


def is_of_our_time(day: date) -> bool:
    """Whether a day or moment is plausible: years like 1 and 9999 are typing errors, and datetime ends there."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def day_or_none(text: str) -> date | None:
    """A day from an address; None when the text is no day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if is_of_our_time(day) else None


def local_day(at: datetime, tz: tzinfo) -> date:
    """The calendar day of a moment in the store's time zone (P30)."""
    return _aware(at).astimezone(tz).date()


def day_bounds(on: date, tz: tzinfo) -> tuple[datetime, datetime]:
    """Start and end (exclusive) of the store's day; it is not always 24 hours long."""
    start, end = (datetime.combine(day, time.min, tz) for day in (on, on + timedelta(days=1)))
    return start.astimezone(UTC), end.astimezone(UTC)


def add_months(day: date, months: int) -> date:
    """The same day so many months on; the last day of the month where that day is missing."""
    year, index = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=index + 1, day=min(day.day, calendar.monthrange(year, index + 1)[1]))


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("A moment without a time zone belongs to no store.")
    return at
