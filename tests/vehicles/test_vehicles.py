"""Cars: their marks, their mileage, their repairs, and who owns them."""

from datetime import date
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models.records import Activity
from accounts.roles import Role
from core.errors import Refused, Stale
from customers.actions import cars
from customers.models.ownership import Ownership
from customers.models.people import Customer
from tests.factories.customers import make_customer, make_vehicle, new_vin
from tests.quicker import somebody_quicker
from vehicles import rules
from vehicles.actions import vehicles
from vehicles.models import RepairFact, Vehicle, plate_end, plate_start, plate_within, vin_end


@pytest.fixture
def clerk(access_of):
    return access_of(Role.HOTLINE_CLERK)


@pytest.fixture
def customer(store):
    return make_customer(store, name="张小三")


def test_a_car_is_kept_in_the_normal_form(customer, clerk, at):
    vin = new_vin()
    car = cars.add_car(customer, by=clerk, at=at, plate="沪a·12345", vin=vin.lower(), mileage=38210)
    car.refresh_from_db()
    assert (car.plate, car.vin, car.plate_tail, car.mileage_on) == ("沪A12345", vin, "12345", date(2026, 11, 23))


@pytest.mark.parametrize(
    ("way", "text", "fits"),
    [
        (plate_within, "a·123", True),
        (plate_within, "A124", False),
        (plate_start, "沪a1", True),
        (plate_start, "A1", False),
        (plate_end, "1-2345", True),
        (plate_end, "沪A·12345", True),
        (plate_end, "1234", False),
        (vin_end, "000-001", True),
        (vin_end, "lsvaa2br0nn000001", True),
        (vin_end, "000002", False),
    ],
)
def test_a_plate_and_a_vin_are_looked_for_however_they_are_written(customer, way, text, fits):
    car = make_vehicle(customer, plate="沪A12345", vin="LSVAA2BR0NN000001")
    make_vehicle(customer)
    assert list(Vehicle.objects.filter(way(text, of=""))) == ([car] if fits else [])
    assert list(Ownership.objects.filter(way(text)).values_list("vehicle", flat=True)) == ([car.pk] if fits else [])


@pytest.mark.parametrize("plate", ["沪A12345", "沪AD12345", "沪A1234挂"])
def test_ordinary_new_energy_and_trailer_plates_are_taken(customer, clerk, at, plate):
    assert cars.add_car(customer, by=clerk, at=at, plate=plate).plate == plate


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({}, "plate"),
        ({"plate": "A1"}, "plate"),
        ({"vin": "LSV123"}, "vin"),
        ({"vin": "LSVAA2BR0NI000001"}, "vin"),
        ({"plate": "沪A12345", "mileage": -1}, "mileage"),
    ],
)
def test_a_car_that_cannot_be_is_refused_at_its_field(customer, clerk, at, facts, field):
    with pytest.raises(Refused) as refusal:
        cars.add_car(customer, by=clerk, at=at, **facts)
    assert refusal.value.field == field
    assert Vehicle.objects.count() == 0


def test_a_wrong_check_digit_warns_and_is_kept(customer, clerk, at):
    vin = new_vin()
    wrong = vin[:8] + ("1" if vin[8] != "1" else "2") + vin[9:]
    assert rules.doubt_vin(vin) is None
    assert rules.doubt_vin(wrong)
    assert cars.add_car(customer, by=clerk, at=at, vin=wrong).vin == wrong


@pytest.mark.parametrize("field", ["plate", "vin"])
def test_plate_and_vin_are_one_cars_and_the_owner_is_named_masked(store, customer, clerk, at, field):
    known = make_vehicle(customer)
    with pytest.raises(Refused) as refusal:
        cars.add_car(make_customer(store), by=clerk, at=at, **{field: getattr(known, field)})
    assert refusal.value.field == field
    assert "张**" in str(refusal.value)
    assert "张小三" not in str(refusal.value)


CARS = '"vehicles_vehicle"'


def test_a_colleague_who_adds_the_plate_between_look_and_save_is_told_at_its_field(store, customer, clerk, at):
    add = partial(make_vehicle, make_customer(store), plate="沪A12345")
    with somebody_quicker(add, after=f"FROM {CARS}", before="SAVEPOINT"), pytest.raises(Refused) as refusal:
        cars.add_car(customer, by=clerk, at=at, plate="沪A12345")
    assert refusal.value.field == "plate"


def test_a_plate_that_a_colleague_took_and_gave_back_makes_no_car(store, customer, clerk, at):
    """What the colleague wrote goes with the same savepoint as the failed row: the second look finds nothing."""
    add = partial(make_vehicle, make_customer(store), plate="沪A12345")
    with somebody_quicker(add, before=f"INSERT INTO {CARS}"), pytest.raises(IntegrityError), transaction.atomic():
        cars.add_car(customer, by=clerk, at=at, plate="沪A12345")
    assert Vehicle.objects.count() == 0


def test_a_correction_keeps_its_own_plate_and_is_refused_when_stale(customer, clerk, at):
    car = make_vehicle(customer, plate="沪A12345")
    car = cars.correct_car(car, by=clerk, at=at, version=1, plate="沪A12345", colour="白")
    assert (car.colour, car.version) == ("白", 2)
    with pytest.raises(Stale):
        cars.correct_car(car, by=clerk, at=at, version=1, colour="黑")


def test_the_mileage_rises_freely_and_falls_only_with_a_reason(customer, clerk, at):
    car = make_vehicle(customer, mileage=38210)
    assert rules.why_not_mileage(car, 38210) is None
    assert rules.why_not_mileage(car, 38209, "  ")
    with pytest.raises(Refused) as refusal:
        vehicles.read_mileage(car, by=clerk, at=at, km=1200)
    assert refusal.value.field == "km"
    car = vehicles.read_mileage(car, by=clerk, at=at, km=1200, reason="new instrument")
    assert car.mileage == 1200
    line = Activity.objects.about(car).get(verb="read mileage")
    assert (line.note, line.facts) == ("new instrument", {"before": 38210, "km": 1200})


def test_a_repair_told_twice_is_one_fact(customer, clerk, at):
    car = make_vehicle(customer)
    facts = {"system": "brakes", "on": date(2026, 11, 20), "km": 38210, "order_number": "WO-1"}
    first = vehicles.remember_repair(car, by=clerk, at=at, **facts)
    assert vehicles.remember_repair(car, by=clerk, at=at, **facts) == first
    assert RepairFact.objects.count() == 1


@pytest.mark.parametrize(
    ("mileage", "km", "reason", "refused"),
    [
        (0, 0, "", False),
        (100, 100, "", False),
        (100, 99, "", True),
        (100, 99, " ", True),
        (100, 99, "new instrument", False),
        (100, -1, "x", True),
        (100, 999_999, "", False),
        (100, 1_000_000, "", True),
    ],
)
def test_the_mileage_falls_with_a_reason_only(mileage, km, reason, refused):
    assert bool(rules.why_not_mileage(Vehicle(mileage=mileage), km, reason)) == refused


def test_a_car_needs_something_to_be_found_by():
    assert (rules.why_not_unmarked("沪A12345", ""), rules.why_not_unmarked("", "LSV")) == (None, None)
    assert rules.why_not_unmarked("", "")


# ── whose it is ───────────────────────────────────────────────────────────────────────────────
def test_a_car_in_stock_has_no_owner_and_its_marks_are_its_own(store, clerk, at):
    car = vehicles.add_vehicle(by=clerk, at=at, vin=new_vin(), plate="沪A12345")
    assert Customer.objects.owner_of(car) is None
    assert rules.why_not_plate("沪A12345") == "This plate is on another car."
    assert rules.why_not_vin(car.vin) == "This VIN is that of another car."
    assert (rules.why_not_plate("沪A12345", vehicle=car), rules.why_not_vin(car.vin, vehicle=car)) == (None, None)
    assert (rules.why_not_plate(""), rules.why_not_vin("")) == (None, None)
    with pytest.raises(Refused, match="This plate is on another car"):
        cars.add_car(make_customer(store), by=clerk, at=at, plate="沪a·12345")


def test_a_new_owner_ends_the_ownership_before_and_the_history_stays(store, customer, clerk, at):
    car, buyer = make_vehicle(customer), make_customer(store)
    car = cars.correct_car(car, by=clerk, at=at, version=1, customer=buyer)
    car = cars.correct_car(car, by=clerk, at=at, version=2, customer=buyer)
    spans = Ownership.objects.filter(vehicle=car).order_by("pk").values_list("customer", "since", "until")
    today = date(2026, 11, 23)
    assert list(spans) == [(customer.pk, today, today), (buyer.pk, today, None)]
    assert Customer.objects.owner_of(car) == buyer
    assert [line.facts for line in Activity.objects.about(car).filter(verb="new owner")] == [{"customer": buyer.pk}]


def test_whoever_may_not_edit_cars_is_not_told_whose_they_are(store, customer, access_of, at):
    car, cashier = make_vehicle(customer), access_of(Role.CASHIER)
    with pytest.raises(PermissionDenied):
        cars.add_car(customer, by=cashier, at=at, plate=car.plate)
    with pytest.raises(PermissionDenied):
        cars.correct_car(make_vehicle(customer), by=cashier, at=at, version=1, plate=car.plate)


def test_a_car_has_one_owner_at_a_time(store, customer):
    car = make_vehicle(customer)
    with pytest.raises(IntegrityError, match="one_owner_a_car"), transaction.atomic():
        Ownership.objects.create(store=store, vehicle=car, customer=make_customer(store), since=date(2026, 11, 23))
