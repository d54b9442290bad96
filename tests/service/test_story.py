"""One car from its arrival to its keys."""

from datetime import timedelta

from accounts.models.records import Activity
from service.models.orders import RepairOrder
from tests.factories import service


def test_a_car_goes_from_arrival_to_its_keys(workshop, at):
    order = service.make_closed(workshop, at, parts=2)
    assert order.status == "closed"
    moves = Activity.objects.about(order).filter(verb="move").order_by("pk")
    assert [move.to_status for move in moves] == [
        "awaiting_customer",
        "confirmed",
        "dispatched",
        "in_progress",
        "qc_pending",
        "ready",
        "settled",
        "delivered",
        "closed",
    ]
    assert order.bill.lines.count() == 2
    assert (order.delivered_at, order.finished_at) == (at + timedelta(hours=2), at + timedelta(minutes=30))
    assert RepairOrder.objects.count() == 1
