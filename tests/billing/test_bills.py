"""Bills: drafted from approved lines, issued once, paid, credited, refunded."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django_scopes import scope

from accounts.access import Access
from accounts.models.records import Activity
from accounts.roles import Role
from billing.actions import bills, links, receipts
from billing.models.bills import Bill
from billing.models.receipts import Receipt
from billing.perms import BillPerm
from billing.rules import bills as rules
from core.errors import Refused
from customers.models.links import Link
from customers.models.messages import Message
from pricing.actions import estimates
from pricing.models.estimates import EstimateLine
from tests.factories import billing, customers, parts
from tests.factories.customers import owner_of

SERVICE = (["LO-03-001", "LO-03-030"], [(parts.OIL_FILTER, 1), (parts.OIL, 4), (parts.DRAIN_PLUG, 1)])
NEW_YEAR = timedelta(days=39)  # from 23 November 2026


def lines_of(bill):
    return EstimateLine.objects.filter(billed__bill=bill)


def draft(car, by, at, lines):
    return bills.draft_bill(owner_of(car), by=by, at=at, vehicle=car, lines=lines)


# ── drafting ──────────────────────────────────────────────────────────────────────────────────
def test_a_bill_is_the_sum_of_its_approved_lines(car, at):
    bill = billing.make_draft(car, at, *SERVICE)
    assert (bill.status, bill.number, bill.total) == ("draft", "", Decimal("656.00"))
    assert [line.kind for line in bill.lines.order_by("position")] == ["labour", "labour", "part", "part", "part"]
    assert sum(line.amount for line in bill.lines.all()) == bill.total == bill.net + bill.tax


@pytest.mark.parametrize("answer", ["open", "declined"])
def test_what_the_customer_did_not_approve_is_not_billed(car, at, advisor, answer):
    estimate = billing.make_estimate(car, at, by=advisor)
    estimate = estimates.tell(estimate, by=advisor, at=at, channel="phone", answer=answer)
    with pytest.raises(Refused, match="not approved by the customer"):
        draft(car, advisor, at, estimate.lines.all())
    assert Bill.objects.count() == 0


def test_an_untold_estimate_is_not_billed(car, at, advisor):
    with pytest.raises(Refused, match="not approved"):
        draft(car, advisor, at, billing.make_estimate(car, at, by=advisor).lines.all())


def test_a_line_is_billed_once(car, at, advisor):
    bill = billing.make_draft(car, at)
    with pytest.raises(Refused, match="on another bill already"):
        draft(car, advisor, at, lines_of(bill))


def test_a_line_is_billed_for_its_own_car(car, store, at, advisor):
    other = customers.make_vehicle(customers.make_customer(store))
    with pytest.raises(Refused, match="belongs to another car"):
        draft(other, advisor, at, billing.make_approved(car, at).lines.all())


def test_a_bill_of_nothing_is_not_drafted(car, at, advisor):
    with pytest.raises(Refused, match="nothing approved"):
        draft(car, advisor, at, [])


def test_only_who_may_draft_drafts(car, at, access_of):
    with pytest.raises(PermissionDenied):
        draft(car, access_of(Role.TECHNICIAN), at, billing.make_approved(car, at).lines.all())


def test_one_visit_may_have_several_payers(car, at, advisor):
    lines = list(billing.make_approved(car, at, *SERVICE).lines.order_by("position"))
    mine = draft(car, advisor, at, lines[:2])
    facts = {"by": advisor, "at": at, "vehicle": car, "lines": lines[2:]}
    theirs = bills.draft_bill(owner_of(car), payer="warranty", **facts)
    assert (mine.total, theirs.total, theirs.payer) == (Decimal("144.00"), Decimal("512.00"), "warranty")


# ── issuing ───────────────────────────────────────────────────────────────────────────────────
def test_an_issued_bill_has_number_facts_and_hash(car, at, cashier):
    bill = billing.make_issued(car, at, facts={"mileage": 30_000, "advisor": "Wang"})
    assert (bill.status, bill.number, bill.issued_by) == ("issued", "SH01-2026-000001", cashier.user)
    assert (bill.facts["mileage"], bill.facts["advisor"]) == (30_000, "Wang")
    assert bill.facts["vehicle"]["plate"] == car.plate
    assert bill.facts["company"]["name"] == "Store SH01"
    fresh = Bill.objects.get(pk=bill.pk)
    assert rules.seal(fresh, fresh.lines.order_by("position")) == bill.hash


def test_a_draft_has_no_seal(car, at):
    bill = billing.make_draft(car, at)
    with pytest.raises(ValueError, match="draft"):
        rules.seal(bill, bill.lines.all())


def test_an_issued_bill_reads_the_same_when_the_car_is_renamed(car, at):
    bill = billing.make_issued(car, at)
    car.plate = "沪A99999"
    car.save()
    assert Bill.objects.get(pk=bill.pk).facts["vehicle"]["plate"] != "沪A99999"


def test_a_second_click_issues_nothing_more(car, at, cashier):
    bill = billing.make_issued(car, at)
    again = bills.issue(bill, by=cashier, at=at + timedelta(hours=1))
    assert (again.number, again.issued_at) == (bill.number, at)
    assert billing.make_issued(car, at).number == "SH01-2026-000002"


def test_bills_are_chained(car, at):
    first, second = billing.make_issued(car, at), billing.make_issued(car, at)
    assert (first.previous_hash, second.previous_hash) == ("", first.hash)


def test_numbers_begin_anew_each_year_and_the_chain_does_not(car, at):
    old = billing.make_issued(car, at)
    new = billing.make_issued(car, at + NEW_YEAR)
    assert (new.number, new.previous_hash) == ("SH01-2027-000001", old.hash)


def test_the_year_is_that_of_the_stores_clock(car, at):
    """31 December 17:00 UTC is New Year's Day in Shanghai."""
    eve = at.replace(month=12, day=31, hour=23, minute=59)
    assert billing.make_issued(car, eve).year == 2026
    assert billing.make_issued(car, eve + timedelta(minutes=1)).year == 2027


def test_no_bill_is_older_than_the_one_before_it(car, at):
    """A clerk whose request waited over midnight gets a number of the new year, not one that breaks the chain."""
    new = billing.make_issued(car, at + NEW_YEAR)
    late = billing.make_issued(car, at + NEW_YEAR - timedelta(days=1))
    assert (late.number, late.issued_at, late.previous_hash) == ("SH01-2027-000002", new.issued_at, new.hash)


def test_numbers_run_by_store(car, other_store, at):
    billing.make_issued(car, at)
    with scope(store=other_store):
        billing.make_rates(other_store)
        theirs = customers.make_vehicle(customers.make_customer(other_store))
        assert billing.make_issued(theirs, at).number == "SH02-2026-000001"


def test_only_the_cashier_issues(car, at, advisor):
    bill = billing.make_draft(car, at)
    with pytest.raises(PermissionDenied):
        bills.issue(bill, by=advisor, at=at)
    bill.refresh_from_db()
    assert (bill.status, bill.number) == ("draft", "")


def test_a_bill_of_no_charge_is_paid_at_once(car, at):
    bill = billing.make_issued(car, at, ["LO-01-011"])
    assert (bill.total, bill.status, bill.paid_at, bill.number) == (0, "paid", at, "SH01-2026-000001")


def test_the_customer_hears_of_his_bill_and_the_insurer_does_not(car, at):
    bill = billing.make_issued(car, at)
    message = Message.objects.get()
    assert (message.purpose, message.source_id, message.link_kind) == ("bill", bill.pk, Link.Kind.BILL)
    assert bill.number in message.body and "¥128.00" in message.body
    billing.make_issued(car, at, payer="insurer")
    assert Message.objects.count() == 1


# ── paying ────────────────────────────────────────────────────────────────────────────────────
def test_a_payment_in_two_parts_settles_the_bill(car, at, cashier):
    bill = billing.make_issued(car, at)
    bill = receipts.take(bill, by=cashier, at=at, method="cash", amount=Decimal("28.00"))
    assert (bill.status, rules.open_amount(bill)) == ("issued", Decimal("100.00"))
    bill = receipts.take(bill, by=cashier, at=at, method="wechat_pay", amount=Decimal("100.00"), reference="T-1")
    assert (bill.status, bill.paid, bill.paid_at) == ("paid", Decimal("128.00"), at)
    assert list(bill.allocations.order_by("pk").values_list("receipt__method", "amount", "receipt__reference")) == [
        ("cash", Decimal("28.00"), ""),
        ("wechat_pay", Decimal("100.00"), "T-1"),
    ]


@pytest.mark.parametrize(
    ("amount", "reason"), [("128.01", "Only ¥128.00 is open"), ("0", "above zero"), ("-5", "above zero")]
)
def test_never_more_than_is_open_is_taken(car, at, cashier, amount, reason):
    bill = billing.make_issued(car, at)
    with pytest.raises(Refused, match=reason) as refused:
        receipts.take(bill, by=cashier, at=at, method="cash", amount=Decimal(amount))
    assert (refused.value.field, Receipt.objects.count()) == ("amount", 0)


def test_a_draft_takes_no_money(car, at, cashier):
    with pytest.raises(Refused, match="Issue the bill first"):
        receipts.take(billing.make_draft(car, at), by=cashier, at=at, method="cash", amount=Decimal(1))


def test_a_paid_bill_takes_no_more(car, at, cashier):
    with pytest.raises(Refused, match="This bill is paid"):
        receipts.take(billing.make_paid(car, at), by=cashier, at=at, method="cash", amount=Decimal(1))


def test_only_the_cashier_takes_money(car, at, advisor):
    with pytest.raises(PermissionDenied):
        receipts.take(billing.make_issued(car, at), by=advisor, at=at, method="cash", amount=Decimal(1))


# ── crediting ─────────────────────────────────────────────────────────────────────────────────
def test_a_credit_note_mirrors_the_bill_and_frees_its_lines(car, at, cashier, manager):
    bill = bills.credit(billing.make_paid(car, at, *SERVICE), by=manager, at=at, reason="wrong payer")
    note = bill.credits.get()
    assert (bill.status, note.status, note.total, note.number, note.previous_hash) == (
        "credited", "issued", -bill.total, "SH01-2026-000002", bill.hash,
    )  # fmt: skip
    assert [line.amount for line in note.lines.order_by("position")] == [
        -line.amount for line in bill.lines.order_by("position")
    ]
    assert (note.credit_reason, rules.open_amount(note), list(Bill.objects.unpaid())) == ("wrong payer", 0, [])
    again = draft(car, cashier, at, lines_of(bill))
    assert bills.issue(again, by=cashier, at=at).number == "SH01-2026-000003"


def test_a_bill_is_credited_once(car, at, manager):
    bill = billing.make_issued(car, at)
    for _click in range(2):
        bill = bills.credit(bill, by=manager, at=at, reason="x")
    with pytest.raises(Refused, match="already, with “x”"):
        bills.credit(bill, by=manager, at=at, reason="wrong payer")
    assert bill.credits.count() == 1


def test_issuing_and_crediting_take_two_people(car, store, at):
    both = Access.of(billing.cashier(store).user, [Role.CASHIER, Role.SERVICE_MANAGER], store)
    with pytest.raises(Refused, match="somebody else must credit"):
        bills.credit(billing.make_issued(car, at), by=both, at=at, reason="x")


def test_the_cashier_credits_nothing(car, at, cashier):
    with pytest.raises(PermissionDenied):
        bills.credit(billing.make_issued(car, at), by=cashier, at=at, reason="x")


def test_drafts_and_credit_notes_are_not_credited(car, at, manager):
    with pytest.raises(Refused, match="A draft is discarded"):
        bills.credit(billing.make_draft(car, at), by=manager, at=at, reason="x")
    note = bills.credit(billing.make_issued(car, at), by=manager, at=at, reason="x").credits.get()
    with pytest.raises(Refused, match="cannot be credited"):
        bills.credit(note, by=manager, at=at, reason="x")


def test_a_credited_bill_takes_no_money(car, at, cashier, manager):
    bill = bills.credit(billing.make_issued(car, at), by=manager, at=at, reason="x")
    for asked in (bill, bill.credits.get()):
        with pytest.raises(Refused, match="asks for nothing"):
            receipts.take(asked, by=cashier, at=at, method="cash", amount=Decimal(1))


# ── refunding ─────────────────────────────────────────────────────────────────────────────────
def test_money_goes_back_in_parts_after_the_credit_note(car, at, cashier, manager):
    bill = bills.credit(billing.make_paid(car, at), by=manager, at=at, reason="x")
    bill = receipts.refund(bill, by=cashier, at=at, method="cash", amount=Decimal("28.00"))
    with pytest.raises(Refused, match="Only ¥100.00 of what came in by Cash is still here"):
        receipts.refund(bill, by=cashier, at=at, method="cash", amount=Decimal("100.01"))
    bill = receipts.refund(bill, by=cashier, at=at, method="cash", amount=Decimal("100.00"))
    assert (bill.paid, sum(bill.allocations.values_list("amount", flat=True))) == (0, 0)
    with pytest.raises(Refused, match="no money to give back"):
        receipts.refund(bill, by=cashier, at=at, method="cash", amount=Decimal(1))


def test_no_money_goes_back_on_a_bill_that_stands(car, at, cashier):
    with pytest.raises(Refused, match="only on a credited bill"):
        receipts.refund(billing.make_paid(car, at), by=cashier, at=at, method="cash", amount=Decimal(1))


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CASHIER])
def test_only_the_cashier_gives_money_back(car, at, manager, access_of, role):
    bill = bills.credit(billing.make_paid(car, at), by=manager, at=at, reason="x")
    with pytest.raises(PermissionDenied):
        receipts.refund(bill, by=access_of(role), at=at, method="cash", amount=Decimal(1))


def test_who_credits_a_bill_gives_no_money_back():
    assert BillPerm.BILL_CREDIT.roles & BillPerm.PAYMENT_TAKE.roles == set()


# ── links ─────────────────────────────────────────────────────────────────────────────────────
def test_a_draft_has_no_link(car, at, cashier):
    with pytest.raises(Refused, match="Issue the bill first"):
        links.give_link(billing.make_draft(car, at), by=cashier, at=at)


def test_a_link_is_given_and_revoked(car, at, cashier):
    bill = billing.make_issued(car, at)
    assert "/b/" in links.give_link(bill, by=cashier, at=at)
    assert links.revoke_link(bill, by=cashier, at=at) == 1


# ── moves ─────────────────────────────────────────────────────────────────────────────────────
def test_the_moves_of_a_bill_are_these():
    assert {pair: act.perm for pair, act in Bill.STATES.moves.items()} == {
        ("draft", "issued"): BillPerm.BILL_ISSUE,
        ("issued", "paid"): BillPerm.PAYMENT_TAKE,
        ("draft", "discarded"): BillPerm.BILL_DRAFT,
        ("issued", "credited"): BillPerm.BILL_CREDIT,
        ("paid", "credited"): BillPerm.BILL_CREDIT,
    }
    notes = [act for act in Bill.STATES.acts if act.name == "issue_note"]
    assert [(act.start, act.end, act.perm) for act in notes] == [("draft", "issued", BillPerm.BILL_CREDIT)]


def test_every_move_is_in_the_log(car, at, manager):
    bill = bills.credit(billing.make_paid(car, at), by=manager, at=at, reason="wrong payer")
    log = Activity.objects.about(bill).order_by("pk").values_list("verb", "to_status", "note")
    assert list(log) == [
        ("move", "issued", ""),
        ("pay", "", ""),
        ("move", "paid", ""),
        ("move", "credited", "wrong payer"),
    ]
