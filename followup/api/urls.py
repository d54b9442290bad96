"""Calls and complaints in the API (API.md rows calls, complaints)."""

from followup.api.calls import CallViewSet
from followup.api.complaints import ComplaintViewSet

ROUTES = [("calls", CallViewSet), ("complaints", ComplaintViewSet)]
