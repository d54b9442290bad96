from datetime import date

import pytest

from accounts.models.records import Activity
from accounts.roles import Role
from core.errors import Refused, Stale
from customers import rules
from tests.factories.customers import make_customer, make_vehicle, new_vin
from vehicles.actions import vehicles
from vehicles.models import RepairFact, Vehicle


@pytest.fixture
def clerk(access_of):
    return access_of(Role.HOTLINE_CLERK)


@pytest.fixture
def customer(store):
    return make_customer(store, name="张小三")


def test_a_car_is_kept_in_the_normal_form(customer, clerk, at):
    vin = new_vin()
    car = vehicles.add_vehicle(customer, by=clerk, at=at, plate="沪a·12345", vin=vin.lower(), mileage=38210)
    car.refresh_from_db()
    assert (car.plate, car.vin, car.plate_tail, car.mileage_on) == ("沪A12345", vin, "12345", date(2026, 11, 23))


@pytest.mark.parametrize("plate", ["沪A12345", "沪AD12345", "沪A1234挂"])
def test_ordinary_new_energy_and_trailer_plates_are_taken(customer, clerk, at, plate):
    assert vehicles.add_vehicle(customer, by=clerk, at=at, plate=plate).plate == plate


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
        vehicles.add_vehicle(customer, by=clerk, at=at, **facts)
    assert refusal.value.field == field
    assert Vehicle.objects.count() == 0


def test_a_wrong_check_digit_warns_and_is_kept(customer, clerk, at):
    vin = new_vin()
    wrong = vin[:8] + ("1" if vin[8] != "1" else "2") + vin[9:]
    assert rules.doubt_vin(vin) is None
    assert rules.doubt_vin(wrong)
    assert vehicles.add_vehicle(customer, by=clerk, at=at, vin=wrong).vin == wrong


@pytest.mark.parametrize("field", ["plate", "vin"])
def test_plate_and_vin_are_one_cars_and_the_owner_is_named_masked(store, customer, clerk, at, field):
    known = make_vehicle(customer)
    with pytest.raises(Refused) as refusal:
        vehicles.add_vehicle(make_customer(store), by=clerk, at=at, **{field: getattr(known, field)})
    assert refusal.value.field == field
    assert "张**" in str(refusal.value)
    assert "张小三" not in str(refusal.value)


def test_a_correction_keeps_its_own_plate_and_is_refused_when_stale(customer, clerk, at):
    car = make_vehicle(customer, plate="沪A12345")
    car = vehicles.correct_vehicle(car, by=clerk, at=at, version=1, plate="沪A12345", colour="白")
    assert (car.colour, car.version) == ("白", 2)
    with pytest.raises(Stale):
        vehicles.correct_vehicle(car, by=clerk, at=at, version=1, colour="黑")


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
