"""The metrics in the API: (address, viewset) pairs that dealership/api.py registers."""

from dealership.boards.api.views import MetricViewSet

ROUTES = [("metrics", MetricViewSet)]
