"""Transport is capacity: a driver for the way there and back, or a loan car, claimed with the visit (SERVICE-R43)."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from appointments.actions import changing, moving, visits
from appointments.rules import transport
from appointments.rules.changes import Change
from capacity.models.claims import Claim
from capacity.models.resources import Resource
from capacity.slots import times
from core.errors import Refused
from tests.appointments.conftest import START, local
from tests.factories.accounts import make_user
from tests.factories.appointments import clerk, make_absence, make_appointment, make_operation, make_week
from tests.factories.customers import make_customer, make_vehicle

HOUR = timedelta(hours=1)
FETCHED = {"transport": "pickup", "address": "浦东新区世纪大道 100 号"}


@pytest.fixture
def driver(store):
    user = make_user(Role.TECHNICIAN, store=store, name="老陈", username="chen")
    return Resource.objects.create(store=store, kind="driver", user=user, name="老陈")


@pytest.fixture
def loan_car(store):
    return Resource.objects.create(store=store, kind="loan_car", name="沪A·D0001")


def spans(resource):
    rows = Claim.objects.live().filter(resource=resource, status="taken").order_by("during")
    return [(row.during.lower, row.during.upper) for row in rows]


def offered(store, at, car, job, start_from=None, way="pickup"):
    carriage = transport.carriage(way, store)
    return times.offered(times.wish(job, at=at, vehicle=car, start_from=start_from, carriage=carriage), 40)


def test_a_driver_is_taken_for_the_way_there_and_the_way_back(booked, driver):
    visit = booked(**FETCHED)
    assert spans(driver) == [(START - HOUR, START), (START + HOUR, START + 2 * HOUR)]
    assert [way.resource for way in transport.ways_of(visit)] == [driver, driver]


def test_a_loan_car_is_taken_until_it_is_brought_back(booked, loan_car):
    booked(transport="loan_car")
    assert spans(loan_car) == [(START, START + HOUR + timedelta(minutes=30))]


def test_who_waits_takes_nobody(booked, driver, loan_car):
    visit = booked()
    assert (spans(driver), spans(loan_car), transport.ways_of(visit)) == ([], [], [])


def test_pick_up_needs_an_address_and_a_driver(booked, driver, shop):
    with pytest.raises(Refused, match="Enter where the car is fetched") as refused:
        booked(transport="pickup")
    assert refused.value.field == "address"
    driver.delete()
    with pytest.raises(Refused, match="The store has no driver"):
        booked(**FETCHED)
    with pytest.raises(Refused, match="The store has no loan car"):
        booked(transport="loan_car")


def test_a_refusal_names_the_next_time_with_a_driver(booked, driver):
    make_absence(driver, local(25, 8), local(25, 11))
    with pytest.raises(Refused, match="No driver is free to fetch the car") as refused:
        booked(**FETCHED)
    (missing,) = refused.value.extra["missing"]
    assert (missing["kind"], missing["nearest"]["start"][:16]) == ("driver", "2026-11-25T12:00")
    assert refused.value.extra["alternatives"][0]["ways"][0]["name"] == "老陈"


def test_offered_times_respect_drivers_and_all_of_them_can_be_booked(store, shop, car, at, job, driver, booked):
    make_week(driver, local(20, 0).date(), (local(25, 9).time(), local(25, 15).time()))
    make_absence(driver, local(25, 11), local(25, 12))
    slots = offered(store, at, car, job, local(25, 8))
    today = [f"{slot.start:%H:%M}" for slot in slots if slot.start.day == 25]
    assert today == ["10:00", "10:30", "11:00", "13:00"]
    for slot in slots[:6]:
        visit = booked(start=slot.start, second_visit="客户要求再来", **FETCHED)
        assert [(way.start, way.end) for way in slot.ways] == [
            (way.during.lower, way.during.upper) for way in transport.ways_of(visit)
        ]
        visits.cancel(visit, by=clerk(store), at=at, reason="客户取消")
    refused = [start for start in (local(25, 9), local(25, 12), local(25, 14)) if not books(booked, start)]
    assert len(refused) == 3


def books(booked, start):
    try:
        return booked(start=start, second_visit="客户要求再来", **FETCHED)
    except Refused:
        return None


def test_the_first_of_the_morning_cannot_be_fetched(store, shop, car, at, job, driver):
    first = offered(store, at, car, job, local(25, 0))[0]
    hours = store.hours_on(local(25, 0).date())
    assert first.start >= hours[0] + HOUR


def test_one_loan_car_serves_one_customer_at_a_time(store, shop, booked, loan_car, at):
    booked(transport="loan_car")
    other = make_vehicle(make_customer(store))
    with pytest.raises(Refused, match="No loan car is free"):
        make_appointment(store, at, START + HOUR / 2, vehicle=other, transport="loan_car")
    assert make_appointment(store, at, START + 2 * HOUR, vehicle=other, transport="loan_car")


def test_moving_and_cancelling_free_the_driver(booked, driver, by, at):
    visit = booked(**FETCHED)
    visit = moving.reschedule(visit, by=by, at=at, start=local(26, 14))
    assert spans(driver) == [(local(26, 13), local(26, 14)), (local(26, 15), local(26, 16))]
    visits.cancel(visit, by=by, at=at, reason="客户取消")
    assert spans(driver) == []


def test_a_change_takes_and_frees_them(booked, driver, loan_car, by, at):
    visit = booked()
    people = visit.technician, visit.bay, visit.advisor
    visit = changing.change(visit, Change(**FETCHED), by=by, at=at)
    assert len(spans(driver)) == 2
    assert (visit.technician, visit.bay, visit.advisor) == people
    longer = Change(operations=[make_operation("OP-GEN-3H", time_units=300)])
    visit = changing.change(visit, longer, by=by, at=at)
    assert spans(driver)[1] == (START + 3 * HOUR, START + 4 * HOUR)
    visit = changing.change(visit, Change(transport="loan_car"), by=by, at=at)
    assert (spans(driver), len(spans(loan_car))) == ([], 1)
    changing.change(visit, Change(transport="wait"), by=by, at=at)
    assert spans(loan_car) == []


def test_a_change_to_a_driver_who_is_taken_is_refused(booked, driver, by, at):
    visit = booked()
    make_absence(driver, local(25, 8), local(25, 18))
    with pytest.raises(Refused, match="No driver"):
        changing.change(visit, Change(**FETCHED), by=by, at=at)
    visit.refresh_from_db()
    assert (visit.transport, visit.address) == ("wait", "")


def test_the_api_offers_and_explains(booked, driver, car, shop, api_of, frozen, job):
    api = api_of(Role.HOTLINE_CLERK)
    wish = {"operations": job[0].code, "vehicle": car.pk, "transport": "pickup", "from": "2026-11-25T08:00:00+08:00"}
    assert api.get(f"/slots/?{urlencode(wish)}").json()[0]["ways"][0]["resource"] == driver.pk
    make_absence(driver, local(25, 8), local(25, 18))
    body = {
        "operations": [job[0].code],
        "vehicle": car.pk,
        "complaint": "刹车异响",
        "start": START.isoformat(),
        **FETCHED,
    }
    refused = api.post("/appointments/", body | {"start": START.isoformat()})
    assert (refused.status_code, refused.json()["missing"][0]["kind"]) == (409, "driver")


def test_the_address_is_asked_for_pick_up_only():
    assert transport.why_not_address("wait", "") is None
    assert transport.why_not_address("pickup", "世纪大道 100 号") is None
    assert transport.why_not_address("pickup", " ") is not None
    assert transport.why_not_address("pickup", " ", "walk_in") is None


def test_nothing_is_claimed_for_a_walk_in(store):
    assert transport.carriage("pickup", store, "walk_in") is None
    assert transport.carriage("loan_car", store).kind == "loan_car"
    assert transport.carriage("wait", store) is None


@pytest.mark.parametrize("facts", [{"transport": "leave"}, FETCHED, {"transport": "loan_car"}])
def test_a_driver_or_a_loan_car_costs_no_statement(booked, driver, loan_car, facts):
    with CaptureQueriesContext(connection) as plain:
        booked(start=local(26, 10))
    with CaptureQueriesContext(connection) as carried:
        booked(start=local(27, 10), **facts)
    assert len(carried) <= len(plain)
