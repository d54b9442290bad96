"""(address, viewset) pairs of the department that dealership/api.py registers."""

from billing.api.views import BillViewSet

ROUTES = [("bills", BillViewSet)]
