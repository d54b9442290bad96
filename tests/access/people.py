"""Who asks in the access test: the thirteen roles, and the persons whose rights are not those of one role."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.test import Client

from accounts import tokens
from accounts.models.people import Membership, User
from accounts.models.stores import Store
from accounts.roles import GROUP_ROLES, Role
from tests.factories.accounts import make_user

CODES = {
    "SP": Role.SALES_CONSULTANT,
    "SM": Role.SALES_MANAGER,
    "HB": Role.HOTLINE_CLERK,
    "SA": Role.SERVICE_ADVISOR,
    "VM": Role.SERVICE_MANAGER,
    "TE": Role.TECHNICIAN,
    "QI": Role.QUALITY_INSPECTOR,
    "PC": Role.PARTS_CLERK,
    "CA": Role.CASHIER,
    "FU": Role.CRM_AGENT,
    "GM": Role.GENERAL_MANAGER,
    "GR": Role.GROUP_MANAGER,
    "AD": Role.SYSTEM_ADMIN,
}
MASKED = {
    "TE",
    "QI",
    "PC",
    "CA",
    "GR",
    "AD",
}  # they work with cars and bills, and see no whole phone number (role matrix, `m`)


@dataclass(frozen=True)
class Person:
    """One who asks: `codes` are the roles that count for him today, `query` is what his address names."""

    name: str
    codes: frozenset[str]
    cookie: str
    token: str
    query: str = ""

    def may(self, roles: frozenset[str]) -> bool:
        return bool(self.codes & roles)

    @property
    def of_the_group(self) -> bool:
        return bool(self.codes & {"GR", "AD"})

    @property
    def at_all_stores(self) -> bool:
        """He looks at all stores at once, as long as his address names none."""
        return self.of_the_group and not self.query

    @property
    def knows_all_stores(self) -> bool:
        """The administrator keeps the staff and hours of all stores, whichever he names."""
        return self.at_all_stores or "AD" in self.codes

    @property
    def sees_no_customer(self) -> bool:
        """The group sees totals, the administrator no customer's content, who has left nothing (role matrix)."""
        return self.of_the_group or not self.codes

    @property
    def sees_masked_phones(self) -> bool:
        return not self.codes - MASKED


def make_staff(store: Store, mark: str) -> dict[str, User]:
    """One user a role, whose name carries the mark of the house; those of the group once for all stores."""
    at_home = {code: role for code, role in CODES.items() if role not in GROUP_ROLES}
    group = {code: make_user(role) for code, role in CODES.items() if role in GROUP_ROLES}
    return {code: make_user(role, store=store, name=f"{mark} {code}") for code, role in at_home.items()} | group


def make_people(store: Store, staff: dict[str, User], at) -> dict[str, Person]:
    """The principals of the walk, signed in: every role, two roles at once, one who left, the group at one store."""
    both = make_user(Role.HOTLINE_CLERK, Role.CASHIER, store=store, name="two roles")
    gone = make_user(Role.GENERAL_MANAGER, store=store, username=f"gone@{store.code}")
    _end(gone, at.date() - timedelta(days=1))
    people = {code: _person(code, {code}, user, at) for code, user in staff.items()}
    people["HB+CA"] = _person("HB+CA", {"HB", "CA"}, both, at)
    people["gone"] = _person("gone", set(), gone, at)
    named = f"?store={store.code}"
    for code in ("GR", "AD"):
        people[f"{code}@store"] = _person(f"{code}@store", {code}, staff[code], at, named)
    return people


def _end(user: User, day: date) -> None:
    Membership.objects.filter(user=user).update(until=day)


def _person(name: str, codes: set[str], user: User, at, query: str = "") -> Person:
    browser = Client()
    browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
    cookie = browser.cookies["sessionid"].value
    return Person(name, frozenset(codes), cookie, tokens.issue(user, at=at), query)
