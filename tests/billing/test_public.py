"""What customers open without signing in (promise P22, ux U1)."""

import gzip
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from billing.actions import bills, links, receipts
from customers.models.links import Link
from pricing.actions import catalogue
from tests.factories import billing, customers, parts
from tests.factories.customers import owner_of

SERVICE = (["LO-03-001", "LO-03-030"], [(parts.OIL_FILTER, 1), (parts.OIL, 4), (parts.DRAIN_PLUG, 1)])
LIMIT = 25_000  # bytes, gzipped, the whole customer page


@pytest.fixture
def stranger():
    """A phone that has never seen us."""
    return Client(headers={"Accept-Language": "en"})


@pytest.fixture
def bill(car, at, frozen):
    return billing.make_issued(car, at, *SERVICE, facts={"mileage": 30_000, "advisor": "Wang"})


@pytest.fixture
def door(bill, at, cashier):
    """The path of a fresh link to the bill."""
    return links.give_link(bill, by=cashier, at=at).removeprefix(settings.PUBLIC_URL)


def test_the_customer_reads_his_bill_without_login(stranger, door, bill, car):
    answer = stranger.get(door)
    text = answer.content.decode()
    assert answer.status_code == 200
    for said in [
        "¥656.00",
        "to be paid",
        bill.number,
        car.plate[2:],
        "Labour",
        "¥144.00",
        "Material",
        "¥512.00",
        "Wang",
    ]:
        assert said in text, said
    assert "approved Mon 23 Nov 09:00 by phone" in text and "10 days or 2,000 km" in text
    assert owner_of(car).phones.get().number not in text


def test_it_needs_no_script_and_no_other_host(stranger, door):
    text = stranger.get(door).content.decode()
    assert "<script" not in text
    assert not re.search(r'(?:src|href)="https?://', text)


def test_the_total_stands_before_everything_else(stranger, door):
    text = stranger.get(door).content.decode()
    assert text.index("¥656.00") < text.index("<details")


def test_the_page_with_its_styles_stays_light(stranger, door):
    page = stranger.get(door).content
    styles = re.findall(r'href="/static/(css/[^"]+)"', page.decode())
    weight = sum(len(gzip.compress((settings.BASE_DIR / "static" / name).read_bytes())) for name in styles)
    assert len(gzip.compress(page)) + weight <= LIMIT


def test_the_paper_is_one_tap_away(stranger, door, bill):
    text = stranger.get(f"{door}print/").content.decode()
    assert "Vehicle repair settlement list" in text and bill.number in text and "Customer (signature)" in text


def test_a_paid_and_a_credited_bill_say_so(stranger, door, bill, at, cashier, manager):
    receipts.take(bill, by=cashier, at=at, method="cash", amount=bill.total)
    assert "to be paid" not in stranger.get(door).content.decode()
    bills.credit(bill, by=manager, at=at, reason="x")
    assert "credited" in stranger.get(door).content.decode()


def test_a_link_shows_one_bill_and_no_other(stranger, door, car, at, store):
    other = billing.make_issued(customers.make_vehicle(customers.make_customer(store)), at)
    text = stranger.get(door).content.decode()
    assert other.number not in text
    assert stranger.get(other.get_absolute_url()).status_code == 302


def test_the_pages_of_two_stores_share_nothing_of_either(store, other_store, bill, door, at, frozen):
    """What a process has compiled, prepared or kept of one page is not in the next: neither facts, words nor tokens."""
    with scope(store=other_store):
        billing.make_rates(other_store)
        theirs = billing.make_issued(customers.make_vehicle(customers.make_customer(other_store, name="赵六")), at)
        their_door = links.give_link(theirs, by=billing.cashier(other_store), at=at).removeprefix(settings.PUBLIC_URL)
    own = [store.name, owner_of(bill.vehicle).name, bill.vehicle.plate[2:], f"{door}print/"]
    other = [other_store.name, "赵六", theirs.vehicle.plate[2:], f"{their_door}print/"]
    tokens = set()
    for _time in range(2):
        for language, words, foreign in [("en", "To be paid", "应付"), ("zh-hans", "应付", "To be paid")]:
            for path, facts, foreign_facts in [(door, own, other), (their_door, other, own)]:
                text = Client(headers={"Accept-Language": language}).get(path).content.decode()
                assert words in text and foreign not in text
                assert [fact for fact in facts if fact not in text] == []
                assert [fact for fact in foreign_facts if fact in text] == []
                tokens |= set(re.findall('name="csrfmiddlewaretoken" value="([^"]+)"', text))
    assert len(tokens) == 8


@pytest.mark.parametrize("how", ["unknown", "revoked", "expired"])
def test_a_closed_door_looks_like_no_door(stranger, door, bill, at, cashier, frozen, how):
    if how == "unknown":
        door = "/b/" + "x" * 43 + "/"
    elif how == "revoked":
        links.revoke_link(bill, by=cashier, at=at)
    else:
        frozen.shift(timedelta(days=91))
    answer = stranger.get(door)
    assert answer.status_code == 404
    assert bill.number not in answer.content.decode()


def test_reading_is_counted_and_changes_nothing_else(stranger, door, bill):
    stranger.get(door)
    stranger.get(door)
    bill.refresh_from_db()
    assert (Link.objects.get().views, bill.status) == (2, "issued")
    assert stranger.post(door).status_code == 405


def test_prices_are_public(stranger, store, rates, stock, frozen):
    text = stranger.get(reverse("price_list", args=["sh01"])).content.decode()
    for said in ["Labour rates", "¥160.00 / h", "¥500.00 / panel", "Minor service EA211", "¥656.00", "LO-03-001"]:
        assert said in text, said
    assert stranger.get(reverse("price_list", args=["NONE"])).status_code == 404


@pytest.mark.parametrize(
    ("code", "time"), [("LO-03-001", "0.8 h · fixed price"), ("LO-51-002", "fixed price")], ids=["by the hour", "paint"]
)
def test_a_fixed_price_is_published_with_its_standard_time(stranger, store, rates, at, frozen, manager, code, time):
    operation = billing.make_operation(code)
    catalogue.correct_operation(operation, by=manager, at=at, price=Decimal("99.00"))
    text = " ".join(stranger.get(reverse("price_list", args=["sh01"])).content.decode().split())
    row = text.partition(f"{code} ")[2].partition("</li>")[0]
    assert time in row and f"{operation.time_units / 100:g} h" in row and "¥99.00" in row
    assert "fixed price" not in text.partition("LO-03-030 ")[2].partition("</li>")[0]


def test_a_fixed_price_on_a_bill_reads_in_english(stranger, car, at, frozen, manager, cashier):
    catalogue.correct_operation(billing.make_operation(), by=manager, at=at, price=Decimal("99.00"))
    door = links.give_link(billing.make_issued(car, at), by=cashier, at=at).removeprefix(settings.PUBLIC_URL)
    text = " ".join(stranger.get(door).content.decode().split())
    assert "1 job × ¥99.00" in text and "次" not in text


def test_a_bill_of_a_car_without_plate_names_its_model(stranger, store, rates, stock, at, frozen, cashier):
    car = customers.make_vehicle(customers.make_customer(store), plate="", model=customers.make_model())
    bill = billing.make_issued(car, at)
    door = links.give_link(bill, by=cashier, at=at).removeprefix(settings.PUBLIC_URL)
    assert bill.facts["vehicle"]["plate"] == ""
    assert f"<span>{car.model.name_zh}</span>" in stranger.get(door).content.decode()


def test_the_price_list_stays_light(stranger, store, rates, stock):
    assert len(gzip.compress(stranger.get(reverse("price_list", args=["SH01"])).content)) <= LIMIT
