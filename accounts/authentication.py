"""Authentication and permissions of the API, by the access that the middleware has set."""

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import permissions
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, MethodNotAllowed, ValidationError

from accounts.access import Access


class AccessAuthentication(SessionAuthentication):
    """Authenticates by a token, or by the browser's session with its CSRF token."""

    def authenticate(self, request):
        django_request = request._request
        if not django_request.user.is_authenticated:
            if django_request.by_token:
                raise AuthenticationFailed()
            return None
        if not django_request.by_token:
            self.enforce_csrf(request)
        return django_request.user, None

    def authenticate_header(self, request):
        return "Token"


class Needs(permissions.BasePermission):
    """Denies by default: a view's `needs` has the permission of each action, or the view is `public`."""

    def has_permission(self, request, view):
        if getattr(view, "public", False):
            return True
        request.access = request._request.access
        if request.access is None:
            return False
        needed = getattr(view, "needs", None)
        if isinstance(needed, dict):
            if getattr(view, "action", None) in {None, "metadata"}:
                raise MethodNotAllowed(request.method)
            needed = needed.get(view.action)
        if needed is None:
            return False
        perms = needed if isinstance(needed, tuple) else (needed,)
        if not any(map(request.access.can, perms)):
            return False
        if request.method not in permissions.SAFE_METHODS:
            need_one_store(request.access)
        return True


def need_one_store(access: Access) -> None:
    """Refuse a request without one store: acts and a store's numbers need one."""
    if access.store is None:
        raise ValidationError({"store": [_("Name the store: ?store=SH01.")]})


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = AccessAuthentication
    name = "token"

    def get_security_definition(self, auto_schema):
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "Token <token>"}
