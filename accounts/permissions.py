"""The register of permissions: each app declares its own in `perms.py`, with the roles that have them."""

from collections.abc import Iterable
from functools import cache

from django.core.exceptions import ImproperlyConfigured
from django.db import models

from accounts.register import modules
from accounts.roles import Role


class Permission(models.TextChoices):
    """A thing that a person may do; views and transitions name permissions, never roles.

    An app declares one subclass. A member has a code, the roles with the permission, and words.
    """

    roles: frozenset[Role]

    def __new__(cls, code: str, roles: Iterable[Role]):
        permission = str.__new__(cls, code)
        permission._value_ = code
        permission.roles = frozenset(roles)
        return permission


@cache
def permissions() -> dict[str, Permission]:
    """Every permission by its code; raises for a code that two apps declare."""
    modules("perms")
    declared = [permission for app in Permission.__subclasses__() for permission in app]
    register = {str(permission): permission for permission in declared}
    if len(register) < len(declared):
        twice = sorted({code for code in register if declared.count(register[code]) > 1})
        raise ImproperlyConfigured(f"Permissions declared twice: {', '.join(twice)}")
    return register


@cache
def permissions_of(role: Role) -> frozenset[Permission]:
    """The permissions of a role."""
    return frozenset(permission for permission in permissions().values() if role in permission.roles)
