"""Pages of the money."""

from decimal import Decimal

import pytest
from django.db import InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now
from django_scopes import scope

from accounts.roles import Role
from billing.actions import bills, receipts
from billing.models.bills import Bill
from billing.models.receipts import Receipt
from pricing.actions import estimates
from tests.factories import billing, parts
from tests.factories.customers import make_customer, make_vehicle, owner_of

SERVICE = (["LO-03-001", "LO-03-030"], [(parts.OIL_FILTER, 1), (parts.OIL, 4), (parts.DRAIN_PLUG, 1)])


@pytest.fixture
def browser(client_of):
    return client_of(Role.CASHIER)


def read(answer) -> str:
    return answer.content.decode()


def test_the_cashier_sees_what_is_to_settle(browser, car, at):
    draft, issued, paid = (make(car, at) for make in (billing.make_draft, billing.make_issued, billing.make_paid))
    rows = list(browser.get(reverse("settle_list")).context["page_obj"])
    assert rows == [draft, issued] and paid not in rows


def test_all_settled_says_what_next(browser, car):
    assert "Every bill is settled." in read(browser.get(reverse("settle_list")))


@pytest.mark.parametrize("name", ["settle_list", "bill_list", "payment_list"])
def test_lists_cost_the_same_whatever_the_rows(browser, car, at, name, cashier):
    browser.get(reverse(name))
    costs = []
    for _row in range(3):
        bill = billing.make_issued(car, at)
        receipts.take(bill, by=cashier, at=at, method="cash", amount=Decimal(1))
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(reverse(name)).status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[2] <= 8


@pytest.mark.parametrize("asked", ["000001", "王小", "wxm"])
def test_bills_are_found_by_number_name_and_initials(browser, car, at, asked):
    billing.make_issued(car, at)
    assert "SH01-2026-000001" in read(browser.get(reverse("bill_list"), {"q": asked}))


def test_bills_are_found_by_plate_and_filtered(browser, car, at, manager):
    bills.credit(billing.make_issued(car, at), by=manager, at=at, reason="x")
    billing.make_issued(car, at, payer="insurer")

    def count(**chosen):
        return browser.get(reverse("bill_list"), chosen).context["page_obj"].paginator.count

    assert count(q=car.plate[:5]) == 3
    assert (count(kind="note"), count(kind="own"), count(kind="open"), count(kind="visit")) == (1, 2, 1, 1)
    assert (count(status="credited"), count(payer="insurer")) == (1, 1)
    assert (count(since="2026-11-23", until="2026-11-23"), count(since="2026-11-24")) == (3, 0)


def test_bills_leave_as_csv_for_who_may_export(browser, client_of, car, at):
    billing.make_issued(car, at)
    rows = b"".join(browser.get(reverse("bill_list"), {"format": "csv"}).streaming_content).decode().splitlines()
    assert rows[1].startswith("SH01-2026-000001,issued,2026-11-23 09:00:00")
    advisor = client_of(Role.SERVICE_ADVISOR).get(reverse("bill_list"), {"format": "csv"})
    assert advisor["Content-Type"].startswith("text/html")


def test_a_bill_costs_few_queries(browser, car, at, django_assert_max_num_queries):
    bill = billing.make_paid(car, at, *SERVICE)
    browser.get(bill.get_absolute_url())
    with django_assert_max_num_queries(12):
        browser.get(bill.get_absolute_url())


def test_a_bill_of_no_visit_has_no_steps_of_one(browser, car, at):
    assert "rail-step" not in read(browser.get(billing.make_paid(car, at, *SERVICE).get_absolute_url()))


def test_one_page_issues_takes_payment_and_prints(browser, car, at):
    """K1: the bill's page alone settles the bill."""
    bill = billing.make_draft(car, at, *SERVICE)
    page = bill.get_absolute_url()
    assert "Issue the bill" in read(browser.get(page))
    assert browser.post(reverse("bill_issue", args=[bill.pk]))["Location"] == page
    text = read(browser.get(page))
    assert 'value="656.00"' in text and 'value="wechat_pay"' in text and "SH01-2026-000001" in text
    browser.post(reverse("bill_pay", args=[bill.pk]), {"amount": "600.00", "method": "wechat_pay"})
    assert "¥56.00" in read(browser.get(page))
    browser.post(reverse("bill_pay", args=[bill.pk]), {"amount": "56.00", "method": "cash"})
    text = read(browser.get(page))
    assert "Take payment" not in text and "WeChat Pay" in text and "Why each line costs what it costs" in text
    bill.refresh_from_db()
    assert bill.status == "paid"


def test_a_wrong_draft_is_discarded_on_its_page(browser, car, at):
    bill = billing.make_draft(car, at, *SERVICE)
    page = bill.get_absolute_url()
    assert "Discard the draft" in read(browser.get(page))
    assert browser.post(reverse("bill_discard", args=[bill.pk]))["Location"] == page
    text = read(browser.get(page))
    assert "Discard the draft" not in text and "Issue the bill" not in text and "Link for the customer" not in text
    assert "discarded" in text[text.index("History") :]
    assert bill.get_absolute_url() not in read(browser.get(reverse("settle_list")))
    assert "never changes" in str(pytest.raises(InternalError, bill_changed, bill).value)


def bill_changed(bill):
    with transaction.atomic():
        Bill.objects.filter(pk=bill.pk).update(total=1, net=1)


def test_a_double_tap_takes_the_money_once(browser, car, at):
    bill = billing.make_issued(car, at)
    body = {"amount": "50.00", "method": "cash", "idempotency_key": "k1"}
    for _tap in range(2):
        assert browser.post(reverse("bill_pay", args=[bill.pk]), body).status_code == 302
    assert Receipt.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"amount": "999", "method": "cash"}, "Only ¥128.00 is open."),
        ({"amount": "0", "method": "cash"}, "greater than or equal to 0.01"),
        ({"amount": "1.005", "method": "cash"}, "no more than 2 decimal places"),
        ({"amount": "x", "method": "cash"}, "Enter a number."),
        ({"amount": "1", "method": "shells"}, "Select a valid choice"),
        ({"amount": "1"}, "This field is required."),
    ],
)
def test_a_wrong_payment_is_shown_at_its_field_and_takes_nothing(browser, car, at, body, said):
    bill = billing.make_issued(car, at)
    assert said in read(browser.post(reverse("bill_pay", args=[bill.pk]), body))
    assert Receipt.objects.count() == 0


def test_the_manager_credits_and_the_cashier_gives_back(browser, client_of, car, at):
    bill = billing.make_paid(car, at)
    manager = client_of(Role.SERVICE_MANAGER)
    assert "Credit note" in read(manager.get(bill.get_absolute_url()))
    page = reverse("bill_credit", args=[bill.pk])
    assert manager.get(page).status_code == 200
    assert manager.post(page, {"reason": ""}).status_code == 200
    assert manager.post(page, {"reason": "wrong payer"})["Location"] == bill.get_absolute_url()
    assert "Give money back" in read(browser.get(bill.get_absolute_url()))
    browser.post(reverse("bill_refund", args=[bill.pk]), {"amount": "128.00", "method": "cash"})
    bill.refresh_from_db()
    assert (bill.status, bill.paid) == ("credited", 0)
    note = bill.credits.get()
    assert note.number in read(browser.get(bill.get_absolute_url()))
    assert bill.number in read(browser.get(note.get_absolute_url()))


def test_a_link_is_shown_once_with_its_code(browser, car, at):
    bill = billing.make_issued(car, at)
    page = reverse("bill_link", args=[bill.pk])
    text = read(browser.post(page))
    assert "/b/" in text and "data:image/svg+xml" in text
    assert browser.get(page)["Location"] == bill.get_absolute_url()
    assert "/b/" not in read(browser.get(bill.get_absolute_url()))
    assert browser.post(reverse("bill_link_revoke", args=[bill.pk]))["Location"] == bill.get_absolute_url()


def test_the_print_has_the_shape_of_the_standard(browser, car, at):
    facts = {"complaint": "brakes squeal", "old_parts": "to_customer", "mileage": 30_000, "order": "SH01-R-1"}
    bill = billing.make_issued(car, at, *SERVICE, facts=facts)
    text = read(browser.get(reverse("bill_print", args=[bill.pk])))
    for said in [
        "Vehicle repair settlement list", bill.number, car.vin, "Store SH01", "brakes squeal", "Labour", "Material",
        "陆佰伍拾陆元整", "Original part", "10 days / 2,000 km", "Taken by customer", "Repairer (stamp)",
        "Customer (signature)", "In two copies", "32,000 km",
    ]:  # fmt: skip
        assert said in text, said
    assert owner_of(car).phones.get().number not in text


def test_takings_add_up_by_method(browser, car, at, cashier):
    bill = billing.make_issued(car, at)
    for method, amount in [("cash", "20"), ("alipay", "30.50"), ("cash", "10")]:
        receipts.take(bill, by=cashier, at=at, method=method, amount=Decimal(amount))
    page = browser.get(reverse("payment_list"), {"since": "2026-11-23", "until": "2026-11-23"})
    assert page.context["total"] == Decimal("60.50")
    assert [(row["name"], row["amount"]) for row in page.context["by_method"]] == [
        ("Alipay", Decimal("30.50")),
        ("Cash", Decimal("30.00")),
    ]
    assert browser.get(reverse("payment_list"), {"method": "alipay"}).context["total"] == Decimal("30.50")


def test_an_estimate_shows_each_answer(client_of, car, at, advisor):
    estimate = billing.make_estimate(car, at, *SERVICE, by=advisor)
    estimate = estimates.tell(estimate, by=advisor, at=at, channel="phone", answer="open")
    key = estimate.lines.first().pk
    estimates.answer_lines(estimate, by=advisor, at=at, approved=[], declined={key: "too dear"}, channel="phone")
    text = read(client_of(Role.HOTLINE_CLERK).get(estimate.get_absolute_url()))
    assert "too dear" in text and "¥656.00" in text and "waiting for the customer" in text


def test_roles_keep_to_their_acts(client_of, car, at):
    bill, draft = billing.make_issued(car, at), billing.make_draft(car, at)
    advisor = client_of(Role.SERVICE_ADVISOR)
    assert advisor.get(bill.get_absolute_url()).status_code == 200
    assert advisor.post(reverse("bill_issue", args=[draft.pk])).status_code == 403
    assert advisor.post(reverse("bill_pay", args=[bill.pk]), {"amount": 1, "method": "cash"}).status_code == 403
    assert client_of(Role.CASHIER).get(reverse("bill_credit", args=[bill.pk])).status_code == 403
    assert client_of(Role.TECHNICIAN).get(bill.get_absolute_url()).status_code == 403


def test_another_stores_bill_is_not_found(client_of, other_store, car, at):
    bill = billing.make_draft(car, at)
    stranger = client_of(Role.CASHIER, store=other_store)
    assert stranger.get(bill.get_absolute_url()).status_code == 404
    assert stranger.post(reverse("bill_issue", args=[bill.pk])).status_code == 404
    assert bill not in stranger.get(reverse("settle_list")).context["page_obj"]
    assert Bill.objects.get(pk=bill.pk).status == "draft"


def test_the_phone_is_masked_for_the_cashier(browser, client_of, car, at):
    bill = billing.make_issued(car, at)
    number = owner_of(car).phones.get().number
    assert number[7:] in read(browser.get(bill.get_absolute_url()))
    assert f"{number[:3]} **** {number[7:]}" in read(browser.get(bill.get_absolute_url()))
    assert "****" not in read(client_of(Role.SERVICE_ADVISOR).get(bill.get_absolute_url()))


def test_history_tells_who_did_what(browser, car, at):
    billing.make_paid(car, now())
    text = read(browser.get(Bill.objects.get().get_absolute_url()))
    assert "payment ¥128.00" in text and "cashier" in text


def test_the_address_of_a_link_leads_to_the_bill_of_this_store_only(browser, car, other_store, at):
    mine = billing.make_issued(car, at)
    assert browser.get(reverse("bill_link", args=[mine.pk]))["Location"] == mine.get_absolute_url()
    with scope(store=other_store):
        billing.make_rates(other_store)
        theirs = billing.make_issued(make_vehicle(make_customer(other_store)), at)
    assert browser.get(reverse("bill_link", args=[theirs.pk])).status_code == 404
