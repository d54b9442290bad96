"""(address, viewset) pairs of the department that dealership/api.py registers."""

from pricing.api.views import OperationViewSet, PackageViewSet

ROUTES = [("operations", OperationViewSet), ("packages", PackageViewSet)]
