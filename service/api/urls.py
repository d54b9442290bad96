"""The department in the API: (address, viewset) pairs that dealership/api.py registers."""

from service.api.views import RepairOrderViewSet

ROUTES = [("repair-orders", RepairOrderViewSet)]
