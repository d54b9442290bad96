"""Parts of an order: kept once they are approved, called for by the technician, handed back to nobody in silence."""

from datetime import timedelta

import pytest

from accounts.models.records import Notice
from accounts.roles import Role
from core.errors import Refused
from parts.models import Reservation, StockItem
from service.actions.extra import answer_extra_work
from service.actions.goods import OrderGoods
from service.actions.handover import cancel
from service.actions.materials import ask_for_parts
from tests.factories import service
from tests.factories.parts import make_arrival


def approve(order, at, count: int) -> None:
    """The customer wants extra work that needs so many pads."""
    extra = service.ask(order, at, parts=count)
    lines = list(extra.estimate.lines.values_list("pk", flat=True))
    answer_extra_work(extra, by=service.advisor(order.store), at=at, approved=lines, channel="phone")


def kept_for(order) -> list[tuple[str, int]]:
    return list(order.reservations().values_list("status", "quantity"))


@pytest.fixture
def order(workshop, at):
    """A car that is worked on, without a part."""
    return service.make_in_work(workshop, at)


def test_approved_parts_that_are_in_stock_are_kept_for_the_car(order, at):
    approve(order, at, 2)
    assert kept_for(order) == [("reserved", 2)]


def test_approved_parts_on_order_are_kept_from_the_day_they_come(order, at):
    item = StockItem.objects.get(part__number=service.PAD_SET)
    make_arrival(item, at.date() + timedelta(days=1), quantity=item.on_hand + 1)
    approve(order, at, item.on_hand + 1)
    assert sorted(kept_for(order)) == [("awaited", 1), ("reserved", item.on_hand)]


def test_the_parts_clerk_is_told_of_parts_that_nobody_has_ordered(order, at):
    approve(order, at, 1000)
    assert kept_for(order) == []
    notice = Notice.objects.waiting().get(to_role=Role.PARTS_CLERK)
    assert str(notice).startswith(f"{order.number} waits for parts that nobody has ordered: ")
    assert str(notice).endswith(" × 1000")


def test_a_technician_calls_for_his_parts_and_asked_twice_it_is_one_call(workshop, at):
    job = service.make_in_work(workshop, at, parts=1).jobs.get()
    first = ask_for_parts(job, by=service.hand_of(job), at=at)
    assert ask_for_parts(job, by=service.hand_of(job), at=at + timedelta(minutes=10)) == first


def test_nobody_calls_for_parts_that_are_not_kept(order, at):
    job = order.jobs.get()
    with pytest.raises(Refused, match="No more parts are kept for this car."):
        ask_for_parts(job, by=service.hand_of(job), at=at)


def test_an_order_that_ends_without_work_gives_its_parts_back(workshop, at):
    order = service.make_draft(workshop, at, parts=2)
    assert kept_for(order) == [("reserved", 2)]
    cancel(order, by=service.advisor(workshop), at=at, reason="改天再来")
    assert kept_for(order) == [("released", 2)]
    assert StockItem.objects.get(part__number=service.PAD_SET).reserved == 0


def test_the_rest_of_a_partial_delivery_stays_with_its_order(order, at):
    approve(order, at, 2)
    need = order.needs.get()
    rest = Reservation.objects.get(pk=need.reservation_id)
    rest.pk = None
    rest.save()
    OrderGoods().split(need.reservation, rest)
    assert OrderGoods().names([rest.pk]) == {rest.pk: need.order.number}
