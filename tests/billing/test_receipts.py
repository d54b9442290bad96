"""Money that came in: on a bill, as a deposit that is put on bills later, and back the way it came."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models.records import Activity
from accounts.roles import Role
from billing.actions import bills, receipts
from billing.models.receipts import Allocation, Receipt
from billing.rules.receipts import free_amount
from core.errors import Refused
from dealership import integrity
from tests.factories import billing
from tests.factories.customers import owner_of

HUNDRED = Decimal("100.00")


@pytest.fixture
def deposit(car, at, cashier) -> Receipt:
    return receipts.take_deposit(owner_of(car), by=cashier, at=at, method="bank_card", amount=HUNDRED, reference="D-1")


@pytest.fixture
def bill(car, at):
    """Of 128.00."""
    return billing.make_issued(car, at)


def log_of(thing) -> list[tuple[str, str]]:
    lines = Activity.objects.about(thing).exclude(verb="move").order_by("pk")
    return [(line.verb, line.facts["amount"]) for line in lines]


def test_what_is_taken_on_a_bill_is_a_receipt_of_its_customer(bill, at, cashier, car):
    receipts.take(bill, by=cashier, at=at, method="cash", amount=Decimal("28.00"), reference="T-1")
    receipt = Receipt.objects.get()
    assert (receipt.customer, receipt.taken_by, receipt.at) == (owner_of(car), cashier.user, at)
    assert (receipt.method, receipt.amount, receipt.reference) == ("cash", Decimal("28.00"), "T-1")
    assert list(bill.allocations.values_list("receipt", "amount")) == [(receipt.pk, Decimal("28.00"))]


def test_what_an_insurer_pays_did_not_come_from_the_customer(car, at, cashier):
    bill = billing.make_issued(car, at, payer="insurer")
    receipts.take(bill, by=cashier, at=at, method="transfer", amount=bill.total)
    assert Receipt.objects.get().customer is None


def test_a_deposit_is_a_receipt_without_a_bill(deposit, car):
    assert (deposit.customer, free_amount(deposit), Allocation.objects.count()) == (owner_of(car), HUNDRED, 0)
    assert log_of(deposit) == [("deposit", "100.00")]


def test_a_deposit_pays_bills_in_parts_until_it_is_spent(deposit, bill, car, at, cashier):
    part = receipts.allocate(deposit, by=cashier, at=at, bill=bill, amount=Decimal("60"))
    assert (part.status, part.paid, free_amount(deposit)) == ("issued", Decimal("60.00"), Decimal("40.00"))
    other = billing.make_issued(car, at)
    with pytest.raises(Refused, match="Only ¥40.00 of this deposit is left") as refused:
        receipts.allocate(deposit, by=cashier, at=at, bill=other, amount=Decimal("40.01"))
    assert refused.value.field == "amount"
    receipts.allocate(deposit, by=cashier, at=at, bill=other, amount=Decimal("40"))
    whole = receipts.take(other, by=cashier, at=at, method="cash", amount=Decimal("88"))
    assert (whole.status, free_amount(deposit)) == ("paid", 0)
    assert log_of(other) == [("pay", "40.00"), ("pay", "88.00")]
    assert log_of(deposit) == [("deposit", "100.00"), ("allocate", "60.00"), ("allocate", "40.00")]


def test_a_deposit_pays_what_another_payment_would(deposit, car, at, cashier):
    with pytest.raises(Refused, match="Issue the bill first"):
        receipts.allocate(deposit, by=cashier, at=at, bill=billing.make_draft(car, at), amount=Decimal(1))
    small = billing.make_issued(car, at, ["LO-03-030"])
    with pytest.raises(Refused, match="is open"):
        receipts.allocate(deposit, by=cashier, at=at, bill=small, amount=small.total + 1)


def test_a_deposit_goes_back_until_it_is_spent(deposit, bill, at, cashier):
    receipts.allocate(deposit, by=cashier, at=at, bill=bill, amount=Decimal("60"))
    back = receipts.return_deposit(deposit, by=cashier, at=at, amount=Decimal("30"), reference="R-1")
    assert (back.amount, back.method, back.gives_back, back.customer) == (
        Decimal("-30.00"), "bank_card", deposit, deposit.customer,
    )  # fmt: skip
    with pytest.raises(Refused, match="Only ¥10.00 of this deposit is left"):
        receipts.return_deposit(deposit, by=cashier, at=at, amount=Decimal("10.01"))
    with pytest.raises(Refused, match="money that went back"):
        receipts.return_deposit(back, by=cashier, at=at, amount=Decimal(1))
    assert log_of(deposit)[-1] == ("refund", "-30.00")


def test_each_part_goes_back_by_its_own_way(car, at, cashier, manager, stock):
    """S14: 28 in cash, 60 and 40 by WeChat; the whole sum does not go back in cash."""
    bill = billing.make_issued(car, at)
    for method, amount in [("cash", 28), ("wechat_pay", 60), ("wechat_pay", 40)]:
        bill = receipts.take(bill, by=cashier, at=at, method=method, amount=Decimal(amount))
    bill = bills.credit(bill, by=manager, at=at, reason="x")
    for method, amount in [("cash", "128"), ("wechat_pay", "100.01"), ("alipay", "1")]:
        with pytest.raises(Refused, match="is still here"):
            receipts.refund(bill, by=cashier, at=at, method=method, amount=Decimal(amount))
    receipts.refund(bill, by=cashier, at=at, method="wechat_pay", amount=Decimal("70"))
    receipts.refund(bill, by=cashier, at=at, method="wechat_pay", amount=Decimal("30"))
    bill = receipts.refund(bill, by=cashier, at=at, method="cash", amount=Decimal("28"))
    back = Receipt.objects.filter(gives_back__isnull=False).order_by("pk")
    assert list(back.values_list("amount", "method", "gives_back__amount")) == [
        (-60, "wechat_pay", 60), (-10, "wechat_pay", 40), (-30, "wechat_pay", 40), (-28, "cash", 28),
    ]  # fmt: skip
    assert (bill.paid, list(integrity.broken(at=at))) == (0, [])


def test_the_rest_of_a_deposit_stays_when_its_bill_is_refunded(deposit, bill, at, cashier, manager):
    bill = receipts.allocate(deposit, by=cashier, at=at, bill=bill, amount=Decimal("60"))
    bill = bills.credit(bill, by=manager, at=at, reason="x")
    bill = receipts.refund(bill, by=cashier, at=at, method="bank_card", amount=Decimal("60"))
    assert (bill.paid, free_amount(deposit)) == (0, Decimal("40.00"))
    receipts.return_deposit(deposit, by=cashier, at=at, amount=Decimal("40"))
    assert (free_amount(deposit), list(integrity.broken(at=at))) == (0, [])


def test_only_the_cashier_moves_money(deposit, bill, at, advisor, manager):
    facts = {"at": at, "amount": Decimal(1)}
    acts = [
        lambda by: receipts.take_deposit(bill.customer, by=by, method="cash", **facts),
        lambda by: receipts.allocate(deposit, by=by, bill=bill, **facts),
        lambda by: receipts.return_deposit(deposit, by=by, **facts),
    ]
    for act in acts:
        for by in (advisor, manager):
            with pytest.raises(PermissionDenied):
                act(by)
    assert list(Receipt.objects.all()) == [deposit]


def test_a_deposit_of_nothing_is_none(car, at, cashier):
    with pytest.raises(Refused, match="above zero"):
        receipts.take_deposit(owner_of(car), by=cashier, at=at, method="cash", amount=Decimal(0))


def test_takings_show_deposits_and_the_bills_they_paid(client_of, deposit, bill, car, at, cashier):
    other = billing.make_issued(car, at)
    for paid in (bill, other):
        receipts.allocate(deposit, by=cashier, at=at, bill=paid, amount=Decimal("30"))
    receipts.return_deposit(deposit, by=cashier, at=at, amount=Decimal("10"))
    receipts.take_deposit(owner_of(car), by=cashier, at=at, method="cash", amount=Decimal("5"))
    browser = client_of(Role.CASHIER)
    page = browser.get(reverse("payment_list"))
    text = page.content.decode()
    assert page.context["total"] == Decimal("95.00")
    assert bill.number in text and other.number in text and "Deposit given back" in text
    found = browser.get(reverse("payment_list"), {"q": other.number}).context["page_obj"]
    assert list(found) == [deposit]
    rows = b"".join(browser.get(reverse("payment_list"), {"format": "csv"})).decode()
    assert f"{bill.number}, {other.number}" in rows


def test_the_page_offers_each_way_back(client_of, car, at, cashier, manager):
    bill = billing.make_issued(car, at)
    for method, amount in [("cash", 28), ("wechat_pay", 100)]:
        bill = receipts.take(bill, by=cashier, at=at, method=method, amount=Decimal(amount))
    bills.credit(bill, by=manager, at=at, reason="x")
    browser = client_of(Role.CASHIER)
    ways = browser.get(bill.get_absolute_url()).context["refunds"]
    assert [(way["code"], way["form"].initial["amount"]) for way in ways] == [("cash", 28), ("wechat_pay", 100)]
    refund = reverse("bill_refund", args=[bill.pk])
    assert browser.get(refund).context["form"].initial == {"method": "cash", "amount": 28}
    refused = browser.post(refund, {"amount": "128", "method": "cash"}).content.decode()
    assert "of what came in by Cash is still here" in refused
    assert browser.post(refund, {"amount": "28", "method": "cash"}).status_code == 302
    ways = browser.get(bill.get_absolute_url()).context["refunds"]
    assert [way["code"] for way in ways] == ["wechat_pay"]
