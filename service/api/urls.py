"""(address, viewset) pairs of service, which dealership/api.py registers."""

from service.api.views import RepairOrderViewSet

ROUTES = [("repair-orders", RepairOrderViewSet)]
