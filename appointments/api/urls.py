"""Free times, appointments, the hotline and the workshop's resources in the API (API.md "HTTP")."""

from appointments.api.appointments import AppointmentViewSet
from appointments.api.calls import FaultViewSet, PhoneCallViewSet
from appointments.api.resources import ConfirmationViewSet, ResourceViewSet
from appointments.api.slots import SlotViewSet

ROUTES = [
    ("slots", SlotViewSet),
    ("appointments", AppointmentViewSet),
    ("confirmations", ConfirmationViewSet),
    ("faults", FaultViewSet),
    ("phone-calls", PhoneCallViewSet),
    ("resources", ResourceViewSet),
]
