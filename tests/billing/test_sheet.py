"""What a bill shows: groups, net and tax, guarantees, and why each line costs what it costs."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.access import Access
from billing.actions import bills
from billing.models.bills import BillLine
from billing.presenters import Sheet
from billing.rules.warranty import guarantee
from core import money
from pricing.actions import estimates
from pricing.presenters import groups_of, vat_of
from tests.factories import billing, parts
from tests.factories.customers import owner_of

COMPLETED = date(2026, 11, 23)
SERVICE = (["LO-03-001", "LO-03-030"], [(parts.OIL_FILTER, 1), (parts.OIL, 4), (parts.DRAIN_PLUG, 1)])


@pytest.mark.parametrize(
    ("warranty_class", "until", "until_km"),
    [("MAINT1", "2026-12-03", 32_000), ("MAINT2", "2026-12-23", 35_000), ("OVERHAUL", "2027-03-03", 50_000)],
)
def test_a_repair_is_guaranteed_by_its_class(warranty_class, until, until_km):
    """A worked example, figure by figure."""
    promise = guarantee(warranty_class, on=COMPLETED, km=30_000)
    assert (promise.until, promise.until_km) == (date.fromisoformat(until), until_km)


def test_a_guarantee_is_said_in_one_sentence():
    assert str(guarantee("MAINT1", on=COMPLETED, km=30_000)) == "10 days or 2,000 km, until 2026-12-03 or 32,000 km"
    assert str(guarantee("MAINT1", on=COMPLETED, km=None)) == "10 days or 2,000 km, until 2026-12-03"
    assert guarantee("", on=COMPLETED, km=30_000) is None


def test_mixed_work_keeps_a_guarantee_for_each_line(car, at):
    facts = {"mileage": 30_000, "completed_on": "2026-11-23"}
    bill = billing.make_issued(car, at, ["LO-03-001", "LO-51-005"], facts=facts)
    promised = {name: (why.until.isoformat(), why.until_km) for name, why in Sheet(bill, COMPLETED).guarantees}
    assert promised == {
        "Minor service: oil + oil filter": ("2026-12-03", 32_000),
        "Full repaint": ("2027-03-03", 50_000),
    }


def test_a_sheet_sets_labour_and_material_apart(car, at):
    sheet = Sheet(billing.make_issued(car, at, *SERVICE), COMPLETED)
    assert [(group.title, group.subtotal) for group in sheet.groups] == [
        ("Labour", Decimal("144.00")),
        ("Material", Decimal("512.00")),
    ]
    assert sheet.vat == [{"rate": "13%", "net": Decimal("580.53"), "amount": Decimal("75.47")}]
    assert (sheet.words, sheet.repair_class, sheet.part_kinds["oem"]) == (
        "陆佰伍拾陆元整", "Class-1, minor and special repair", "Original part",
    )  # fmt: skip


def test_a_credit_note_is_red_and_guarantees_nothing(car, at, manager):
    note = bills.credit(billing.make_issued(car, at), by=manager, at=at, reason="x").credits.get()
    sheet = Sheet(note, COMPLETED)
    assert (sheet.words, sheet.guarantees) == ("(红字)壹佰贰拾捌元整", [])


def test_every_line_explains_itself(car, at, advisor):
    estimate = billing.make_estimate(car, at, by=advisor)
    estimate = estimates.tell(estimate, by=advisor, at=at, channel="phone", answer="accepted")
    facts = {"by": advisor, "at": at, "vehicle": car}
    bill = bills.draft_bill(owner_of(car), lines=estimate.lines.all(), **facts)
    [why] = Sheet(bill, COMPLETED).explained
    assert (why.estimated, why.standard, why.line.amount, why.difference) == (
        Decimal("128.00"), Decimal("128.00"), Decimal("128.00"), Decimal("0.00"),
    )  # fmt: skip
    assert why.approved_by == "by phone, recorded by service_advisor"
    assert why.note == "approved Mon 23 Nov 09:00 by phone, recorded by service_advisor"


def test_the_customers_own_yes_is_told_as_his(car, store, at, advisor):
    estimate = billing.make_estimate(car, at, by=advisor)
    estimate = estimates.tell(estimate, by=advisor, at=at, channel="link", answer="open")
    keys = estimate.lines.values_list("pk", flat=True)
    estimates.answer_lines(estimate, by=Access.customer(store), at=at, approved=keys, channel="link")
    bill = bills.draft_bill(owner_of(car), by=advisor, at=at, vehicle=car, lines=estimate.lines.all())
    assert Sheet(bill, COMPLETED).explained[0].approved_by == "by the customer's link"


def test_a_draft_shows_the_facts_of_today(car, at):
    assert Sheet(billing.make_draft(car, at), COMPLETED).facts["vehicle"]["plate"] == car.plate


amounts = st.decimals("0.01", "9999.99", places=2)
lines = st.lists(st.tuples(amounts, st.decimals("0.01", "99.99", places=2), st.sampled_from(["0.13", "0.06", "0.09"])))


@settings(max_examples=200, deadline=None)
@given(lines)
def test_total_subtotals_net_and_tax_agree_to_the_fen(rows):
    """Promise P14: whatever the quantities, prices and rates."""
    made = []
    for n, (price, quantity, rate) in enumerate(rows):
        amount = money.line_amount(quantity, price)
        net, tax = money.split_vat(amount, rate)
        kind = "labour" if n % 2 else "part"
        made.append(BillLine(kind=kind, amount=amount, net=net, tax=tax, tax_rate=Decimal(rate)))
    total = money.total(line.amount for line in made)
    assert money.total(group.subtotal for group in groups_of(made)) == total
    assert sum((row["net"] + row["amount"] for row in vat_of(made)), Decimal(0)) == total
