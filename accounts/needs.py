"""How a view says who may open it: `@needs(LeadPerm.LEAD_VIEW)` or `@public`; saying neither is a failing test."""

from collections.abc import Callable

from accounts.permissions import Permission


def needs(*perms: Permission) -> Callable:
    """Open to whoever holds one of these permissions."""

    def declare(view):
        view.needs = perms
        return view

    return declare


def public(view: Callable) -> Callable:
    """Open to everybody, signed in or not."""
    view.public = True
    return view
