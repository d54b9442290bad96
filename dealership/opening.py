"""Opens a store with typical hours, bays and published rates from the reference lists, to be corrected later."""

from datetime import date, datetime, time
from decimal import Decimal

from django.db import transaction
from django_scopes import scope

from accounts import actions
from accounts.access import Access
from accounts.models.people import User
from accounts.models.stores import OpeningHours, Store
from accounts.roles import Role
from capacity.models.resources import BayType, Resource
from core.reference import rows
from pricing.models.prices import LabourRate

HOURS = (time(8), time(18))
PLACES = {Role.TECHNICIAN: Resource.Kind.TECHNICIAN, Role.SERVICE_ADVISOR: Resource.Kind.ADVISOR}


@transaction.atomic
def open_store(code: str, name: str, *, on: date) -> Store:
    """Make a store that is open every day, with a typical number of bays."""
    store = Store.objects.create(code=code, name=name)
    OpeningHours.objects.bulk_create(
        OpeningHours(store=store, weekday=day, opens=HOURS[0], closes=HOURS[1]) for day in range(7)
    )
    with scope(store=store):
        counts = {row["bay_type"]: int(row["typical_count_per_store"]) for row in rows("bay_types")}
        Resource.objects.bulk_create(bays([store], counts))
        LabourRate.objects.bulk_create(rates([store], valid_from=on))
    return store


def first_administrator(store: Store, username: str, password: str, *, at: datetime) -> User:
    """Make the first administrator of a store."""
    by = Access.system(store)
    return actions.add_user(by=by, at=at, username=username, name=username, password=password, role=Role.SYSTEM_ADMIN)


def give_places(user: User, skills: list[str]) -> list[Resource]:
    """Make a technician (with skills) or an advisor bookable at each store of the role."""
    places = []
    for membership in user.memberships.select_related("store").filter(role__in=PLACES):
        with scope(store=membership.store):
            kind = PLACES[membership.role]
            held = skills if kind == Resource.Kind.TECHNICIAN else []
            place, _made = Resource.objects.update_or_create(
                store=membership.store,
                kind=kind,
                user=user,
                defaults={"name": user.name, "skills": held, "active": True},
            )
            places.append(place)
    return places


def bays(stores: list[Store], counts: dict[str, int]) -> list[Resource]:
    """Make numbered bays of each type."""
    types = BayType.objects.in_bulk(field_name="code")
    return [
        Resource(store=store, kind="bay", bay_type=types[code], name=f"{types[code].name_zh}{n}")
        for store in stores
        for code, count in counts.items()
        for n in range(1, count + 1)
    ]


def rates(stores: list[Store], *, valid_from: date) -> list[LabourRate]:
    """Make the published rates of reference/labour_rates.csv."""
    published = list(rows("labour_rates"))
    return [
        LabourRate(
            store=store,
            category=row["category"],
            unit="panel" if row["unit"] == "面" else "hour",
            price=Decimal(row["price_default_cny"]),
            tax_rate=Decimal(row["vat_rate"]),
            valid_from=valid_from,
        )
        for store in stores
        for row in published
    ]
