"""Rules of people, their roles, and settings of a store."""

from copy import copy
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.models.people import Membership, User
from accounts.models.stores import Store
from accounts.roles import GROUP_ROLES, Role
from accounts.settings import SETTINGS, Follower, followers_of
from core.errors import Refused, refuse


def why_not_membership(user: User, role: str, store: Store | None) -> str | None:
    """A group role belongs to the group, another role to one store, each only once."""
    if role in GROUP_ROLES and store:
        return _("This role is for the whole group: leave the store empty.")
    if role not in GROUP_ROLES and not store:
        return _("Choose the store at which this role is held.")
    if Membership.objects.filter(user=user, role=role, store=store, until__isnull=True).exists():
        return _("%(name)s has this role already.") % {"name": user}
    return None


def why_not_disable(user: User, by: Access, at: datetime) -> str | None:
    """Nobody disables himself, and one administrator remains."""
    if user.pk == by.user_id:
        return _("You cannot disable yourself.")
    return _lonely(Membership.objects.exclude(user=user), at)


def why_not_end_membership(membership: Membership, by: Access, at: datetime) -> str | None:
    """One administrator remains."""
    if membership.role != Role.SYSTEM_ADMIN:
        return None
    return _lonely(Membership.objects.exclude(pk=membership.pk), at)


def _lonely(others: Any, at: datetime) -> str | None:
    """The reason when these memberships contain no administrator."""
    if others.valid(at).filter(role=Role.SYSTEM_ADMIN, user__is_active=True).exists():
        return None
    return _("This is the last administrator.")


def changes_of(store: Store, values: dict[str, Any]) -> dict[str, Any]:
    """The values that differ from the present ones, in stored form; None is the default. Raises Refused at the key."""
    if unknown := sorted(values.keys() - SETTINGS.keys()):
        raise Refused(_("There is no such setting."), field=unknown[0])
    wanted = {key: SETTINGS[key].default if value is None else value for key, value in values.items()}
    kept = {key: SETTINGS[key].dump(SETTINGS[key].clean(value)) for key, value in wanted.items()}
    return {key: value for key, value in kept.items() if value != SETTINGS[key].dump(SETTINGS[key].of(store))}


def with_settings(store: Store, changes: dict[str, Any]) -> Store:
    """A copy of the store with these changes. Raises Refused where they contradict other settings.

    What was decided before stays decided, also where a later default is the same value.
    """
    back = {key for key, value in changes.items() if SETTINGS[key].is_default(value)}
    changed = store.changed_settings | changes
    store = copy(store)
    store.changed_settings = {key: value for key, value in changed.items() if key not in back}
    for key in changes:
        refuse(SETTINGS[key].contradiction(store), field=key)
    return store


def what_moves(values: dict[str, Any], *, by: Access, at: datetime) -> list[tuple[Follower, int]]:
    """What these settings would compute again, with the count of changed rows. Reads the dependent rows."""
    changes = changes_of(by.store, values)
    after = replace(by, store=with_settings(by.store, changes))
    return [(follower, follower.run(by.store, by=after, at=at, commit=False)) for follower in followers_of(changes)]
