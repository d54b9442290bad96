"""Whom and what the works need in a few stores: people with tokens, cars with estimates, bills with links."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.utils.timezone import now
from django_scopes import scope

from accounts import tokens
from accounts.access import Access
from accounts.models.people import Membership, User
from accounts.models.stores import Store
from accounts.roles import Role
from benchmarks.houses import SQL
from billing.actions.links import give_link
from billing.models.bills import Bill
from capacity.actions.taking import add_car
from capacity.models import Resource
from customers.models.people import Customer
from parts import actions as stock
from parts.models import Part, StockItem
from pricing.actions.estimates import make_estimate
from pricing.models.prices import Operation
from vehicles.models import Vehicle

STORES = 6
EACH = 10
ALWAYS_OPEN = "SH02"  # its hours have no start and no end, unlike a usual store's
OPERATION = "LO-40-004"
PARTS = ["5Q0411315", "5Q0698151D"]
AHEAD = timedelta(days=3)  # far enough that all four confirmations are still to come


def cast() -> list[dict[str, Any]]:
    at = now()
    stores = list(Store.objects.exclude(code=ALWAYS_OPEN).order_by("pk")[:STORES])
    with connection.cursor() as cursor:
        cursor.execute(SQL["busy"], {"stores": [store.pk for store in stores]})
    return [facts_of(store, at) for store in stores]


def facts_of(store: Store, at: datetime) -> dict[str, Any]:
    with scope(store=store):
        sales, hotline = person(store, Role.SALES_CONSULTANT), person(store, Role.HOTLINE_CLERK)
        today = store.today(at).isoformat()
        with connection.cursor() as cursor:
            cursor.execute(SQL["salesperson"], {"store": store.pk, "sales": sales.pk, "today": today})
        fill_shelves(store, at)
        return {
            "id": store.pk,
            "today": today,
            "year": store.today(at).year,
            "from": (store.today(at) + AHEAD).isoformat() + "T00:00:00+08:00",
            "sales": {"id": sales.pk, "token": tokens.issue(sales, at=at), "session": session_of(sales)},
            "hotline": {"id": hotline.pk, "token": tokens.issue(hotline, at=at)},
            "operation": {"id": Operation.objects.get(code=OPERATION).pk, "code": OPERATION},
            "parts": list(Part.objects.filter(number__in=PARTS).values_list("pk", flat=True)),
            "part_numbers": PARTS,
            "advisers": dict(Resource.objects.advisors().values_list("pk", "user_id")),
            "cars": [car(vehicle, store, at) for vehicle in with_engine().order_by("pk")[:EACH]],
            "bills": [link(bill, store, at) for bill in Bill.objects.filter(status="paid").order_by("-pk")[:EACH]],
        }


def with_engine():
    """The cars that these parts are made for."""
    return Vehicle.objects.exclude(model__maintenance_group="BEV").select_related("model")


def person(store: Store, role: Role) -> User:
    return Membership.objects.filter(store=store, role=role).select_related("user").order_by("pk")[0].user


def session_of(user: User) -> str:
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return browser.session.session_key


def fill_shelves(store: Store, at: datetime) -> None:
    for item in StockItem.objects.filter(part__number__in=PARTS):
        stock.receive(item, by=Access.system(store), at=at, quantity=100_000)


def car(vehicle: Vehicle, store: Store, at: datetime) -> dict[str, int]:
    work = Operation.objects.filter(code=OPERATION)
    parts = [(part, 1) for part in Part.objects.filter(number__in=PARTS)]
    estimate = make_estimate(vehicle, by=Access.system(store), at=at, operations=work, parts=parts)
    keys = {"vehicle": vehicle.pk, "customer": Customer.objects.owner_of(vehicle).pk, "estimate": estimate.pk}
    return keys | {"seat": add_car(vehicle)}


def link(bill: Bill, store: Store, at: datetime) -> str:
    """The token of a fresh link to a bill."""
    return give_link(bill, by=Access.system(store), at=at).rstrip("/").rsplit("/", 1)[-1]
