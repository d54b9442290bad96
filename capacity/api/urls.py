"""The people, bays and tools of the workshop in the API."""

from capacity.api.views import AbsenceViewSet, DutyViewSet, ResourceViewSet, ShiftDayViewSet

ROUTES = [
    ("resources", ResourceViewSet),
    ("shift-days", ShiftDayViewSet),
    ("absences", AbsenceViewSet),
    ("duties", DutyViewSet),
]
