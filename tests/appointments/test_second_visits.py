"""A car comes once a day: a second visit is said aloud, with its reason, at every door (cases S09, SERVICE-D1)."""

import pytest

from accounts.models.records import Activity
from accounts.roles import Role
from appointments.actions import booking, moving, visits
from appointments.models.visits import Appointment
from appointments.rules import bookings
from core.errors import Refused
from customers.models.ownership import Ownership
from tests.appointments.conftest import START, local
from tests.factories.appointments import make_appointment, preparer
from tests.factories.customers import make_customer, make_vehicle

WHY = "下午来装行车记录仪"
SAID = "This car has an appointment on Wed 25 Nov 09:30 already: A26-00001."
LATER = local(25, 15)


def standing(car, store, moment=LATER, kind="appointment"):
    return bookings.standing_visit(car, store, moment, kind)


def test_a_second_visit_on_a_day_needs_its_reason(appointment):
    assert bookings.why_not_second_visit(None, "") is None
    assert bookings.why_not_second_visit(appointment, "") == bookings.why_not_second_visit(appointment, " ") == SAID
    assert (
        bookings.why_not_second_visit(appointment, "x") == "Say in words why the car comes a second time on this day."
    )
    assert bookings.why_not_second_visit(appointment, WHY) is None


def test_the_visit_of_a_day_stands_until_it_is_called_off_missed_or_left(appointment, car, store, by, access_of):
    assert standing(car, store) == standing(car, store, local(25, 8)) == appointment
    assert standing(car, store, local(26, 9)) is standing(make_vehicle(make_customer(store)), store) is None
    visits.arrive(appointment, by=access_of(Role.SERVICE_ADVISOR), at=START)
    assert standing(car, store) == appointment
    moving.free_claims(appointment, by=by, at=local(25, 11))
    assert standing(car, store) is None


@pytest.mark.parametrize("end", ["cancel", "miss"])
def test_a_visit_that_will_not_be_stands_in_nobodys_way(appointment, car, store, by, at, end):
    if end == "cancel":
        visits.cancel(appointment, by=by, at=at, reason="客户要求")
    else:
        visits.mark_no_show(appointment, by=by, at=local(25, 11))
    assert standing(car, store) is None


def test_a_delivery_preparation_is_no_visit_of_a_customer(car, store, shop, at):
    Ownership.objects.filter(vehicle=car).delete()
    make_appointment(store, at, START, vehicle=car, kind="delivery_prep", by=preparer(store))
    assert standing(car, store) is standing(car, store, START, "delivery_prep") is None


def test_a_second_booking_on_the_day_names_the_first(appointment, booked):
    with pytest.raises(Refused, match=SAID) as refused:
        booked(start=LATER)
    facts = {"id": appointment.pk, "number": "A26-00001", "start": "2026-11-25T09:30:00+08:00", "status": "confirmed"}
    assert refused.value.extra == {"appointment": facts | {"time_version": 1}}
    assert (refused.value.field, Appointment.objects.count()) == ("second_visit", 1)


def test_a_second_visit_keeps_its_reason_in_its_history(appointment, booked):
    second = booked(start=LATER, second_visit=f" {WHY} ")
    [event] = second.visit_events.filter(kind="booked")
    assert (event.facts["second_visit"], event.words) == (True, WHY)
    assert Activity.objects.about(second).get(verb="book").note == WHY


def test_a_reason_without_a_first_visit_is_not_kept(booked):
    [event] = booked(second_visit=WHY).visit_events.filter(kind="booked")
    assert (event.words, "second_visit" in event.facts) == ("", False)


def test_the_api_says_which_visit_stands_and_takes_a_reason(appointment, job, car, api_of, frozen):
    api = api_of(Role.HOTLINE_CLERK)
    body = {"vehicle": car.pk, "operations": ["OP-GEN-1H"], "start": LATER.isoformat(), "complaint": "装记录仪"}
    answer = api.post("/appointments/", body)
    assert (answer.status_code, answer.json()["appointment"]["number"]) == (409, appointment.number)
    assert answer.json()["errors"] == {"second_visit": [SAID]}
    assert api.post("/appointments/", body | {"second_visit": "1"}).status_code == 409
    assert api.post("/appointments/", body | {"second_visit": WHY}).status_code == 201


def test_another_act_of_the_booking_reads_the_rule_of_everybody(booking_request, by, at):
    with pytest.raises(Refused, match=SAID):
        booking.book(booking_request, by=by, at=at)


@pytest.fixture
def booking_request(appointment, car, job):
    return bookings.BookingRequest(car, operations=job, start=LATER, complaint="装记录仪", source="link")
