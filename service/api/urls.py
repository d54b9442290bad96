"""The department in the API: (address, viewset) pairs that dealership/api.py registers."""

from service.api.orders import RepairOrderViewSet

ROUTES = [("repair-orders", RepairOrderViewSet)]
