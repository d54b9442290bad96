"""What the database refuses, whoever asks and however (promises P10, P14, P15, P17): raw SQL as the application."""

from copy import deepcopy
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import Error, IntegrityError, connection, transaction

from billing.actions import bills, receipts
from billing.models.bills import Bill, BillLine
from billing.models.receipts import Allocation, Receipt
from tests.examples.common import built_for_a_module
from tests.factories import billing, parts
from tests.factories.customers import owner_of
from tests.moments import MONDAY
from vehicles.models import Vehicle

MAY_CHANGE = {"status", "paid", "paid_at"}
COLUMNS = {
    model: [field.column for field in model._meta.concrete_fields if field.column not in MAY_CHANGE]
    for model in (Bill, BillLine, Receipt, Allocation)
}
COPIED = """kind, code, name_zh, name_en, quantity, unit, unit_price, discount, amount, tax_rate, net, tax, part_kind,
    warranty_class"""
COPY = f"""INSERT INTO billing_billline (store_id, bill_id, estimate_line_id, difference_reason, position, {COPIED})
    SELECT store_id, %s, id, '', 9, {COPIED} FROM pricing_estimateline WHERE id = %s"""
ISSUE = """UPDATE billing_bill SET status = 'issued', number = 'X-99', serial = 99, year = 2026, hash = 'x',
    issued_at = now() WHERE id = %s"""
OTHER = {"CharField": "'x'", "JSONField": "'[]'", "DateTimeField": "now() + interval '9 days'"}


def refused(sql: str, *values) -> bool:
    """Whether the database refuses the statement, at once or at the latest at commit."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            touched = cursor.rowcount
    except Error:
        return True
    assert touched != 0, "the statement met no row"
    return False


def other_value(model, column: str) -> str:
    """An SQL expression that differs from what the column holds."""
    field = next(field for field in model._meta.concrete_fields if field.column == column)
    return OTHER.get(field.get_internal_type(), f"COALESCE({column}, 0) + 1")


def changed(model, column: str, where: str, key: int) -> bool:
    """Whether the column can be given another value."""
    value = other_value(model, column)
    return not refused(f"UPDATE {model._meta.db_table} SET {column} = {value} WHERE {where} = %s", key)


@pytest.fixture(scope="module")
def common_bill(common_ground, django_db_blocker):
    """Issued, with half its money."""

    def make_bill(store):
        bill = billing.make_issued(Vehicle.objects.get(), MONDAY, ["LO-03-001"], [(parts.OIL_FILTER, 1)])
        return receipts.take(bill, by=billing.cashier(store), at=MONDAY, method="cash", amount=Decimal("90.00"))

    with django_db_blocker.unblock(), built_for_a_module(make_bill) as bill:
        yield bill


@pytest.fixture(autouse=True)
def bill(common_bill, store):
    """The test's own copy. The bill is there in every test, also in those of a draft.

    PostgreSQL forgets SET CONSTRAINTS with the savepoint in which it was said, but not when it was said in one inside
    that had ended well: the next test would begin with immediate constraints.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return deepcopy(common_bill)


@pytest.mark.parametrize("column", COLUMNS[Bill])
def test_no_column_of_an_issued_bill_changes(bill, column):
    assert not changed(Bill, column, "id", bill.pk)


@pytest.mark.parametrize("column", COLUMNS[BillLine])
def test_no_column_of_its_lines_changes(bill, column):
    assert refused(
        f"UPDATE billing_billline SET {column} = {other_value(BillLine, column)} WHERE bill_id = %s", bill.pk
    )


@pytest.mark.parametrize("column", COLUMNS[Allocation])
def test_no_column_of_its_payments_changes(bill, column):
    assert not changed(Allocation, column, "bill_id", bill.pk)


@pytest.mark.parametrize("column", COLUMNS[Receipt])
def test_no_column_of_a_receipt_changes(bill, column):
    assert not changed(Receipt, column, "id", bill.allocations.get().receipt_id)


@pytest.mark.parametrize("table", ["billing_bill", "billing_billline", "billing_receipt", "billing_allocation"])
def test_nothing_issued_is_deleted_or_emptied(bill, table):
    assert refused(f"DELETE FROM {table}")
    assert refused(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("status", ["draft", "paid"])
def test_an_issued_bill_goes_neither_back_nor_ahead_of_its_money(bill, status):
    assert refused("UPDATE billing_bill SET status = %s WHERE id = %s", status, bill.pk)


def test_a_credited_bill_stays_credited(bill, at, manager):
    bills.credit(bill, by=manager, at=at, reason="x")
    for status in ("draft", "issued", "paid"):
        assert refused("UPDATE billing_bill SET status = %s WHERE id = %s", status, bill.pk)


@pytest.mark.parametrize("paid", ["0", "89.99", "186.00", "999"])
def test_paid_is_nothing_but_the_sum_of_payments(bill, paid):
    assert refused("UPDATE billing_bill SET paid = %s WHERE id = %s", paid, bill.pk)


RECEIVED = """WITH taken AS (INSERT INTO billing_receipt (store_id, method, amount, reference, at)
    SELECT store_id, 'cash', %s, '', now() FROM billing_bill WHERE id = %s RETURNING store_id, id, amount)"""
PUT = " INSERT INTO billing_allocation (store_id, receipt_id, bill_id, amount, at) SELECT store_id, {}, %s, {}, now()"
COUNT = "UPDATE billing_bill SET paid = (SELECT sum(amount) FROM billing_allocation WHERE bill_id = %s) WHERE id = %s"


def test_a_payment_that_is_not_counted_is_refused_at_commit(bill):
    for amount in ("10.00", "0"):
        assert refused(RECEIVED + PUT.format("id", "amount") + " FROM taken", amount, bill.pk, bill.pk)


def test_a_receipt_of_nothing_or_of_less_is_none(bill):
    for amount in ("0", "-10.00"):
        assert refused(RECEIVED + " SELECT 1", amount, bill.pk)
    assert not refused(RECEIVED + " SELECT 1", "10.00", bill.pk)


def allocated(bill: Bill, receipt: Receipt, amount: str) -> bool:
    """Whether the database lets so much of the receipt be on the bill, which counts it."""
    put = PUT.format(receipt.pk, amount) + " FROM billing_bill WHERE id = %s"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(put, [bill.pk, bill.pk])
            cursor.execute(COUNT, [bill.pk, bill.pk])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except Error:
        return False
    return True


@pytest.mark.parametrize(("amount", "accepted"), [("50", True), ("50.01", False), ("-1", False)])
def test_no_more_of_a_receipt_is_on_bills_than_it_is(bill, car, at, cashier, amount, accepted):
    deposit = receipts.take_deposit(owner_of(car), by=cashier, at=at, method="cash", amount=Decimal("60"))
    receipts.allocate(deposit, by=cashier, at=at, bill=billing.make_issued(car, at), amount=Decimal("10"))
    assert allocated(bill, deposit, amount) is accepted


def test_a_deposit_that_was_given_back_is_on_no_bill(bill, car, at, cashier):
    deposit = receipts.take_deposit(owner_of(car), by=cashier, at=at, method="cash", amount=Decimal("60"))
    receipts.return_deposit(deposit, by=cashier, at=at, amount=Decimal("20"))
    assert not allocated(bill, deposit, "40.01")
    assert allocated(bill, deposit, "40")


BACK = """INSERT INTO billing_receipt (store_id, method, amount, reference, at, gives_back_id)
    SELECT store_id, '{}', {}, '', now(), id FROM billing_receipt WHERE id = %s"""


def test_money_goes_back_once_and_by_its_own_way(bill, car, at, cashier):
    deposit = receipts.take_deposit(owner_of(car), by=cashier, at=at, method="cash", amount=Decimal("60"))
    back = receipts.return_deposit(deposit, by=cashier, at=at, amount=Decimal("20"))
    assert not refused(BACK.format("cash", "-40"), deposit.pk)
    assert refused(BACK.format("cash", "-40.01"), deposit.pk)
    assert refused(BACK.format("alipay", "-40"), deposit.pk)
    assert refused(BACK.format("cash", "-5"), back.pk), "what went back is no money to give back"
    assert refused(BACK.format("cash", "-5"), bill.allocations.get().receipt_id), "it is on a bill"


def test_a_bill_is_not_born_issued(bill):
    columns = [column for column in COLUMNS[Bill] if column not in {"id", "serial", "number"}]
    names = ", ".join(columns)
    assert refused(
        f"INSERT INTO billing_bill ({names}, status, paid, serial, number) SELECT {names}, 'issued', 0, 99, 'X-99'"
        " FROM billing_bill WHERE id = %s",
        bill.pk,
    )


def test_a_bill_is_not_born_paid(draft):
    columns = [column for column in COLUMNS[Bill] if column != "id"]
    names = ", ".join(columns)
    born = (
        f"INSERT INTO billing_bill ({names}, status, paid) SELECT {names}, 'draft', %s FROM billing_bill WHERE id = %s"
    )
    assert refused(born, draft.total, draft.pk)
    assert not refused(born, 0, draft.pk)


def put_on(bill: Bill, receipt: Receipt, amount: str) -> None:
    """The money on the bill and counted there, which leaves nothing to refuse but the status of the bill."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PUT.format(receipt.pk, amount) + " FROM billing_bill WHERE id = %s", [bill.pk, bill.pk])
        cursor.execute(COUNT, [bill.pk, bill.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


MISPLACED = "money comes in on an issued bill and goes back on a credited one"


@pytest.mark.parametrize("status", ["draft", "discarded", "credited"])
def test_no_money_comes_in_on_a_bill_that_does_not_ask_for_it(draft, at, advisor, cashier, manager, status):
    if status == "discarded":
        bills.discard_draft(draft, by=advisor, at=at)
    if status == "credited":
        bills.credit(bills.issue(draft, by=cashier, at=at), by=manager, at=at, reason="x")
    deposit = receipts.take_deposit(draft.customer, by=cashier, at=at, method="cash", amount=Decimal("60"))
    with pytest.raises(Error, match=MISPLACED):
        put_on(draft, deposit, "60")


@pytest.mark.parametrize("status", ["issued", "paid"])
def test_no_money_goes_back_on_a_bill_that_stands(bill, at, cashier, manager, status):
    if status == "paid":
        bill = receipts.take(bill, by=cashier, at=at, method="cash", amount=bill.total - bill.paid)
    taken = bill.allocations.order_by("pk").first().receipt
    with connection.cursor() as cursor:
        cursor.execute(BACK.format("cash", "-10"), [taken.pk])
    back = Receipt.objects.get(gives_back=taken)
    with pytest.raises(Error, match=MISPLACED):
        put_on(bill, back, "-10")
    bills.credit(bill, by=manager, at=at, reason="x")
    put_on(bill, back, "-10")


def test_no_line_joins_or_leaves_an_issued_bill(bill, car, at):
    assert refused(COPY, bill.pk, billing.make_approved(car, at).lines.first().pk)
    assert refused("DELETE FROM billing_billline WHERE bill_id = %s", bill.pk)


@pytest.fixture
def draft(car, at):
    return billing.make_draft(car, at, ["LO-03-001"], [(parts.OIL_FILTER, 1)])


def test_only_approved_lines_join_a_draft_and_each_once(draft, car, at, advisor):
    waiting = billing.make_estimate(car, at, by=advisor).lines.first()
    assert refused(COPY, draft.pk, waiting.pk)
    billed = draft.lines.first().estimate_line_id
    assert refused(COPY, draft.pk, billed)
    free = billing.make_approved(car, at).lines.first()
    assert not refused(COPY, draft.pk, free.pk)


def test_a_line_cannot_be_bent_to_another_approval(draft, car, at, advisor):
    waiting = billing.make_estimate(car, at, by=advisor).lines.first()
    assert refused("UPDATE billing_billline SET estimate_line_id = %s WHERE bill_id = %s", waiting.pk, draft.pk)


def test_a_line_needs_an_approval_or_a_mirror(draft):
    assert refused("UPDATE billing_billline SET estimate_line_id = NULL WHERE bill_id = %s", draft.pk)


def without_triggers() -> None:
    """The constraints of the lines alone remain; until the test's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE billing_billline DISABLE TRIGGER USER")


def test_a_line_has_one_source(draft, bill):
    """A mirror beside the approval is refused by its own trigger, so the constraint stands alone here."""
    source = bill.lines.first().pk
    without_triggers()
    assert refused("UPDATE billing_billline SET mirrors_id = %s WHERE bill_id = %s AND position = 1", source, draft.pk)


@pytest.mark.parametrize("kind", ["estimate_line_is_charged", "mirror_takes_back"])
def test_each_kind_of_line_has_its_sign(bill, at, manager, kind):
    note = bills.credit(bill, by=manager, at=at, reason="x").credits.get()
    without_triggers()
    turned = bill if kind == "estimate_line_is_charged" else note
    signs = "quantity = -quantity, amount = -amount, net = -net, tax = -tax, discount = -discount"
    with pytest.raises(IntegrityError, match=kind), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE billing_billline SET {signs} WHERE bill_id = %s", [turned.pk])


@pytest.mark.parametrize("sums", ["total = total + 1, net = net + 1", "net = net + 1, tax = tax - 1"])
def test_a_bill_with_a_wrong_sum_is_not_issued(draft, sums):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE billing_bill SET {sums} WHERE id = %s", [draft.pk])
    assert refused(ISSUE, draft.pk)


def test_a_bill_with_the_right_sum_is_issued(draft):
    assert not refused(ISSUE, draft.pk)


def test_a_line_whose_amount_is_not_quantity_times_price_is_refused(draft):
    assert refused("UPDATE billing_billline SET amount = amount + 1, net = net + 1 WHERE bill_id = %s", draft.pk)
    assert refused("UPDATE billing_billline SET tax = tax + 1 WHERE bill_id = %s", draft.pk)


def test_a_credit_note_mirrors_its_bill_to_the_fen(bill, car, at, manager):
    note = bills.credit(bill, by=manager, at=at + timedelta(hours=1), reason="x").credits.get()
    assert refused("DELETE FROM billing_bill WHERE id = %s", note.pk)
    assert refused("UPDATE billing_billline SET amount = amount - 1, net = net - 1 WHERE bill_id = %s", note.pk)
