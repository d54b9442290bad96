"""Free times, appointments, estimates and the hotline in the API."""

from appointments.api.views.appointments import AppointmentViewSet, ConfirmationViewSet
from appointments.api.views.audit import AuditViewSet
from appointments.api.views.calls import FaultViewSet, PhoneCallViewSet, PhoneLineViewSet
from appointments.api.views.estimates import EstimateViewSet
from appointments.api.views.late import LateCallViewSet
from appointments.api.views.requests import RescueViewSet, UnmetKindViewSet, UnmetRequestViewSet
from appointments.api.views.slots import SlotViewSet
from appointments.api.views.waiting import WaitingViewSet

ROUTES = [
    ("slots", SlotViewSet),
    ("appointments", AppointmentViewSet),
    ("audit", AuditViewSet),
    ("confirmations", ConfirmationViewSet),
    ("estimates", EstimateViewSet),
    ("faults", FaultViewSet),
    ("phone-calls", PhoneCallViewSet),
    ("late-calls", LateCallViewSet),
    ("phone-lines", PhoneLineViewSet),
    ("rescues", RescueViewSet),
    ("waiting", WaitingViewSet),
    ("unmet-requests", UnmetRequestViewSet),
    ("unmet-kinds", UnmetKindViewSet),
]
