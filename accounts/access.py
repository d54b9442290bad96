"""Who acts, at which store, with which permissions: the `by` of every action."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models.people import User
from accounts.models.records import Activity
from accounts.models.stores import Store
from accounts.permissions import Permission, permissions, permissions_of
from accounts.roles import Role


@dataclass(frozen=True)
class Access:
    """The permissions of a person, of the system or of a customer with a link, at one store.

    `store` is None for group roles that read several `stores`; acts need one store. `choice` are the stores between
    which a person may switch, with None for all of them. `granted` are the permissions that were checked and held, on
    which an answer rests. `guest` is the name under which a customer without a login holds a time.
    """

    user: User | None = None
    store: Store = None  # type: ignore[assignment]  # an act always has it, so rules and actions do not test for None
    stores: tuple[Store, ...] = ()
    choice: tuple[Store | None, ...] = ()
    roles: frozenset[Role] = frozenset()
    perms: frozenset[Permission] = frozenset()
    actor_kind: str = Activity.ActorKind.STAFF
    guest: str = ""
    cache: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    granted: set[Permission] = field(default_factory=set, compare=False, repr=False)

    @classmethod
    def of(cls, user: User, roles, store: Store | None, stores: tuple[Store, ...] = ()) -> "Access":
        roles = frozenset(Role(role) for role in roles)
        perms = frozenset[Permission]().union(*map(permissions_of, roles))
        return cls(user, store, stores or ((store,) if store else ()), roles=roles, perms=perms)

    @classmethod
    def system(cls, store: Store) -> "Access":
        """The access of the system, which may do what the tables of statuses allow."""
        return cls(
            store=store, stores=(store,), perms=frozenset(permissions().values()), actor_kind=Activity.ActorKind.SYSTEM
        )

    @classmethod
    def customer(cls, store: Store, *perms: Permission, guest: str = "") -> "Access":
        """The access of a customer with a link, or of one who books by himself: the acts of one document."""
        kind = Activity.ActorKind.CUSTOMER
        return cls(store=store, stores=(store,), perms=frozenset(perms), actor_kind=kind, guest=guest)

    @property
    def is_person(self) -> bool:
        """Whether a colleague acts, by name."""
        return self.user is not None

    @property
    def is_customer(self) -> bool:
        """Whether a customer acts, by his link."""
        return self.actor_kind == Activity.ActorKind.CUSTOMER

    @property
    def is_system(self) -> bool:
        """Whether the system acts: a task, or the consequence of another act."""
        return self.actor_kind == Activity.ActorKind.SYSTEM

    @property
    def user_id(self) -> int | None:
        """The key of the colleague who acts; None for a customer and the system."""
        return self.user.pk if self.user else None

    @property
    def person(self) -> User:
        """The person who acts; raises PermissionDenied (403) for the system and a customer."""
        if self.user is None:
            raise PermissionDenied(_("Only a person can do this."))
        return self.user

    def can(self, perm: Permission) -> bool:
        if perm not in self.perms:
            return False
        self.granted.add(perm)
        return True

    def can_named(self, code: str) -> bool:
        """The same by the permission's code, for templates; raises KeyError for an unknown code."""
        return self.can(permissions()[code])

    def require(self, perm: Permission) -> None:
        """Raise PermissionDenied (403) unless the permission is held."""
        if not self.can(perm):
            raise PermissionDenied(_("This needs the permission “%(perm)s”.") % {"perm": perm.label})
