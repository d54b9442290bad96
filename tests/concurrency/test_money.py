"""Cashiers and parts clerks in a rush: numbers without gap or twin (P16), money taken once (P17), no piece twice (P2).

Each hand is a thread with a connection of its own, in a database where everything is committed. The last tests are the
negative controls: with the guards taken away, what the tests above exclude must happen.
"""

import threading
from collections import Counter
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from itertools import count

import pytest
from django.db import DatabaseError, connection, transaction
from django_scopes import scope

from accounts.access import Access
from billing.actions import bills, receipts
from billing.models.bills import Bill
from billing.models.receipts import Allocation, Receipt
from core.errors import Refused
from dealership import integrity
from parts import actions as stock
from parts.models import Reservation, StockItem
from pricing.actions import catalogue
from pricing.models.prices import StoreOperation
from service.actions import handover
from tests.concurrency.clients import PATIENCE, all_look_before, at_once
from tests.concurrency.guards import unlocked
from tests.factories import billing, service
from tests.factories.accounts import make_store
from tests.factories.customers import make_customer, make_vehicle
from tests.factories.parts import make_stock
from tests.moments import MONDAY as AT

_store = count(1)
SLOW = pytest.mark.slow


@pytest.fixture
def till(own_database):
    store = make_store(f"TILL{next(_store)}")
    with scope(store=store):
        billing.make_rates(store)
        yield store


def rush(store, acts) -> list:
    """All acts from the same moment; what each answered, or the name of what it met."""

    def one(act):
        try:
            with scope(store=store):
                return act()
        except (Refused, Broken, DatabaseError) as error:
            return type(error).__name__

    return at_once([partial(one, act) for act in acts])


class Broken(Exception):
    """The power fails in the middle of an act."""


def drafts(store, many: int) -> list[Bill]:
    car = make_vehicle(make_customer(store))
    return [billing.make_draft(car, AT) for _bill in range(many)]


def issue(bill: Bill, *, fails: bool = False):
    by = billing.cashier(bill.store)

    def act():
        with transaction.atomic():
            number = bills.issue(bill, by=by, at=AT).number
            if fails:
                raise Broken
            return number

    return act


@pytest.mark.parametrize("many", [5, pytest.param(50, marks=SLOW)])
def test_numbers_run_without_gap_or_twin_whatever_fails(till, many):
    acts = [issue(bill, fails=place % 5 == 0) for place, bill in enumerate(drafts(till, many))]
    met = Counter(answer == "Broken" for answer in rush(till, acts))
    serials = sorted(Bill.objects.filter(serial__isnull=False).values_list("serial", flat=True))
    assert met == {True: many // 5, False: many - many // 5}
    assert serials == list(range(1, len(serials) + 1)) and len(serials) == many - many // 5


def test_one_bill_issued_by_many_hands_has_one_number(till):
    [bill] = drafts(till, 1)
    assert len(set(rush(till, [issue(bill)] * 6))) == 1
    assert Bill.objects.get().serial == 1


def take(bill: Bill, part: int):
    by, amount = billing.cashier(bill.store), bill.total / part
    return lambda: receipts.take(bill, by=by, at=AT, method="cash", amount=amount).status


@pytest.mark.parametrize(("hands", "rounds"), [(4, 1), pytest.param(50, 10, marks=SLOW)])
def test_money_is_taken_once(till, hands, rounds):
    for bill in drafts(till, rounds):
        bill = bills.issue(bill, by=billing.cashier(till), at=AT)
        answers = Counter(rush(till, [take(bill, 1)] * hands))
        assert answers == {"paid": 1, "Refused": hands - 1}
        assert (Allocation.objects.filter(bill=bill).count(), Bill.objects.get(pk=bill.pk).paid) == (1, bill.total)


def test_halves_make_a_whole_and_no_more(till):
    [bill] = drafts(till, 1)
    bill = bills.issue(bill, by=billing.cashier(till), at=AT)
    assert Counter(rush(till, [take(bill, 2)] * 5)) == {"issued": 1, "paid": 1, "Refused": 3}


@pytest.mark.parametrize("hands", [4, pytest.param(30, marks=SLOW)])
def test_money_goes_back_once(till, hands):
    [bill] = drafts(till, 1)
    cashier, boss = billing.cashier(till), Access.system(till)
    bill = receipts.take(bills.issue(bill, by=cashier, at=AT), by=cashier, at=AT, method="cash", amount=bill.total)
    bills.credit(bill, by=boss, at=AT, reason="x")
    back = lambda: receipts.refund(bill, by=cashier, at=AT, method="cash", amount=bill.total).paid  # noqa: E731
    assert Counter(rush(till, [back] * hands)) == {Decimal(0): 1, "Refused": hands - 1}


def deposit_of(store, amount: Decimal) -> Receipt:
    facts = {"by": billing.cashier(store), "at": AT, "method": "cash", "amount": amount}
    return receipts.take_deposit(make_customer(store), **facts)


def spend(deposit: Receipt, bill: Bill):
    by = billing.cashier(bill.store)
    return lambda: receipts.allocate(deposit, by=by, at=AT, bill=bill, amount=deposit.amount).status


def give_back(deposit: Receipt):
    by = billing.cashier(deposit.store)
    return lambda: receipts.return_deposit(deposit, by=by, at=AT, amount=deposit.amount).amount


def two_bills_want_one_deposit(store) -> tuple[Receipt, list]:
    """Each of two cashiers puts the whole deposit on the bill in front of him."""
    two = [bills.issue(bill, by=billing.cashier(store), at=AT) for bill in drafts(store, 2)]
    deposit = deposit_of(store, two[0].total)
    return deposit, rush(store, [spend(deposit, bill) for bill in two])


@pytest.mark.parametrize("rounds", [1, pytest.param(20, marks=SLOW)])
def test_a_deposit_is_spent_once(till, rounds):
    for _round in range(rounds):
        deposit, answers = two_bills_want_one_deposit(till)
        assert Counter(answers) == {"paid": 1, "Refused": 1}
        assert sum(deposit.allocations.values_list("amount", flat=True)) == deposit.amount


@pytest.mark.parametrize("hands", [4, pytest.param(30, marks=SLOW)])
def test_a_deposit_is_returned_once_or_spent(till, hands):
    [bill] = drafts(till, 1)
    bill = bills.issue(bill, by=billing.cashier(till), at=AT)
    deposit = deposit_of(till, bill.total)
    answers = Counter(rush(till, [spend(deposit, bill), *[give_back(deposit)] * hands]))
    assert answers.pop("Refused") == hands
    assert list(answers) in (["paid"], [-bill.total])


# ── prices ────────────────────────────────────────────────────────────────────────────────────


def two_managers_correct_one_operation(store) -> list:
    """Both have opened it before either has saved: one sets the time, the other the price."""
    work, by = billing.make_operation(), Access.system(store)

    def saved(**values):
        return lambda: catalogue.correct_operation(work, by=by, at=AT, opened_with="", **values).price

    return rush(store, [saved(offered=True, time_units=100, price=None), saved(offered=True, price=Decimal(9))])


def test_of_two_managers_with_one_operation_open_the_second_is_told(till):
    assert two_managers_correct_one_operation(till).count("Stale") == 1
    assert StoreOperation.objects.count() == 1


# ── parts ─────────────────────────────────────────────────────────────────────────────────────


def keep(item: StockItem):
    by = Access.system(item.store)
    return lambda: len(stock.reserve([(item.part, 1)], by=by, at=AT, label="A", vehicle=None, needed_at=AT))


@pytest.mark.parametrize(("hands", "pieces"), [(5, 2), pytest.param(50, 5, marks=SLOW)])
def test_the_last_pieces_are_kept_once_also_while_they_are_counted(till, hands, pieces):
    item = make_stock(till, AT, on_hand=pieces)
    recount = lambda: stock.count(item, by=Access.system(till), at=AT, counted=pieces, reason="x").on_hand  # noqa: E731
    answers = Counter(rush(till, [keep(item)] * hands + [recount]))
    item.refresh_from_db()
    assert (item.reserved, Reservation.objects.count()) == (pieces, pieces)
    assert answers["Refused"] == hands - pieces


@pytest.mark.parametrize("hands", [4, pytest.param(30, marks=SLOW)])
def test_what_is_issued_by_many_hands_leaves_once(till, hands):
    item = make_stock(till, AT, on_hand=5)
    keep(item)()
    kept = Reservation.objects.get()
    hand_out = lambda: stock.issue(kept, by=Access.system(till), at=AT).status  # noqa: E731
    assert Counter(rush(till, [hand_out] * hands)) == {"issued": hands}
    item.refresh_from_db()
    assert (item.on_hand, item.reserved, item.movements.count()) == (4, 0, 2)


def issued(store, on_hand=5) -> tuple[StockItem, Reservation]:
    item = make_stock(store, AT, on_hand=on_hand)
    keep(item)()
    return item, stock.issue(Reservation.objects.get(item=item), by=Access.system(store), at=AT)


def bring_back(kept: Reservation):
    return lambda: stock.give_back(kept, by=Access.system(kept.store), at=AT, reason="x").status


@pytest.mark.parametrize("hands", [4, pytest.param(30, marks=SLOW)])
def test_what_is_brought_back_by_many_hands_comes_back_once(till, hands):
    item, kept = issued(till)
    assert Counter(rush(till, [bring_back(kept)] * hands)) == {"released": hands}
    item.refresh_from_db()
    assert (item.on_hand, item.reserved, item.movements.count()) == (5, 0, 3)


def billing_meets_return(store, wait=lambda: None) -> list:
    """The cashier bills an order while the parts clerk, who may wait a little, takes its part back."""
    order = service.make_ready(store, AT, parts=1)
    kept = stock.issue(order.reservations().get(), by=Access.system(store), at=AT)
    bill = lambda: handover.bill(order, by=Access.system(store), at=AT).bill.status  # noqa: E731
    return rush(store, [bill, lambda: wait() or bring_back(kept)()])


def test_a_part_is_billed_or_taken_back_never_both(own_database):
    store = make_store(f"TILL{next(_store)}")
    with scope(store=store):
        billed, returned = billing_meets_return(store)
    assert (billed, returned) in {("draft", "Refused"), ("draft", "released"), ("Refused", "released")}


# ── negative controls: everybody has looked before anybody writes ─────────────────────────────


@pytest.mark.slow
@pytest.mark.negative_control
def test_without_the_counter_two_bills_have_one_number(till, monkeypatch):
    def highest_and_one(store, kind, year):
        last = Bill.objects.filter(serial__isnull=False).order_by("-serial").values_list("serial", flat=True).first()
        return (last or 0) + 1

    monkeypatch.setattr(bills, "next_number", highest_and_one)
    monkeypatch.setattr(bills, "take_turn", lambda store, what: None)
    acts = [issue(bill) for bill in drafts(till, 6)]
    with all_look_before():
        answers = Counter(map(str, rush(till, acts)))
    assert answers.pop("IntegrityError") == 5, "only the unique key stood between two bills and one number"
    assert len(answers) == 1


@pytest.mark.slow
@pytest.mark.negative_control
def test_without_the_lock_and_the_triggers_money_is_taken_twice(till, monkeypatch):
    [bill] = drafts(till, 1)
    bill = bills.issue(bill, by=billing.cashier(till), at=AT)
    monkeypatch.setattr(receipts, "lock", unlocked)
    monkeypatch.setattr(receipts, "move", lambda bill, to, **given: bill)
    with without_triggers(), all_look_before():
        rush(till, [take(bill, 1)] * 4)
        assert Allocation.objects.filter(bill=bill).count() == 4


@pytest.mark.negative_control
def test_without_the_lock_and_the_triggers_a_deposit_is_spent_twice(till, monkeypatch):
    monkeypatch.setattr(receipts, "lock", unlocked)
    with without_triggers(), all_look_before():
        deposit, _answers = two_bills_want_one_deposit(till)
        assert sum(deposit.allocations.values_list("amount", flat=True)) == 2 * deposit.amount


@pytest.mark.negative_control
def test_without_the_lock_and_the_triggers_a_deposit_is_returned_twice(till, monkeypatch):
    monkeypatch.setattr(receipts, "lock", unlocked)
    deposit = deposit_of(till, Decimal("60.00"))
    with without_triggers(), all_look_before():
        rush(till, [give_back(deposit)] * 4)
        assert deposit.refunds.count() == 4


def test_without_the_lock_the_database_still_spends_a_deposit_once(till, monkeypatch):
    monkeypatch.setattr(receipts, "lock", unlocked)
    with all_look_before():
        deposit, answers = two_bills_want_one_deposit(till)
    assert sorted(answers) == ["InternalError", "paid"]
    assert sum(deposit.allocations.values_list("amount", flat=True)) == deposit.amount


@pytest.mark.negative_control
def test_without_turns_the_second_manager_corrects_over_the_first(till, monkeypatch):
    monkeypatch.setattr(catalogue, "take_turn", lambda store, what: None)
    with all_look_before():
        assert "Stale" not in two_managers_correct_one_operation(till)


@contextmanager
def without_triggers():
    """Nothing but the lock in the code stands between two hands."""
    tables = ("billing_bill", "billing_receipt", "billing_allocation")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        try:
            yield
        finally:
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.mark.slow
@pytest.mark.negative_control
def test_without_the_lock_a_piece_is_kept_twice(till, monkeypatch):
    item = make_stock(till, AT, on_hand=1)

    rows = StockItem.objects.select_related("part").order_by("pk")
    monkeypatch.setattr(stock, "locked", lambda **which: rows.filter(**which))
    with all_look_before():
        rush(till, [keep(item)] * 4)
    assert Reservation.objects.count() == 4


@pytest.mark.negative_control
def test_without_the_lock_and_the_triggers_money_goes_back_twice(till, monkeypatch):
    [bill] = drafts(till, 1)
    cashier = billing.cashier(till)
    bill = receipts.take(bills.issue(bill, by=cashier, at=AT), by=cashier, at=AT, method="cash", amount=bill.total)
    bill = bills.credit(bill, by=Access.system(till), at=AT, reason="x")
    monkeypatch.setattr(receipts, "lock", unlocked)
    back = lambda: receipts.refund(bill, by=cashier, at=AT, method="cash", amount=bill.total).paid  # noqa: E731
    with without_triggers(), all_look_before():
        rush(till, [back] * 4)
        assert Allocation.objects.filter(bill=bill, amount__lt=0).count() == 4


def both_unlocked(kept):
    return unlocked(kept.item), unlocked(kept)


@pytest.mark.negative_control
def test_without_the_lock_a_piece_leaves_twice(till, monkeypatch):
    item = make_stock(till, AT, on_hand=5)
    keep(item)()
    kept = Reservation.objects.get()
    monkeypatch.setattr(stock, "_both", both_unlocked)
    with all_look_before():
        rush(till, [lambda: stock.issue(kept, by=Access.system(till), at=AT).status] * 4)
    assert item.movements.filter(kind="issue").count() == 4


@pytest.mark.negative_control
def test_without_the_lock_a_piece_comes_back_twice(till, monkeypatch):
    item, kept = issued(till)
    monkeypatch.setattr(stock, "_both", both_unlocked)
    with all_look_before():
        rush(till, [bring_back(kept)] * 4)
    assert item.movements.filter(kind="return").count() == 4


@pytest.mark.negative_control
def test_without_the_lock_a_count_forgets_what_is_kept(till, monkeypatch):
    item = make_stock(till, AT, on_hand=2)
    looked, kept = threading.Event(), threading.Event()

    class Seen(list):
        def get(self):
            looked.set()
            kept.wait(PATIENCE)
            return self[0]

    def keep_meanwhile():
        looked.wait(PATIENCE)
        keep(item)()
        kept.set()

    monkeypatch.setattr(stock, "locked", lambda **which: Seen(StockItem.objects.filter(**which).select_related("part")))
    recount = lambda: stock.count(item, by=Access.system(till), at=AT, counted=2, reason="x").on_hand  # noqa: E731
    rush(till, [keep_meanwhile, recount])
    item.refresh_from_db()
    assert (item.reserved, Reservation.objects.count()) == (0, 1)


@pytest.mark.negative_control
def test_a_bill_that_does_not_hold_its_goods_charges_what_lies_in_the_store(own_database, monkeypatch):
    drafted = threading.Event()
    monkeypatch.setattr(bills.parts_actions, "charge", lambda goods, bill: drafted.set())
    store = make_store(f"TILL{next(_store)}")
    with scope(store=store):
        assert billing_meets_return(store, lambda: drafted.wait(PATIENCE) and None) == ["draft", "released"]
    assert "S3" in {invariant.code for invariant, _rows in integrity.broken(at=AT)}
