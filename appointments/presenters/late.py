"""How late customers are shown: their clock, how they are called, and which times are free for them today."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.access import Access
from accounts.transitions import acts_of
from appointments.actions.moving import wish_to_move
from appointments.models.visits import Appointment
from appointments.settings import NO_SHOW_AFTER
from capacity.slots import times
from capacity.slots.wish import Slot
from customers.models.people import CustomerPhone
from customers.presenters import phone_for

MOST = 60


def with_clocks(calls: Iterable[Any], *, by: Access, at: datetime) -> None:
    """Give each call when the time is given away, its number, and what may be done with it."""
    waited, calls = NO_SHOW_AFTER.span(by.store), list(calls)
    owners = [call.appointment.customer_id for call in calls]
    rows = CustomerPhone.objects.filter(customer__in=owners, primary=True)
    numbers = {phone.customer_id: phone for phone in rows}
    for call in calls:
        phone = numbers.get(call.appointment.customer_id)
        call.tel = phone_for(by, phone.number) if phone else ""
        call.free_at = call.freed_at(waited)
        call.late_minutes = int((at - call.appointment.start).total_seconds() // 60)
        call.acts = acts_of(call, by, at) if call.is_open else []


def free_today(appointment: Appointment, *, by: Access, at: datetime) -> list[Slot]:
    """The times of today to which the visit can still be moved."""
    today = by.store.today(at)
    offered = times.offered(wish_to_move(appointment, by=by, at=at), MOST)
    return [slot for slot in offered if by.store.today(slot.start) == today]
