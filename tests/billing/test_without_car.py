"""A bill needs no car: everything that reads bills copes with one that is for none."""

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.roles import Role
from billing.actions import bills, links, receipts
from billing.models.bills import Bill
from customers.models.messages import Message
from tests.factories import billing


@pytest.fixture
def bill(car, at, cashier) -> Bill:
    return bills.issue(billing.make_without_car(car, at), by=cashier, at=at)


def test_it_is_issued_paid_and_credited(bill, at, cashier, manager):
    assert (bill.status, bill.vehicle, bill.facts["vehicle"], bill.facts["mileage"]) == ("issued", None, {}, None)
    bill = receipts.take(bill, by=cashier, at=at, method="cash", amount=bill.total)
    note = bills.credit(bill, by=manager, at=at, reason="x").credits.get()
    assert (note.vehicle, note.total) == (None, -bill.total)


def test_the_customer_hears_of_it_without_a_car(bill):
    body = Message.objects.get().body
    assert bill.number in body and "None" not in body


@pytest.mark.parametrize("name", ["bill_detail", "bill_print"])
def test_its_pages_show_no_plate(client_of, bill, name):
    page = client_of(Role.CASHIER).get(reverse(name, args=[bill.pk]))
    text = page.content.decode()
    assert page.status_code == 200 and bill.number in text and "None" not in text and 'class="plate' not in text


def test_a_draft_of_it_is_shown(client_of, car, at):
    draft = billing.make_without_car(car, at)
    assert client_of(Role.CASHIER).get(draft.get_absolute_url()).status_code == 200


def test_lists_name_it_and_plates_do_not_find_it(client_of, bill, car, at, cashier):
    receipts.take(bill, by=cashier, at=at, method="cash", amount=1)
    with_car = billing.make_issued(car, at)
    browser = client_of(Role.CASHIER)
    for name in ("bill_list", "settle_list", "payment_list"):
        assert bill.number in browser.get(reverse(name)).content.decode()
        assert bill.number in b"".join(browser.get(reverse(name), {"format": "csv"})).decode()
    assert list(browser.get(reverse("bill_list"), {"q": car.plate}).context["page_obj"]) == [with_car]


def test_the_customer_reads_it_by_link(client, bill, at, cashier):
    path = links.give_link(bill, by=cashier, at=at).removeprefix(settings.PUBLIC_URL)
    for address in (path, f"{path}print/"):
        page = client.get(address)
        assert page.status_code == 200 and "None" not in page.content.decode()


def test_the_api_answers_no_car(api_of, bill):
    api = api_of(Role.CASHIER)
    [row] = api.get("/bills/").json()["results"]
    whole = api.get(f"/bills/{bill.pk}/").json()
    assert [(answer["vehicle"], answer["plate"]) for answer in (row, whole)] == [(None, "")] * 2
