"""Legal moves tried one by one: every status × every status × every role (promise P9)."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.access import Access
from accounts.roles import GROUP_ROLES, Role
from accounts.transitions import move
from core.errors import Refused
from tests.factories.accounts import make_user

STORE_ROLES = [role for role in Role if role not in GROUP_ROLES]
MOVED, NO_MOVE, NOT_HIS = "moved", "no such move", "not his"


def person(store, role: Role) -> Access:
    return Access.of(make_user(role, store=store), [role], store)


def everybody(store) -> dict[Role, Access]:
    """One person of each role, made once for a whole walk."""
    return {role: person(store, role) for role in STORE_ROLES}


def outcome(act) -> str:
    """What comes of an act; whatever it did is taken back."""
    with transaction.atomic():
        try:
            act()
        except Refused:
            return NO_MOVE
        except PermissionDenied:
            return NOT_HIS
        finally:
            transaction.set_rollback(True)
    return MOVED


def walk(thing, table_for, at, stamps) -> dict:
    """What comes of moving a thing to each of its statuses by each role: {(to, role): outcome}."""
    came_from, found, people = thing.status, {}, everybody(thing.store)
    for to in type(thing).Status.values:
        facts = {} if to == came_from else stamps.get(to, {})
        for role, by in people.items():
            found[to, role] = outcome(lambda: move(thing, to, by=by, at=at, table=table_for(by), **facts))
    return found


def wanted(expected: dict, came_from: str, statuses) -> dict:
    """The same from a table written by hand, {from: {to: {roles}}}; a second click changes nothing."""
    return {
        (to, role): MOVED if to == came_from else _of(expected[came_from].get(to), role)
        for to in statuses
        for role in STORE_ROLES
    }


def _of(allowed: set[Role] | None, role: Role) -> str:
    if allowed is None:
        return NO_MOVE
    return MOVED if role in allowed else NOT_HIS


def holders(table_for) -> dict:
    """Which moves there are, and who holds their permission: {(from, to): {roles}}, from the tables alone."""
    found = {}
    for role in STORE_ROLES:
        by = Access.of(None, [role], None)
        for pair, perm in table_for(by).items():
            found.setdefault(pair, set())
            if by.can(perm):
                found[pair].add(role)
    return found


def pairs(expected: dict) -> dict:
    """A table written by hand in the same shape."""
    return {(came_from, to): roles for came_from, row in expected.items() for to, roles in row.items()}
