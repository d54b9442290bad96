"""What the floor says about a promised time, and how long a line was engaged (SERVICE-N4, N1)."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from appointments.actions import calls, visits
from appointments.settings import LONG_ENGAGED
from capacity.actions import claims
from tests.appointments.conftest import local
from tests.factories.appointments import make_appointment
from tests.factories.audit import evidence, judgements, minutes, states

START = local(24, 10)


@pytest.fixture
def visit(store, shop, car, at):
    return make_appointment(store, at, START, vehicle=car)


@pytest.fixture
def other(store, visit, at):
    """The car before it in the same bay, with the same technician."""
    return make_appointment(store, at, local(24, 8), bay=visit.bay, technician=visit.technician)


def put_to_work(other, by, at, until=None):
    where = {"bay": other.bay_id, "worker": other.technician_id}
    visits.record(other, "work_started", by=by, at=at, technician="x", **where)
    if until:
        visits.record(other, "work_finished", by=by, at=until)


def test_a_bay_still_at_work_on_another_car_was_given_twice(visit, other, by):
    put_to_work(other, by, local(24, 8))
    assert states(visit, START - minutes(1), "N4") == ["pass"]
    assert states(visit, START, "D5", "N4") == ["pass", "fail"]
    text = f"{visit.bay.name} was still at work on the car of {other.number} when its time came."
    assert text in [proof[0] for proof in evidence(visit, START, "N4")]


@pytest.mark.parametrize(("until", "state"), [(START, "pass"), (START + minutes(20), "fail")])
def test_work_that_was_over_in_time_stood_in_nobodys_way(visit, other, by, until, state):
    put_to_work(other, by, local(24, 8), until)
    assert states(visit, START + minutes(30), "N4") == [state]
    assert states(other, START + minutes(30), "N4") == ["pass"]


def test_work_in_another_bay_stood_in_nobodys_way(store, visit, by, at):
    other = make_appointment(store, at, local(24, 8))
    visits.record(other, "work_started", by=by, at=local(24, 8), technician="x", bay=0, worker=0)
    assert states(visit, START, "N4") == ["pass"]


def test_a_time_that_was_lost_after_the_booking_is_beyond_capacity(visit, at):
    claims.release(visit.claim_set.claims.filter(resource=visit.bay))
    assert states(visit, at, "D5", "N4") == ["pass", "fail"]
    assert evidence(visit, at, "N4")[0][0] == "Bays or technicians that it has lost since: 1."


def test_a_car_that_was_missed_has_lost_nothing(visit, by):
    late = START + minutes(45)
    visits.mark_no_show(visit, by=by, at=late)
    assert states(visit, late, "N4") == ["pass"]


# ── the engaged line ──────────────────────────────────────────────────────────────────────────
def met_engaged(by, at, name):
    return calls.log_call(by=by, at=at, event="busy", number="13800138000", external_id=name)


def got_through(by, at):
    facts = {"by": by, "at": at, "number": "13800138000", "external_id": "through"}
    calls.log_call(event="ring", happened_at=at, **facts)
    return calls.log_call(event="answer", happened_at=at + minutes(0.1), **facts)


@pytest.mark.parametrize(("before", "state"), [(2, "pass"), (3, "fail"), (59, "fail"), (61, "pass")])
def test_a_line_is_long_engaged_from_three_minutes_on(store, shop, car, by, at, before, state):
    met_engaged(by, at - minutes(before), "first")
    if before > 5:
        met_engaged(by, at - minutes(1), "second")
    visit = make_appointment(store, at, START, vehicle=car, call=got_through(by, at))
    assert states(visit, at, "D1", "N1") == ["pass", state]
    if state == "fail":
        said = f"The line was engaged for {before} minutes before he got through."
        assert evidence(visit, at, "N1") == [(said, at - minutes(before), "")]


@pytest.mark.usefixtures("frozen")
def test_the_board_counts_engaged_lines_and_opens_them(client_of, shop, by, at):
    for name, before in (("a", 5), ("b", 4), ("c", 70)):
        met_engaged(by, at - minutes(before), name)
    client = client_of(Role.SERVICE_MANAGER)
    engaged = client.get(reverse("audit_board"), {"period": "today"}).context["engaged"]
    assert (engaged["count"], engaged["most"]) == (3, 2)
    clerk = client_of(Role.HOTLINE_CLERK)
    assert clerk.get(engaged["url"]).context["page_obj"].paginator.count == 3


def test_how_long_is_long_is_a_setting(store, shop, car, by, at):
    met_engaged(by, at - minutes(4), "first")
    visit = make_appointment(store, at, START, vehicle=car, call=got_through(by, at))
    store.changed_settings |= {LONG_ENGAGED.key: 5}
    store.save()
    visit.store.refresh_from_db()
    assert judgements(visit, at)["N1"].state == "pass"
