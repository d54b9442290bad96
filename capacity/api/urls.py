"""The people and bays of the workshop in the API."""

from capacity.api.views import ResourceViewSet

ROUTES = [("resources", ResourceViewSet)]
