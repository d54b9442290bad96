"""When a store may call a customer, and when so much of its opening time has passed."""

from datetime import date, datetime, timedelta

from accounts.models.stores import Store
from customers.rules import contact_hours

LONGEST_CLOSURE_DAYS = 60


def contact_window(store: Store, on: date) -> tuple[datetime, datetime] | None:
    """When customers may be called that day: while the store is open, inside its contact window; None when never."""
    hours = store.hours_on(on)
    if hours is None:
        return None
    first, last = contact_hours(store, on)
    start, end = max(hours[0], first), min(hours[1], last)
    return (start, end) if start < end else None


def morning(store: Store, on: date) -> datetime:
    """The first moment for a call on that day, or on the next day on which anybody can call."""
    for day in range(LONGEST_CLOSURE_DAYS):
        if window := contact_window(store, on + timedelta(days=day)):
            return window[0]
    return contact_hours(store, on)[0]


def call_time(store: Store, at: datetime) -> datetime:
    """The earliest moment, not before this one, at which customers may be called."""
    today = store.today(at)
    window = contact_window(store, today)
    if window is None or at >= window[1]:
        return morning(store, today + timedelta(days=1))
    return max(at, window[0])


def working_time(store: Store, at: datetime, length: timedelta) -> datetime:
    """The moment at which so much opening time of the store has passed since another one."""
    left = length
    for day in range(-1, LONGEST_CLOSURE_DAYS + length.days * 24):
        hours = store.hours_on(store.today(at) + timedelta(days=day))
        if hours is None or hours[1] <= at:
            continue
        start = max(hours[0], at)
        if hours[1] - start >= left:
            return start + left
        left -= hours[1] - start
    return at + length
