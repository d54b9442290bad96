"""Reads that are compiled once: they give what their queryset gives, and name their store."""

from importlib import import_module
from pkgutil import walk_packages

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import F, Value
from django.test.utils import CaptureQueriesContext
from django_scopes import scopes_disabled

from accounts.models.people import Membership
from accounts.postgresql.rows import is_of_a_store
from accounts.roles import Role
from core.masks import Masked
from core.row_reads import AnyOf, Given, Once, Prepared, PreparedCount
from customers.links import VALID
from customers.models.people import OWNER, Customer
from parts.models import StockItem
from tests.factories.accounts import make_user
from tests.factories.customers import make_customer, make_vehicle
from tests.factories.parts import OIL, OIL_FILTER, make_stock
from tests.statements import without_store

ITEMS = Prepared(lambda: StockItem.objects.filter(store=Given("store"), pk=AnyOf("keys")).order_by("-pk"))
ITEMS_WITH_PARTS = Prepared(lambda: StockItem.objects.filter(store=Given("store")).select_related("part"))
BY_SECRET = {VALID}  # the hash of 256 random bits names one row; which store it is of, nobody knows before


def every_read() -> list[Once]:
    """The prepared reads of all apps."""
    for app in settings.OWN_APPS:
        for module in walk_packages(import_module(app).__path__, f"{app}."):
            if ".migrations" not in module.name:
                import_module(module.name)
    return [read for read in Once.all if read not in (ITEMS, ITEMS_WITH_PARTS)]


def test_every_prepared_read_names_its_store(db):
    reads = every_read()
    assert len(reads) > 20
    for read in reads:
        with scopes_disabled():
            model, sql = read.make().model, read.statement.sql
        if read in BY_SECRET:
            assert '"token_hash" = %s' in sql or '"token_hash" = (%s)' in sql, sql
            continue
        assert without_store(sql) == (), sql
        assert not is_of_a_store(model) or '"store_id" = %s' in sql or '"store_id" = (%s)' in sql, sql


def test_it_gives_the_rows_of_its_queryset(store, other_store, at):
    items = [make_stock(store, at, OIL), make_stock(store, at, OIL_FILTER)]
    keys = [item.pk for item in items]
    assert ITEMS(store=store.pk, keys=keys) == items[::-1]
    assert ITEMS(store=store.pk, keys=keys[:1]) == items[:1]
    assert ITEMS(store=store.pk, keys=[]) == ITEMS(store=other_store.pk, keys=keys) == []
    assert vars(ITEMS(store=store.pk, keys=keys[:1])[0]).keys() == vars(StockItem.objects.get(pk=keys[0])).keys()


def test_it_counts_the_rows_of_its_queryset(store, other_store, at):
    make_stock(store, at, OIL), make_stock(store, at, OIL_FILTER)
    count = PreparedCount(lambda: StockItem.objects.filter(store=Given("store"), on_hand__gt=Given("least")))
    assert [count(store=store.pk, least=least) for least in (0, 10_000)] == [2, 0]
    assert count(store=other_store.pk, least=0) == 0


def test_joined_rows_are_there_without_a_statement(store, at):
    make_stock(store, at)
    [item] = ITEMS_WITH_PARTS(store=store.pk)
    with CaptureQueriesContext(connection) as sent:
        assert item.part.number == OIL_FILTER
    assert len(sent) == 0


def test_a_joined_row_may_be_absent(store):
    user = make_user(Role.GROUP_MANAGER, username="boss")
    held = Prepared(lambda: Membership.objects.select_related("store").filter(user=Given("user")))
    [membership] = held(user=user.pk)
    assert membership.store is None


def test_what_is_annotated_is_there(store, at):
    make_stock(store, at, on_hand=7)
    read = Prepared(lambda: StockItem.objects.filter(store=Given("store")).annotate(twice=F("on_hand") + Value(7)))
    assert [item.twice for item in read(store=store.pk)] == [14]


def test_what_is_masked_stays_masked(store):
    customer = make_customer(store, email="wang@example.com")
    [read] = Prepared(lambda: Customer.objects.filter(store=Given("store")))(store=store.pk)
    assert read == customer
    assert isinstance(read.email, Masked)


def test_columns_that_were_left_out_are_read_when_they_are_needed(store, at):
    make_stock(store, at, on_hand=7)
    [item] = Prepared(lambda: StockItem.objects.filter(store=Given("store")).only("bin"))(store=store.pk)
    assert item.get_deferred_fields() >= {"on_hand"}
    assert item.on_hand == 7


def test_the_owner_of_a_car_is_the_present_one(store, other_store):
    car = make_vehicle(make_customer(store))
    owner = Customer.objects.owner_of(car)
    assert OWNER.first(store=store.pk, vehicle=car.pk) == owner
    assert OWNER.first(store=other_store.pk, vehicle=car.pk) is None


def test_a_value_that_is_not_given_is_an_error(store):
    with pytest.raises(KeyError):
        ITEMS(store=store.pk)
