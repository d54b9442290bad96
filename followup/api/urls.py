"""Calls and complaints in the API."""

from followup.api.views.calls import CallViewSet
from followup.api.views.complaints import ComplaintViewSet

ROUTES = [("calls", CallViewSet), ("complaints", ComplaintViewSet)]
