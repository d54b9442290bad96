"""(address, viewset) pairs of the department that dealership/api.py registers."""

from accounts.api.views import NoticeViewSet, SettingViewSet

ROUTES = [("notices", NoticeViewSet), ("settings", SettingViewSet)]
