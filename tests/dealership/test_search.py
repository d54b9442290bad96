"""The boxes into which a number, a plate or a name is typed, on every page that has one."""

import pytest

from accounts.roles import Role
from tests.factories import service
from tests.factories.followup import make_call
from tests.factories.sales import make_lead, seller_at

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
EVERYBODY = [Role.HOTLINE_CLERK, Role.SALES_MANAGER, Role.CASHIER, Role.CRM_AGENT]
BOXES = {
    "/book/": {},
    "/search/": {},
    "/customers/": {},
    "/leads/": {"due": "", "owner": ""},
    "/orders/": {"opened_from": "2026-11-01"},
    "/bills/": {},
    "/calls/": {},
}


@pytest.mark.parametrize("box", BOXES)
def test_a_full_width_number_finds_its_customer(store, at, frozen, client_of, box):
    service.make_workshop(store, at)
    order = service.make_billed(store, at)
    customer = order.customer
    number = customer.phones.get().number
    make_call(store, at, order=order)
    make_lead(store, by=seller_at(store), phone=number, name=customer.name)
    asked = BOXES[box] | {"q": f"{number[:3]}　{number[3:]}".translate(WIDE) if box != "/bills/" else wide_plate(order)}
    page = client_of(*EVERYBODY).get(box, asked)
    shown = order.bill.number if box == "/bills/" else order.number if box == "/orders/" else customer.name
    assert page.status_code == 200
    assert shown in page.content.decode()


def wide_plate(order) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if sign.isascii() else sign for sign in order.vehicle.plate)
