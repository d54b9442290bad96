"""Calls, faults, resources and their claims, appointments with preparation and confirmations."""

from appointments.models.calls import Fault, PhoneCall
from appointments.models.promises import Confirmation, PrepItem, VisitEvent
from appointments.models.resources import BayType, Claim, Resource
from appointments.models.visits import Appointment, AppointmentPart, Segment

__all__ = [
    "Appointment",
    "AppointmentPart",
    "BayType",
    "Claim",
    "Confirmation",
    "Fault",
    "PhoneCall",
    "PrepItem",
    "Resource",
    "Segment",
    "VisitEvent",
]
