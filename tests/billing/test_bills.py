"""Bills: drafted from approved lines, issued once, corrected by a credit note."""

from decimal import Decimal

from billing import actions
from billing.models import Bill, EstimateLine
from billing.rules import bills as rules
from tests.factories import billing, parts

SERVICE = (["LO-03-001", "LO-03-030"], [(parts.OIL_FILTER, 1), (parts.OIL, 4), (parts.DRAIN_PLUG, 1)])


def test_a_bill_is_the_sum_of_its_approved_lines(car, at):
    bill = billing.make_draft(car, at, *SERVICE)
    assert (bill.status, bill.number, bill.total) == ("draft", "", Decimal("656.00"))
    assert [line.kind for line in bill.lines.order_by("position")] == ["labour", "labour", "part", "part", "part"]
    assert sum(line.amount for line in bill.lines.all()) == bill.total == bill.net + bill.tax


def test_an_issued_bill_has_number_facts_and_hash(car, at, cashier):
    bill = billing.make_issued(car, at, facts={"mileage": 30_000})
    assert (bill.status, bill.number, bill.issued_by) == ("issued", "SH01-2026-000001", cashier.user)
    assert bill.facts["mileage"] == 30_000
    assert bill.facts["vehicle"]["plate"] == car.plate
    fresh = Bill.objects.get(pk=bill.pk)
    assert rules.seal(fresh, fresh.lines.order_by("position")) == bill.hash


def test_bills_are_chained(car, at):
    first, second = billing.make_issued(car, at), billing.make_issued(car, at)
    assert (first.previous_hash, second.previous_hash) == ("", first.hash)
    assert second.number == "SH01-2026-000002"


def test_a_payment_in_two_parts_settles_the_bill(car, at, cashier):
    bill = billing.make_issued(car, at)
    bill = actions.pay(bill, by=cashier, at=at, method="cash", amount=Decimal("28.00"))
    assert (bill.status, rules.open_amount(bill)) == ("issued", Decimal("100.00"))
    bill = actions.pay(bill, by=cashier, at=at, method="wechat_pay", amount=Decimal("100.00"))
    assert (bill.status, bill.paid, bill.paid_at) == ("paid", Decimal("128.00"), at)


def test_a_credit_note_mirrors_the_bill_and_frees_its_lines(car, at, cashier, manager):
    bill = billing.make_paid(car, at)
    bill = actions.credit(bill, by=manager, at=at, reason="wrong payer")
    note = bill.credits.get()
    assert (bill.status, note.status, note.total, note.number) == (
        "credited", "issued", -bill.total, "SH01-2026-000002",
    )  # fmt: skip
    assert [line.amount for line in note.lines.all()] == [-line.amount for line in bill.lines.all()]
    bill = actions.refund(bill, by=cashier, at=at, method="cash", amount=bill.paid)
    assert bill.paid == 0
    lines = EstimateLine.objects.filter(billed__bill=bill)
    again = actions.draft_bill(car.customer, by=cashier, at=at, vehicle=car, lines=lines)
    assert again.total == bill.total
