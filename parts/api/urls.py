"""(address, viewset) pairs of the department that dealership/api.py registers."""

from parts.api.views import ReservationViewSet, ShelfPlaceViewSet, StockViewSet

ROUTES = [("parts", StockViewSet), ("reservations", ReservationViewSet), ("shelf-places", ShelfPlaceViewSet)]
