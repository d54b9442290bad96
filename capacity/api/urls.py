"""The people and bays of the workshop in the API (API.md "HTTP")."""

from capacity.api.views import ResourceViewSet

ROUTES = [("resources", ResourceViewSet)]
