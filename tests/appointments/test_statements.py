"""How many statements the acts of the hotline take: a bound that each second read of a row breaks.

Counted are the whole calls of the API, with sign-in and the memory of the answer; savepoints are not.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from appointments.models.visits import Appointment
from tests.appointments.conftest import START, local
from tests.factories.appointments import make_appointment
from tests.factories.billing import make_approved, make_rates
from tests.factories.parts import make_stock

WORDS = {"complaint": "过减速带咯噔响"}


@pytest.fixture
def api(shop, api_of, frozen):
    return api_of(Role.HOTLINE_CLERK)


@pytest.fixture
def work(store, car, at):
    """A priced job with two parts, for a car that was here before, as most bookings of the hotline are."""
    make_rates(store)
    parts = [(make_stock(store, at, number).part.number, 1) for number in ("5Q0411315", "5Q0698151D")]
    estimate = make_approved(car, at, ["LO-40-004"], parts=parts)
    make_appointment(store, at, local(24, 9), vehicle=car)
    return {"vehicle": car.pk, "operations": ["LO-40-004"], "estimate": estimate.pk}


@pytest.fixture
def booked(api, work):
    answer = api.post("/appointments/", work | WORDS | {"start": START.isoformat()})
    return f"/appointments/{answer.json()['id']}"


def statements(call, expected: int) -> int:
    with CaptureQueriesContext(connection) as queries:
        answer = call()
    assert answer.status_code == expected, answer.content
    return sum("SAVEPOINT" not in query["sql"] for query in queries)


def test_free_times(api, work):
    assert statements(lambda: api.get("/slots/", **work), 200) <= 12


def test_a_hold(api, work):
    assert statements(lambda: api.post("/slots/hold/", work | {"start": START.isoformat()}, key="k"), 201) <= 18


def test_a_booking(api, work):
    body = work | WORDS | {"start": START.isoformat()}
    assert statements(lambda: api.post("/appointments/", body, key="k"), 201) <= 24


def test_a_booking_of_what_was_held(api, work):
    api.post("/slots/hold/", work | {"start": START.isoformat()})
    body = work | WORDS | {"start": START.isoformat()}
    assert statements(lambda: api.post("/appointments/", body, key="k"), 201) <= 36


def test_a_move(api, booked):
    body = {"start": local(26, 10).isoformat()}
    assert statements(lambda: api.post(f"{booked}/reschedule/", body, key="k"), 200) <= 45


def test_a_cancellation(api, booked):
    assert statements(lambda: api.post(f"{booked}/cancel/", {"reason": "改天"}, key="k"), 200) <= 44


def test_the_answer_to_a_booking_is_what_a_second_read_says(api, work):
    """It is built from the rows that were just written."""
    booked = api.post("/appointments/", work | WORDS | {"start": START.isoformat()}).json()
    assert booked == api.get(f"/appointments/{booked['id']}/").json()
    assert Appointment.objects.get(pk=booked["id"]).needs.count() == len(booked["parts"]) == 2
