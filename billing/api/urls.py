"""(address, viewset) pairs of billing, which dealership/api.py registers."""

from billing.api.views import BillViewSet

ROUTES = [("bills", BillViewSet)]
