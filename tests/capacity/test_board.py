"""The rows of the day board are claims on bays and technicians; who holds them is said by the apps above."""

from datetime import time

import pytest

from accounts.roles import Role
from capacity.holders import holders_of
from capacity.models.claims import Claim, ClaimSet
from capacity.presenters.bays import bays_and_people, lanes, working_day
from tests.appointments.conftest import local
from tests.factories.appointments import make_absence, make_appointment, make_week

DAY = local(24, 8), local(24, 18)


@pytest.fixture
def visit(store, shop, car, at):
    return make_appointment(store, at, local(24, 10), vehicle=car)


def lanes_of(kind, store, at):
    return lanes(bays_and_people().filter(kind=kind), store, DAY, at)


def taken(store, kind, at):
    return [claim for lane in lanes_of(kind, store, at) for claim in lane.claims]


def test_an_absence_is_shown_with_its_reason_and_belongs_to_nobody(client_of, store, shop, at):
    make_absence(shop["bays"][0], local(24, 8), local(24, 9), label="lift inspection")
    [claim] = taken(store, "bay", at)
    assert (claim.label, claim.claim_set_id) == ("lift inspection", None)
    page = client_of(Role.SERVICE_ADVISOR).get("/bays/?on=2026-11-24").content.decode()
    assert "lift inspection" in page


def test_a_set_that_nobody_holds_has_no_holder(store, visit, at):
    left = ClaimSet.objects.create(store=store, created_at=at)
    assert list(holders_of({left.pk, visit.claim_set_id})) == [visit.claim_set_id]


def test_a_hold_that_is_over_is_not_drawn(store, shop, at, by):
    facts = {"status": "held", "kind": "hold", "held_by": by.user}
    during = local(24, 9), local(24, 10)
    for bay, until in zip(shop["bays"], (at, local(24, 9))):
        Claim.objects.create(store=store, resource=bay, during=during, expires_at=until, **facts)
    assert [claim.resource for claim in taken(store, "bay", at)] == [shop["bays"][1]]


def test_a_break_is_told_from_time_off(store, shop, at):
    make_week(shop["technicians"][0], local(23, 0).date(), (time(9), time(17), time(12), time(13)))
    rows = {lane.resource: lane.off for lane in lanes_of("technician", store, at)}
    off = [(stretch.start.hour, stretch.end.hour, stretch.is_break) for stretch in rows[shop["technicians"][0]]]
    assert off == [(8, 9, False), (12, 13, True), (17, 18, False)]
    assert rows[shop["technicians"][1]] == []


def test_the_working_day_ends_when_the_store_closes(store):
    store.exceptions[local(24, 0).date()] = (time(10), time(2))
    assert working_day(store, local(25, 1, 59)) == local(24, 0).date()
    assert working_day(store, local(25, 2)) == local(25, 0).date()


def test_the_rows_cost_the_same_for_one_car_and_for_three(store, shop, visit, at, django_assert_num_queries):
    with django_assert_num_queries(2):
        lanes_of("bay", store, at)
    for hour in (12, 14):
        make_appointment(store, at, local(24, hour))
    with django_assert_num_queries(2):
        lanes_of("bay", store, at)
