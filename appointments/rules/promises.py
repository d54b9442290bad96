"""When the confirmations on both sides and the preparation of an appointment are due."""

from datetime import datetime, timedelta

from accounts.models.stores import Store
from accounts.settings import NOTICE_LATE
from appointments.models.promises import Confirmation
from appointments.models.visits import Appointment
from appointments.settings import DAY_AHEAD, HOUR_AHEAD
from customers.rules import contact_hours

C = Confirmation
AHEAD = {C.Kind.DAY: DAY_AHEAD, C.Kind.HOUR: HOUR_AHEAD}
SIDES: dict[str, tuple[C.Side, ...]] = {
    Appointment.Kind.APPOINTMENT: (C.Side.READINESS, C.Side.CUSTOMER),
    Appointment.Kind.DELIVERY_PREP: (C.Side.READINESS,),
    Appointment.Kind.WALK_IN: (),
}


def contact_moment(store: Store, moment: datetime) -> datetime:
    """The latest moment, not after this one, at which the store's customers may be contacted (SERVICE-D11)."""
    on = store.today(moment)
    first, last = contact_hours(store, on)
    if moment < first:
        return contact_hours(store, on - timedelta(days=1))[1]
    return min(moment, last)


def next_contact_moment(store: Store, moment: datetime) -> datetime:
    """The earliest moment, not before this one, at which the store's customers may be contacted (SERVICE-D11)."""
    on = store.today(moment)
    first, last = contact_hours(store, on)
    return max(moment, first) if moment <= last else contact_hours(store, on + timedelta(days=1))[0]


def confirmation_times(store: Store, kind: str, start: datetime) -> list[tuple[str, str, datetime]]:
    """(kind, side, due) of the confirmations of a time: a day and an hour before, ours to the minute, the customer's
    inside the contact window. A delivery preparation asks no customer, a walk-in nobody (SERVICE-R50)."""
    times: list[tuple[str, str, datetime]] = []
    for before, ahead in AHEAD.items():
        for side in SIDES[kind]:
            due = start - ahead.span(store)
            times.append((before, side, contact_moment(store, due) if side == C.Side.CUSTOMER else due))
    return times


def put_off_until(store: Store, side: str, due_at: datetime, start: datetime, at: datetime) -> datetime | None:
    """When a confirmation that got another time is due: as soon as it may be where that has passed, for a customer
    inside the contact window; None when no such moment is left before the appointment."""
    if due_at >= at:
        return due_at
    soon = next_contact_moment(store, at) if side == C.Side.CUSTOMER else at
    return soon if soon < start else None


def is_due_already(due_at: datetime, at: datetime) -> bool:
    """Whether it was booked inside the window of a confirmation, which is skipped: the booking confirmed it."""
    return due_at < at


def questions_to_come(store: Store, kind: str, start: datetime, at: datetime) -> list[str]:
    """Which of the two questions, a day and an hour before, the customer will still be asked (SERVICE-D6, N10)."""
    times = confirmation_times(store, kind, start)
    return [ahead for ahead, side, due in times if side == C.Side.CUSTOMER and not is_due_already(due, at)]


def preparation_due(store: Store, start: datetime, at: datetime) -> datetime:
    """Preparation is complete a day before; of a later booking an hour before, or when the car comes."""
    times = [start - DAY_AHEAD.span(store), start - HOUR_AHEAD.span(store)]
    return next((due for due in times if due >= at), start)


def is_late_to_hear(store: Store, told_at: datetime, at: datetime) -> bool:
    """Whether too much of the store's opening time lay between a notice and this moment (SERVICE-D7)."""
    within = NOTICE_LATE.span(store)
    if at - told_at <= within:
        return False
    open_for, day, last = timedelta(), store.today(told_at) - timedelta(days=1), store.today(at)
    while day <= last and open_for <= within:
        if hours := store.hours_on(day):
            open_for += max(timedelta(), min(at, hours[1]) - max(told_at, hours[0]))
        day += timedelta(days=1)
    return open_for > within
