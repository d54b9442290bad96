"""Who may enter: when a person or a role may not be taken away, which role belongs where."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.models.people import Membership, User
from accounts.models.stores import Store
from accounts.roles import GROUP_ROLES, Role


def why_not_membership(user: User, role: str, store: Store | None) -> str | None:
    """A group role stands at the group, every other at one store, and each only once."""
    if role in GROUP_ROLES and store:
        return _("This role is for the whole group: leave the store empty.")
    if role not in GROUP_ROLES and not store:
        return _("Choose the store at which this role is held.")
    if Membership.objects.filter(user=user, role=role, store=store, until__isnull=True).exists():
        return _("%(name)s has this role already.") % {"name": user}
    return None


def why_not_disable(user: User, by: Access, at: datetime) -> str | None:
    """Nobody locks himself out, and somebody always can let others in."""
    if user.pk == by.user_id:
        return _("You cannot disable yourself.")
    return _lonely(Membership.objects.exclude(user=user), at)


def why_not_end_membership(membership: Membership, by: Access, at: datetime) -> str | None:
    """Somebody always can let others in."""
    if membership.role != Role.SYSTEM_ADMIN:
        return None
    return _lonely(Membership.objects.exclude(pk=membership.pk), at)


def _lonely(others: Any, at: datetime) -> str | None:
    """The reason when nobody among these is an administrator any more."""
    if others.valid(at).filter(role=Role.SYSTEM_ADMIN, user__is_active=True).exists():
        return None
    return _("This is the last administrator.")
