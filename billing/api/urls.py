"""(address, viewset) pairs of the department that dealership/api.py registers."""

from billing.api.views import BillViewSet, EstimateViewSet

ROUTES = [("estimates", EstimateViewSet), ("bills", BillViewSet)]
