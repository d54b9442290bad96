"""Customers and their cars, consent, links and messages."""

from customers.models.links import Link, LinkView
from customers.models.messages import Message
from customers.models.people import Consent, Customer, CustomerPhone
from customers.models.vehicles import Powertrain, RepairFact, Vehicle, VehicleModel

__all__ = [
    "Consent",
    "Customer",
    "CustomerPhone",
    "Link",
    "LinkView",
    "Message",
    "Powertrain",
    "RepairFact",
    "Vehicle",
    "VehicleModel",
]
