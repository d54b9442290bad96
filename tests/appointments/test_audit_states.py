"""Appointments made through the API, and all 23 judgements of each (service 4.1)."""

from datetime import timedelta

import pytest

from accounts.roles import Role
from appointments.audit.catalogue import RULES
from appointments.models.visits import Appointment
from tests.appointments.conftest import local, tick
from tests.factories.audit import judgements, minutes, send_all

pytestmark = pytest.mark.usefixtures("frozen")
START = local(25, 10)
NEEDS_A_PERSON = ("D3", "N3", "D4", "D9", "D11")


@pytest.fixture
def book(api_of, shop, car, job):
    def act(role=Role.HOTLINE_CLERK, **facts):
        body = {"vehicle": car.pk, "operations": [job[0].code], "start": START.isoformat(), "complaint": "刹车异响"}
        answer = api_of(role).post("/appointments/", body | facts)
        assert answer.status_code == 201, answer.json()
        return Appointment.objects.get(pk=answer.json()["id"])

    return act


def by_state(visit, at):
    """The codes of the rules in each state."""
    states = {}
    for rule in RULES:
        states.setdefault(judgements(visit, at)[rule.code].state.value, set()).add(rule.code)
    return states


def test_just_booked_by_phone_without_a_call(book, at):
    assert by_state(book(), at) == {
        "not_measured": {"D1", "N1"},
        "pass": {"D2", "N2", "D5", "N4"},
        "fail": {"D3", "N3"},
        "pending": {"D4", "D6", "N5", "D7", "N6", "D9", "N8", "D11", "N10", "D12", "N11"},
        "not_applicable": {"D8", "N7", "D10", "N9"},
    }


def test_booked_by_the_customer_himself_there_was_no_call(book, at):
    states = by_state(book(source="link"), at)
    assert {"D1", "N1"} <= states["not_applicable"]


def test_maintenance_by_plan_has_nothing_to_diagnose(book, at):
    assert {"D3", "N3"} <= by_state(book(diagnosis="maintenance"), at)["not_applicable"]


def test_a_chosen_outcome_is_a_diagnosis(book, at):
    assert {"D3", "N3"} <= by_state(book(diagnosis="inspect", diagnosis_note="左前异响"), at)["pass"]


def test_nothing_that_only_defaults_made_is_ever_passed(book, store, at):
    """Messages leave and ticks run by themselves; no person does anything until the time is over."""
    visit = book()
    moments = [at, START - timedelta(hours=24), START - timedelta(hours=1), START, START + minutes(20)]
    for moment in moments:
        tick(store, moment)
        send_all(moment)
        passed = by_state(visit, moment).get("pass", set())
        assert not passed & set(NEEDS_A_PERSON), moment
    over = by_state(visit, moments[-1])
    assert {"D3", "N3", "D4", "D7", "N6", "D9", "N8", "D11", "N10"} <= over["fail"]
    assert {"D12", "N11"} <= over["pending"]  # the car may still come


@pytest.mark.parametrize("words", ["", "x", "无", "同上", "123", "……"])
def test_what_says_nothing_is_no_description_of_a_fault(api_of, shop, car, job, words):
    """D2, N2: such a record cannot be made."""
    body = {"vehicle": car.pk, "operations": [job[0].code], "start": START.isoformat(), "complaint": words}
    assert api_of(Role.HOTLINE_CLERK).post("/appointments/", body).status_code in {400, 409}


def test_called_off_what_was_open_is_undecided(book, api_of, at):
    visit = book()
    assert (
        api_of(Role.HOTLINE_CLERK).post(f"/appointments/{visit.pk}/cancel/", {"reason": "客户有事"}).status_code == 200
    )
    visit.refresh_from_db()
    states = by_state(visit, at + minutes(1))
    assert "pending" not in states and {"D12", "N11", "D9", "D11"} <= states["not_applicable"]


def test_at_risk_and_told_but_without_another_time_is_open(book, api_of, at):
    visit = book()
    answer = api_of(Role.SERVICE_ADVISOR).post(f"/appointments/{visit.pk}/at-risk/", {"reason": "技师请假"})
    assert answer.status_code == 200
    assert {"D10", "N9"} <= by_state(visit, at + minutes(1))["pending"]
    send_all(at + minutes(1))
    states = by_state(visit, at + minutes(2))
    assert ("D10" in states["pending"], "N9" in states["pass"]) == (True, True)


def test_moved_in_time_after_a_warning_is_kept(book, api_of, at):
    visit = book()
    api_of(Role.SERVICE_ADVISOR).post(f"/appointments/{visit.pk}/at-risk/", {"reason": "技师请假"})
    send_all(at)
    later = START + timedelta(days=1)
    moved = api_of(Role.HOTLINE_CLERK).post(f"/appointments/{visit.pk}/reschedule/", {"start": later.isoformat()})
    assert moved.status_code == 200
    assert {"D10", "N9"} <= by_state(visit, at + minutes(1))["pass"]


def test_who_does_not_take_note_in_time_was_not_told(book, at):
    visit = book()
    assert {"D7", "N6"} <= by_state(visit, at)["pending"]
    assert {"D7", "N6"} <= by_state(visit, at + minutes(45))["fail"]
