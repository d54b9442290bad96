"""The department in the API: (address, viewset) pairs that dealership/api.py registers."""

from customers.api.messages import MessageViewSet
from customers.api.people import ConsentViewSet, CustomerViewSet
from customers.api.vehicles import VehicleViewSet

ROUTES = [
    ("customers", CustomerViewSet),
    ("consents", ConsentViewSet),
    ("vehicles", VehicleViewSet),
    ("messages", MessageViewSet),
]
