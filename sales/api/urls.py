"""Visits, leads and organisations in the API."""

from sales.api.views.leads import LeadViewSet
from sales.api.views.organisations import OrganisationViewSet
from sales.api.views.visits import VisitViewSet

ROUTES = [
    ("canvass-visits", VisitViewSet),
    ("leads", LeadViewSet),
    ("organisations", OrganisationViewSet),
]
