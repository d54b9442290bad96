"""The store finder of a group, and the sheet with a store's address for booking online (SERVICE-R6)."""

import pytest
from django.test import Client

from accounts.roles import Role
from appointments.views.store_finder import EARTH_KM
from pricing.models.prices import RepairPackage, StorePackage
from tests.factories.accounts import make_store
from tests.factories.billing import make_rates
from tests.factories.parts import make_all_stock


@pytest.fixture
def near(store, at):
    make_rates(store)
    make_all_stock(store, at)
    store.city, store.district, store.latitude, store.longitude = "上海", "样板区", 31.0, 121.0
    store.save()
    return store


@pytest.fixture
def far(db):
    store = make_store("SH02")
    store.city, store.district, store.latitude, store.longitude = "苏州", "示范区", 31.0, 122.0
    store.save()
    return store


def stores(**parameters) -> list[str]:
    page = Client(headers={"Accept-Language": "en"}).get("/at/", parameters)
    assert page.status_code == 200
    return [row["store"].code for row in page.context["rows"]]


def test_stores_are_found_by_city_district_and_service(near, far, at):
    assert set(stores()) == {near.code, far.code}
    assert (stores(city="苏州"), stores(district="样板区"), stores(city="苏州", district="样板区")) == (
        ["SH02"],
        ["SH01"],
        [],
    )
    assert stores(service="minor") == ["SH01"]  # the other has no prices yet
    package = RepairPackage.objects.get(code="PK-AC")
    StorePackage.objects.create(store=near, package=package, offered=False, confirmed_at=at, reference_version="1")
    assert stores(service="air") == []


def test_by_distance_only_where_the_phone_says_where_it_is(near, far):
    assert stores(lat="31.0", lon="121.9") == ["SH02", "SH01"]
    page = Client().get("/at/", {"lat": "31.0", "lon": "121.0"})
    assert [row["km"] for row in page.context["rows"]] == [0.0, pytest.approx(95.3, abs=0.2)]
    assert EARTH_KM == 6371.0


@pytest.mark.parametrize("place", [{"lat": "x", "lon": "1"}, {"lat": "91", "lon": "1"}, {"lat": "nan", "lon": "1"}, {}])
def test_a_place_that_is_none_orders_by_district(near, far, place):
    page = Client().get("/at/", place)
    assert {row["km"] for row in page.context["rows"]} == {None}


def test_a_store_that_is_closed_for_good_is_not_shown(near, far):
    far.active = False
    far.save()
    assert stores() == ["SH01"]


def test_the_sheet_has_the_stores_own_address(near, client_of, settings):
    settings.PUBLIC_URL = "https://shop.example"
    page = client_of(Role.HOTLINE_CLERK).get("/book/poster/")
    assert page.context["address"] == "https://shop.example/at/SH01/"
    assert "data:image/svg+xml" in page.content.decode()
