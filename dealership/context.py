"""The frame of every staff page: navigation of the role, store, notices."""

from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.functional import cached_property

from accounts.demo import demo_accounts
from accounts.models.records import WAITING
from accounts.models.stores import Store
from accounts.permissions import Permission
from accounts.perms import StaffPerm
from appointments.perms import AppointmentPerm
from customers.perms import CustomerPerm
from dealership.navigation import menu


def shell(request) -> dict:
    """Evaluated only by templates that ask for it, so that fragments and customer pages cost no query."""
    return {"shell": Shell(request)}


class Item(NamedTuple):
    """An entry of the navigation; `active` where the person is."""

    label: str
    url: str
    icon: str
    primary: bool
    active: bool


class Place(NamedTuple):
    """A store that the person works in or may switch to."""

    code: str
    name: str

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, store: Store | None) -> "Place | None":
        return cls(store.code, str(store)) if store else None


class TopBar(NamedTuple):
    """All that the top bar shows, and nothing that a later request could change under it."""

    person: str
    role_names: str
    store: Place | None
    stores: tuple[Place | None, ...]
    notices: int
    can_search: bool
    has_notices: bool
    has_bell: bool


class Shell:
    """The frame of a staff page."""

    def __init__(self, request):
        self.request = request
        self.access = getattr(request, "access", None)
        self.demo = settings.DEMO

    @property
    def user(self):
        """There is none where a request fails before it is known who asks; it is read when it is asked for."""
        return getattr(self.request, "user", "")

    @property
    def username(self) -> str:
        return getattr(self.user, "username", "")

    @cached_property
    def items(self) -> tuple[Item, ...]:
        if self.access is None:
            return ()
        entries = [(entry, reverse(entry.url_name)) for entry in menu(self.access)]
        here = self.request.path
        best = max((url for _entry, url in entries if here.startswith(url)), key=len, default=None)
        return tuple(Item(str(e.label), url, e.icon, e.primary, url == best) for e, url in entries)

    @cached_property
    def top_bar(self) -> TopBar:
        has_notices = self.can(StaffPerm.NOTICE_VIEW)
        return TopBar(
            person=str(self.user),
            role_names=self.role_names,
            store=Place.of(self.store),
            stores=tuple(Place.of(store) for store in self.stores),
            notices=self.notices if has_notices else 0,
            can_search=self.can(CustomerPerm.CUSTOMER_VIEW),
            has_notices=has_notices,
            has_bell=self.can(AppointmentPerm.CALL_TAKE) and self.store is not None,
        )

    def can(self, perm: Permission) -> bool:
        return self.access is not None and self.access.can(perm)

    @cached_property
    def store(self):
        return self.access.store if self.access else None

    @cached_property
    def stores(self):
        """The stores a person may switch to; whoever looks at the whole group does not act in one."""
        return self.access.choice if self.access else ()

    @cached_property
    def role_names(self) -> str:
        return " · ".join(sorted(str(role.label) for role in self.access.roles)) if self.access else ""

    @cached_property
    def notices(self) -> int:
        if self.access is None or self.access.store is None or self.access.user is None:
            return 0
        roles = [str(role) for role in self.access.roles]
        return WAITING(store=self.access.store.pk, user=self.access.user.pk, roles=roles)

    @cached_property
    def demo_accounts(self) -> list[dict]:
        return demo_accounts() if self.demo else []
