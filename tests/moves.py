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


def walk(thing, at, stamps, names=None, people=None) -> dict:
    """What comes of moving a thing to each of its statuses by each role: {(to, role): outcome}.

    `names` are the acts to go by, {to: name}, instead of the usual ones; `stamps` may bring another `at`.
    """
    came_from, found, people = thing.status, {}, people or everybody(thing.store)
    for to in names or type(thing).Status.values:
        facts = {"at": at} if to == came_from else {"at": at, **stamps.get(to, {})}
        for role, by in people.items():
            found[to, role] = outcome(lambda: move(thing, (names or {}).get(to, to), by=by, **facts))
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


def holders(machine, names=None) -> dict:
    """Which moves there are, and who holds their permission: {(from, to): {roles}}, from the tables alone.

    Those of the acts `names`, {to: name}, or the usual ones.
    """
    acts = [act for act in machine.acts if act.name in names.values()] if names else machine.moves.values()
    people = {role: Access.of(None, [role], None) for role in STORE_ROLES}
    return {(act.start, act.end): {role for role, by in people.items() if act.is_open_to(by)} for act in acts}


def pairs(expected: dict) -> dict:
    """A table written by hand in the same shape."""
    return {(came_from, to): roles for came_from, row in expected.items() for to, roles in row.items()}
