"""Records events of repair orders for the live audit of the 23 rules."""

from datetime import datetime
from typing import Any

from accounts.access import Access
from appointments.actions import visits
from appointments.models.promises import VisitEvent
from appointments.models.visits import Appointment
from service.models.orders import RepairOrder


def record_visit(order: RepairOrder, kind: str, /, *, by: Access, at: datetime, **facts: Any) -> VisitEvent:
    """Record an event of the car of an order; only the key of its appointment is read."""
    appointment = Appointment(pk=order.appointment_id, store_id=order.store_id)
    return visits.record(appointment, kind, by=by, at=at, **facts)
