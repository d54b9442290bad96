"""Confirmations and preparation until the car comes (SERVICE-D8 … D11; promise P5)."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models.records import Notice
from accounts.roles import Role
from appointments.actions import moving, preparation, visits
from core.errors import Refused
from parts import actions as stock
from parts.shelf import actions as shelf
from tests.appointments.conftest import START, local, settle_message, states, tick
from tests.factories.parts import make_stock
from tests.quicker import somebody_quicker


# ── confirmations ─────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("message", "state"),
    [
        ("accepted", "asked"),
        ("failed", "failed"),
        ("unknown", "unknown"),
        ("skipped", "failed"),
        ("planned", "planned"),
    ],
)
def test_the_customers_side_follows_its_message(appointment, store, message, state):
    settle_message("appointment_day", message, local(24, 9, 30))
    tick(store, local(24, 9, 31))
    assert states(appointment) == [state, "planned"]


def test_a_yes_answers_what_was_asked(appointment, store, by):
    settle_message("appointment_day", "accepted", local(24, 9, 30))
    tick(store, local(24, 9, 31))
    visits.confirm(appointment, by=by, at=local(24, 10))
    assert states(appointment) == ["kept", "planned"]
    visits.confirm(appointment, by=by, at=local(24, 10))
    tick(store, local(24, 10))
    assert states(appointment) == ["kept", "planned"]


def test_an_early_yes_answers_the_first_question_only(appointment, by, at):
    visits.confirm(appointment, by=by, at=at)
    visits.confirm(appointment, by=by, at=at)
    assert states(appointment) == ["kept", "planned"]


def test_a_yes_comes_before_the_start(appointment, by):
    with pytest.raises(Refused, match="The appointment has begun."):
        visits.confirm(appointment, by=by, at=START)


def test_the_follow_up_agent_may_take_the_yes(appointment, at, access_of):
    visits.confirm(appointment, by=access_of(Role.CRM_AGENT), at=at)
    with pytest.raises(PermissionDenied):
        visits.confirm(appointment, by=access_of(Role.CASHIER), at=at)


# ── preparation ───────────────────────────────────────────────────────────────────────────────
def test_the_last_tick_makes_it_prepared_and_undoing_one_takes_it_back(appointment, at, access_of):
    advisor = access_of(Role.SERVICE_ADVISOR)
    items = list(appointment.preparation.open().order_by("pk"))
    for item in items:
        preparation.prepare(item, by=advisor, at=at, evidence="ok")
    appointment.refresh_from_db()
    assert appointment.status == "prepared"
    preparation.prepare(items[0], by=advisor, at=at, undo=True)
    appointment.refresh_from_db()
    assert appointment.status == "confirmed"


def test_the_same_tick_again_writes_nothing_and_other_evidence_is_taken(appointment, at, access_of):
    item, advisor = appointment.preparation.open().order_by("pk").first(), access_of(Role.SERVICE_ADVISOR)
    for moment in (at, local(24, 9)):
        item = preparation.prepare(item, by=advisor, at=moment, evidence="shelf 3")
    ticks = appointment.visit_events.filter(kind="prepared")
    assert (item.done_at, ticks.count()) == (at, 1)
    item = preparation.prepare(item, by=advisor, at=local(24, 9), evidence="shelf 4")
    assert (item.evidence, ticks.count()) == ("shelf 4", 2)


def test_the_parts_store_ticks_its_own_group_only(booked, store, at, access_of):
    appointment = booked(parts=[(make_stock(store, at).part, 1)])
    clerk = access_of(Role.PARTS_CLERK)
    preparation.prepare(appointment.preparation.get(group="parts"), by=clerk, at=at)
    with pytest.raises(Refused, match="Your role does not prepare this."):
        preparation.prepare(appointment.preparation.get(group="tools"), by=clerk, at=at)


def test_nothing_is_prepared_after_arrival(appointment, access_of):
    advisor = access_of(Role.SERVICE_ADVISOR)
    visits.arrive(appointment, by=advisor, at=START)
    with pytest.raises(Refused, match="This appointment is “arrived”."):
        preparation.prepare(appointment.preparation.first(), by=advisor, at=START)


def test_parts_on_the_shelf_tick_their_group(booked, store, at, access_of):
    appointment = booked(parts=[(make_stock(store, at).part, 1)])
    tick(store, at)
    assert appointment.preparation.get(group="parts").done_at is None
    shelf.pick(appointment.needs.get().reservation, by=access_of(Role.PARTS_CLERK), at=at, shelf="B-07")
    tick(store, at)
    item = appointment.preparation.get(group="parts")
    assert (item.done_at, item.evidence) == (at, "B-07")


def test_a_car_that_arrives_in_that_moment_is_prepared_no_more(booked, store, at, access_of):
    appointment = booked(parts=[(make_stock(store, at).part, 1)])
    shelf.pick(appointment.needs.get().reservation, by=access_of(Role.PARTS_CLERK), at=at, shelf="B-07")
    with somebody_quicker(lambda: visits.arrive(appointment, by=access_of(Role.SERVICE_ADVISOR), at=START)):
        tick(store, START)
    assert appointment.preparation.get(group="parts").done_at is None


def test_a_group_ticked_in_that_moment_keeps_the_word_of_who_ticked_it(booked, store, at, access_of):
    appointment = booked(parts=[(make_stock(store, at).part, 1)])
    clerk = access_of(Role.PARTS_CLERK)
    shelf.pick(appointment.needs.get().reservation, by=clerk, at=at, shelf="B-07")
    item = appointment.preparation.get(group="parts")
    with somebody_quicker(lambda: preparation.prepare(item, by=clerk, at=at, evidence="by hand")):
        tick(store, at)
    item.refresh_from_db()
    assert (item.evidence, item.done_by) == ("by hand", clerk.user)


def test_a_time_moved_in_that_moment_is_not_judged(appointment, store, by):
    due = local(24, 9, 31)
    with somebody_quicker(lambda: moving.reschedule(appointment, by=by, at=due, start=local(27, 14))):
        assert tick(store, due) == 0
    assert "not_ready" not in states(appointment, "readiness", version=1)


def test_readiness_is_decided_a_day_before(appointment, store, at, access_of):
    assert tick(store, local(24, 9, 29)) == 0
    Notice.objects.all().delete()
    assert tick(store, local(24, 9, 31)) == 1
    assert states(appointment, "readiness") == ["not_ready", "planned"]
    assert [notice.to_user_id for notice in Notice.objects.all()] == [appointment.advisor.user_id]
    for item in appointment.preparation.open():
        preparation.prepare(item, by=access_of(Role.SERVICE_ADVISOR), at=local(24, 10))
    assert tick(store, local(25, 8, 31)) == 1
    assert states(appointment, "readiness") == ["not_ready", "ready"]


def test_a_tick_twice_is_once(appointment, store):
    tick(store, local(24, 9, 31))
    notices = Notice.objects.count()
    assert tick(store, local(24, 9, 31)) == 0
    assert Notice.objects.count() == notices


def test_the_tasks_visit_every_store(appointment, other_store, frozen):
    from appointments import tasks

    frozen.move_to(local(24, 9, 31))
    tasks.check_readiness()
    tasks.check_readiness()
    tasks.release_missed_parts()
    tasks.release_missed_parts()
    assert states(appointment, "readiness") == ["not_ready", "planned"]
