"""Each reason against an act with money, both ways: when it stands in the way, and when nothing does."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.access import Access
from accounts.models.people import User
from billing.models.bills import Bill
from billing.models.receipts import Receipt
from billing.rules import bills, receipts
from pricing.models.estimates import Estimate, EstimateLine
from tests.factories import billing
from vehicles.models import Vehicle

CAR, OTHER_CAR = Vehicle(pk=1), Vehicle(pk=2)
BY = Access(user=User(pk=1))
TODAY = date(2026, 11, 23)
DRAFT, ISSUED, PAID, CREDITED, DISCARDED = Bill.Status.values


def line(pk=1, approval="approved", car=1, name="Oil") -> EstimateLine:
    return EstimateLine(pk=pk, approval=approval, estimate=Estimate(vehicle_id=car), name_zh=name, name_en=name)


def bill(status=ISSUED, total="100.00", paid="0.00", **facts) -> Bill:
    return Bill(status=status, total=Decimal(total), paid=Decimal(paid), **facts)


def test_what_is_billed_was_approved_for_this_car_and_never_billed_before():
    assert bills.why_not_bill([line()], 1, CAR, set()) is None
    assert bills.why_not_bill([], 0, CAR, set()) == "There is nothing approved to bill."
    assert bills.why_not_bill([line()], 2, CAR, set()) == "There is nothing approved to bill."
    assert bills.why_not_bill([line(approval="waiting")], 1, CAR, set()) == "“Oil” was not approved by the customer."
    assert bills.why_not_bill([line()], 1, OTHER_CAR, set()) == "“Oil” belongs to another car."
    assert bills.why_not_bill([line()], 1, None, set()) == "“Oil” belongs to another car."
    assert bills.why_not_bill([line(car=None)], 1, None, set()) is None
    assert bills.why_not_bill([line()], 1, CAR, {1}) == "“Oil” is on another bill already."


def test_a_bill_of_no_lines_is_not_issued(car, at):
    draft = billing.make_draft(car, at)
    assert bills.why_not_issue(draft, BY) is None
    draft.lines.all().delete()
    assert bills.why_not_issue(draft, BY) == "There is nothing on this bill."


def test_a_discarded_draft_asks_for_nothing():
    gone = bill(DISCARDED)
    for rule in (bills.why_not_issue, bills.why_not_take, bills.why_not_credit, bills.why_not_link):
        assert rule(gone, BY) == "This draft was discarded."
    assert (gone.stands, bill(CREDITED).stands, bill(DRAFT).stands, bills.open_amount(gone)) == (False, False, True, 0)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (DRAFT, "Issue the bill first."),
        (ISSUED, None),
        (PAID, "This bill is paid."),
        (CREDITED, "This bill was credited: it asks for nothing."),
    ],
)
def test_money_is_taken_on_an_issued_bill_until_it_is_paid(status, reason):
    assert bills.why_not_take(bill(status), BY) == reason


def test_a_credit_note_asks_for_nothing():
    note = bill(credit_of_id=1, total="-100.00")
    assert bills.why_not_take(note, BY) == "This bill was credited: it asks for nothing."


@pytest.mark.parametrize(
    ("amount", "reason"),
    [
        ("0.01", None),
        ("40.00", None),
        ("40.01", "Only ¥40.00 is open."),
        ("0.00", "The amount must be above zero."),
        ("-1.00", "The amount must be above zero."),
    ],
)
def test_never_more_is_taken_than_is_open(amount, reason):
    assert bills.why_not_pay(bill(paid="60.00"), Decimal(amount), BY) == reason
    assert bills.why_not_pay(bill(DRAFT), Decimal(amount), BY) == "Issue the bill first."


def test_who_issued_a_bill_does_not_credit_it():
    assert bills.why_not_credit(bill(issued_by_id=2), BY) is None
    assert bills.why_not_credit(bill(issued_by_id=1), BY) == "You issued this bill: somebody else must credit it."
    assert bills.why_not_credit(bill(DRAFT), BY) == "A draft is discarded, not credited."
    assert bills.why_not_credit(bill(credit_of_id=1), BY) == "A credit note cannot be credited."


def test_money_goes_back_on_a_credited_bill_on_which_some_came_in():
    assert bills.why_not_give_back(bill(CREDITED, paid="60.00"), BY) is None
    assert bills.why_not_give_back(bill(CREDITED), BY) == "There is no money to give back on this bill."
    for status in (DRAFT, ISSUED, PAID, DISCARDED):
        assert bills.why_not_give_back(bill(status, paid="60.00"), BY) == "Money goes back only on a credited bill."


@pytest.mark.parametrize(
    ("amount", "reason"),
    [
        ("60.00", None),
        ("60.01", "Only ¥60.00 of what came in by Cash is still here."),
        ("0.00", "The amount must be above zero."),
    ],
)
def test_never_more_goes_back_than_came_in(amount, reason):
    left = {1: Decimal("20.00"), 2: Decimal("40.00")}
    assert receipts.why_not_refund(bill(CREDITED, paid="90.00"), Decimal(amount), left, "Cash", BY) == reason
    assert receipts.why_not_refund(bill(PAID, paid="90.00"), Decimal(amount), left, "Cash", BY) is not None


@pytest.mark.parametrize(
    ("amount", "parts"),
    [("20.00", {1: "20.00"}), ("20.01", {1: "20.00", 2: "0.01"}), ("60.00", {1: "20.00", 2: "40.00"})],
)
def test_what_goes_back_uses_up_the_first_receipt_first(amount, parts):
    left = {1: Decimal("20.00"), 2: Decimal("40.00")}
    assert receipts.shares(Decimal(amount), left) == {key: Decimal(part) for key, part in parts.items()}


@pytest.mark.parametrize(
    ("amount", "reason"),
    [
        ("10.00", None),
        ("10.01", "Only ¥10.00 of this deposit is left."),
        ("0.00", "The amount must be above zero."),
    ],
)
def test_a_deposit_is_used_once(amount, reason):
    deposit, free, bill_of_100 = Receipt(amount=Decimal("30")), Decimal("10"), bill()
    assert receipts.why_not_use(deposit, Decimal(amount), free, BY) == reason
    assert receipts.why_not_allocate(deposit, bill_of_100, Decimal(amount), free, BY) == reason
    assert receipts.why_not_use(Receipt(gives_back_id=1), Decimal(1), free, BY) == "This is money that went back."
    assert receipts.why_not_allocate(deposit, bill(DRAFT), Decimal(1), free, BY) == "Issue the bill first."


def test_a_deposit_is_money():
    assert receipts.why_not_deposit(Decimal("0.01"), BY) is None
    assert receipts.why_not_deposit(Decimal(0), BY) == "The amount must be above zero."


def test_the_customer_reads_what_is_final():
    found = {status: bills.why_not_link(bill(status), BY) for status in (DRAFT, ISSUED, PAID, CREDITED)}
    assert found == {DRAFT: "Issue the bill first.", ISSUED: None, PAID: None, CREDITED: None}
