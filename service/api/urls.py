"""(address, viewset) pairs of service, which dealership/api.py registers."""

from service.api.views.board import BoardViewSet
from service.api.views.orders import RepairOrderViewSet

ROUTES = [("repair-orders", RepairOrderViewSet), ("board", BoardViewSet)]
