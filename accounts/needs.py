"""How a view says who may open it: `@needs(Perm.X)` or `@public`; saying neither is a failing test."""

from collections.abc import Callable

from accounts.roles import Perm


def needs(*perms: Perm) -> Callable:
    """Open to whoever holds one of these permissions."""

    def declare(view):
        view.needs = perms
        return view

    return declare


def public(view: Callable) -> Callable:
    """Open to everybody, signed in or not."""
    view.public = True
    return view
