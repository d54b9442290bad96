"""The day of the workshop reads claims; who holds them is said by the apps above."""

import pytest

from accounts.roles import Role
from capacity.holders import holders_of
from capacity.models.claims import ClaimSet
from capacity.presenters.bays import board
from tests.appointments.conftest import local
from tests.factories.appointments import make_absence, make_appointment


@pytest.fixture
def visit(store, shop, car, at):
    return make_appointment(store, at, local(24, 10), vehicle=car)


def test_an_absence_is_shown_with_its_reason_and_belongs_to_nobody(client_of, store, shop, at):
    make_absence(shop["bays"][0], local(24, 8), local(24, 9), label="lift inspection")
    [block] = [block for line in board(store, local(24, 8).date(), "bay", at).lines for block in line.blocks]
    assert (block.claim.label, block.holder) == ("lift inspection", None)
    page = client_of(Role.SERVICE_ADVISOR).get("/bays/?on=2026-11-24").content.decode()
    assert "lift inspection" in page


def test_a_set_that_nobody_holds_has_no_holder(store, visit, at):
    left = ClaimSet.objects.create(store=store, created_at=at)
    assert list(holders_of({left.pk, visit.claim_set_id})) == [visit.claim_set_id]


def test_the_board_costs_the_same_for_one_car_and_for_three(store, shop, visit, at, django_assert_num_queries):
    day = visit.start.date()
    with django_assert_num_queries(3):
        board(store, day, "bay", at)
    for hour in (12, 14):
        make_appointment(store, at, local(24, hour))
    with django_assert_num_queries(3):
        board(store, day, "bay", at)
