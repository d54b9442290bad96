"""Visits, leads and organisations in the API."""

from sales.api.leads import LeadViewSet
from sales.api.organisations import OrganisationViewSet
from sales.api.visits import VisitViewSet

ROUTES = [
    ("canvass-visits", VisitViewSet),
    ("leads", LeadViewSet),
    ("organisations", OrganisationViewSet),
]
