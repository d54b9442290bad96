"""What the page of an order offers in each status, to each role, against a table written by hand; each is taken."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from accounts.transitions import move
from service.models.orders import RepairOrder
from service.perms import OrderPerm
from tests.buttons import TAKEN, acts_on_page, check
from tests.factories import service

R = Role
FRONT = {R.SERVICE_ADVISOR, R.SERVICE_MANAGER}
PROMISE, CANCEL = {"order_promise": FRONT}, {"order_cancel": FRONT}
IN_HAND = {"extra_work": FRONT} | PROMISE
# status → {name of the address: who is offered it}; the work of these orders is all given out, their bills are paid.
OFFERED = {
    "draft": {"check_in_condition": FRONT} | CANCEL,
    "awaiting_customer": {"check_in_signature": FRONT} | PROMISE | CANCEL,
    "confirmed": {"order_dispatch": {R.SERVICE_MANAGER}} | PROMISE | CANCEL,
    "dispatched": IN_HAND | CANCEL,
    "in_progress": IN_HAND,
    "paused": IN_HAND,
    "qc_pending": {"order_inspect": {R.QUALITY_INSPECTOR}} | PROMISE,
    "qc_failed": IN_HAND,
    "ready": {"order_bill": {R.SERVICE_ADVISOR, R.CASHIER}} | PROMISE,
    "settled": {"order_deliver": FRONT} | PROMISE,
    "delivered": {"order_close": FRONT},
    "closed": {},
    "cancelled": {},
}


def in_status(store, at, status: str) -> RepairOrder:
    if status == "settled":
        return move(service.make_paid(store, at), "settled", by=service.advisor(store), at=at)
    return service.REACH[status](store, at)


def sent_with(order: RepairOrder) -> dict[str, dict]:
    """What the form of each act asks for."""
    place = {"technician": service.make_technician(order.store, "tech2"), "bay": service.make_bay(order.store)}
    lines = order.estimate.lines.all()
    return {
        "check_in_condition": {"mileage": order.vehicle.mileage + 100, "energy_percent": 50},
        "check_in_signature": {"signed_name": "王小明"},
        "order_dispatch": {f"{name}_{line.pk}": one.pk for line in lines for name, one in place.items()},
        "extra_work": {"operations": [service.operations(service.DISCS)[0].pk], "parts": ""},
        "order_promise": {"promised_at": "2026-11-23T17:30", "reason": "电话同意"},
        "order_inspect": {"passed": "no", "cause": "work"},
        "order_cancel": {"reason": "改天再来"},
    }


@pytest.fixture
def readers(client_of, access_of):
    """Somebody of each role that sees repair orders, with his browser."""
    return {role: (access_of(role), client_of(role)) for role in sorted(OrderPerm.ORDER_VIEW.roles)}


@pytest.mark.slow
@pytest.mark.parametrize("status", OFFERED)
def test_the_page_of_an_order_offers_the_acts_of_its_table(workshop, at, frozen, readers, status):
    order = in_status(workshop, at, status)
    assert order.status == status
    check(order, at, readers, OFFERED[status], sent_with(order))


def test_the_page_of_a_signed_order_offers_its_acts(workshop, at, frozen, readers):
    """The quick form of the walk above."""
    manager = {R.SERVICE_MANAGER: readers[R.SERVICE_MANAGER]}
    order = service.make_signed(workshop, at)
    check(order, at, manager, OFFERED["confirmed"], sent_with(order))


def test_the_answer_to_extra_work_is_recorded_by_whoever_may(workshop, at, frozen, client_of):
    order = service.make_in_work(workshop, at)
    extra = service.ask(order, at)
    address = reverse("extra_work_answer", args=[order.pk, extra.pk])
    advisor, technician = client_of(R.SERVICE_ADVISOR), client_of(R.TECHNICIAN)

    def is_offered(browser) -> bool:
        return address in browser.get(order.get_absolute_url()).content.decode()

    assert (is_offered(advisor), is_offered(technician)) == (True, False)
    line = extra.estimate.lines.get()
    assert advisor.post(address, {f"line_{line.pk}": "approve", "channel": "phone"}).status_code == TAKEN
    assert not is_offered(advisor)


def test_what_was_approved_later_is_given_out_too(workshop, at, frozen, client_of):
    """Work that nobody has been given brings the button back while other work goes on."""
    order = service.make_in_work(workshop, at)
    manager = client_of(R.SERVICE_MANAGER)
    assert "order_dispatch" not in acts_on_page(manager, order)
    extra = service.ask(order, at)
    line = extra.estimate.lines.get()
    said = {f"line_{line.pk}": "approve", "channel": "phone"}
    manager.post(reverse("extra_work_answer", args=[order.pk, extra.pk]), said)
    assert "order_dispatch" in acts_on_page(manager, order)
