"""Declares who may open a view: `@needs(LeadPerm.LEAD_VIEW)` or `@public`; a test fails without either."""

from collections.abc import Callable

from accounts.permissions import Permission


def needs(*perms: Permission) -> Callable:
    """Open the view to people with one of these permissions."""

    def declare(view):
        view.needs = perms
        return view

    return declare


def public(view: Callable) -> Callable:
    """Open the view to everybody, signed in or not."""
    view.public = True
    return view
