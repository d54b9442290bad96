"""Stores and people."""

from datetime import time

from django_scopes import scope

from accounts.models.people import Membership, User
from accounts.models.settings import StoreSetting
from accounts.models.stores import OpeningHours, Store
from accounts.roles import GROUP_ROLES, Role
from tests.moments import MONDAY

# Said here, so that another usual contact window or share breaks the tests that name the usual one and no others.
SETTINGS = {
    "customers.contact_from": "08:00",
    "customers.contact_until": "20:00",
    "capacity.appointment_share": 40,
    "capacity.share_released_minutes": 120,
}


def make_store(code: str = "SH01", opens: time = time(8), closes: time = time(18)) -> Store:
    """A store open every day from 08:00 to 18:00, like SH01 of the demo group."""
    if store := Store.objects.filter(code=code).first():
        return store
    facts = {"name": f"Store {code}", "phone": "021-68880000", "changed_settings": dict(SETTINGS)}
    store = Store.objects.create(code=code, **facts)
    with scope(store=store):
        kept = [StoreSetting(store=store, key=key, value=value, changed_at=MONDAY) for key, value in SETTINGS.items()]
        StoreSetting.objects.bulk_create(kept)
    OpeningHours.objects.bulk_create(
        OpeningHours(store=store, weekday=day, opens=opens, closes=closes) for day in range(7)
    )
    return store


def make_user(*roles: Role, store: Store | None = None, name: str = "", username: str = "") -> User:
    """A person with these roles at the store (group roles at the group); the same call gives the same person.

    Three statements, of which threads may send the same ones at once; `get_or_create` sends four for each row.
    """
    username = username or f"{'+'.join(roles) or 'nobody'}@{store.code if store else 'group'}"
    person = User(username=username, name=name or username.split("@")[0])
    User.objects.bulk_create([person], ignore_conflicts=True)
    user = User.objects.get(username=username)
    held = [Membership(user=user, role=role, store=None if role in GROUP_ROLES else store) for role in roles]
    Membership.objects.bulk_create(held, ignore_conflicts=True)
    return user
