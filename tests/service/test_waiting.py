"""What a car waits for is said twice, of many orders by the database and of one by its work: both say the same."""

from datetime import timedelta

import pytest

from billing.actions import bills
from parts.models import StockItem
from service.actions import workshop as acts
from service.actions.extra import answer_extra_work
from service.models.orders import RepairOrder
from service.models.work import WorkLog
from service.rules.waiting import waiting_for
from service.work import Work
from tests.factories import service
from tests.factories.parts import make_arrival
from tests.factories.statuses import put

BOTH = (service.PADS, service.DISCS)


def both(order) -> tuple[str, str]:
    """As the database says it of many, and the rule of one."""
    row = RepairOrder.objects.with_names().with_waiting().get(pk=order.pk)
    return row.waiting_for, waiting_for(row, Work.of(row))


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("draft", ""),
        ("awaiting_customer", "customer"),
        ("confirmed", "dispatch"),
        ("dispatched", "start"),
        ("in_progress", ""),
        ("paused", "parts"),
        ("qc_pending", "inspection"),
        ("qc_failed", "rework"),
        ("ready", "bill"),
        ("delivered", ""),
        ("closed", ""),
        ("cancelled", ""),
    ],
)
def test_what_a_car_waits_for_by_its_status(workshop, at, status, reason):
    assert both(service.REACH[status](workshop, at)) == (reason, reason)


def test_an_asked_customer_a_new_line_and_a_pause_for_the_customer_come_first(workshop, at):
    order = service.make_paused(workshop, at)
    extra = service.ask(order, at)
    assert both(order) == ("customer", "customer")
    lines = list(extra.estimate.lines.values_list("pk", flat=True))
    answer_extra_work(extra, by=service.advisor(workshop), at=at, approved=lines, channel="phone")
    assert both(order) == ("dispatch", "dispatch")
    acts.dispatch(order, by=service.manager(workshop), at=at)
    assert both(order) == ("parts", "parts")
    WorkLog.objects.filter(job__order=order).update(pause_reason="customer")
    assert both(order) == ("start", "start")


def test_an_owed_bill_and_a_paid_one(workshop, at):
    order = service.make_billed(workshop, at)
    assert both(order) == ("bill", "bill")
    bills.issue(order.bill, by=service.cashier(workshop), at=at + timedelta(hours=1))
    assert both(order) == ("payment", "payment")
    assert both(service.make_paid(workshop, at)) == ("handover", "handover")


def test_a_car_that_is_settled_on_account_waits_for_nothing(workshop, at):
    order = service.make_billed(workshop, at)
    bills.issue(order.bill, by=service.cashier(workshop), at=at + timedelta(hours=1))
    put(RepairOrder.objects.filter(pk=order.pk), status="settled")
    assert both(order) == ("", "")


def test_parts_on_order_come_before_the_next_work(workshop, at):
    item = StockItem.objects.get(part__number=service.PAD_SET)
    make_arrival(item, at.date() + timedelta(days=1), quantity=item.on_hand + 1)
    order = service.make_dispatched(workshop, at)
    assert both(order) == ("start", "start")
    extra = service.ask(order, at, parts=item.on_hand + 1)
    lines = list(extra.estimate.lines.values_list("pk", flat=True))
    answer_extra_work(extra, by=service.advisor(workshop), at=at, approved=lines, channel="phone")
    acts.dispatch(order, by=service.manager(workshop), at=at)
    assert both(order) == ("parts", "parts")
