"""Free times, appointments and the hotline in the API (API.md "HTTP")."""

from appointments.api.appointments import AppointmentViewSet
from appointments.api.calls import FaultViewSet, PhoneCallViewSet
from appointments.api.confirmations import ConfirmationViewSet
from appointments.api.slots import SlotViewSet

ROUTES = [
    ("slots", SlotViewSet),
    ("appointments", AppointmentViewSet),
    ("confirmations", ConfirmationViewSet),
    ("faults", FaultViewSet),
    ("phone-calls", PhoneCallViewSet),
]
