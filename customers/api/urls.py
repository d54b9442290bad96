"""The department in the API: (address, viewset) pairs that dealership/api.py registers."""

from customers.api.views.messages import MessageViewSet
from customers.api.views.people import ConsentViewSet, CustomerViewSet
from customers.api.views.vehicles import VehicleViewSet

ROUTES = [
    ("customers", CustomerViewSet),
    ("consents", ConsentViewSet),
    ("vehicles", VehicleViewSet),
    ("messages", MessageViewSet),
]
