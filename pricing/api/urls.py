"""(address, viewset) pairs of pricing, which dealership/api.py registers."""

from pricing.api.views import OperationViewSet, PackageViewSet

ROUTES = [("operations", OperationViewSet), ("packages", PackageViewSet)]
