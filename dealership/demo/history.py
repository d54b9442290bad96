"""Twelve months of history, written set by set: a million leads and orders load in minutes.

Every random choice is a hash of the row's number and the seed, so the same call gives the same group.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction
from django_scopes import scope

from accounts.models import Membership, Store
from accounts.roles import Role
from billing.models import Bill
from billing.rules import bills as rules
from core import names as core_names
from dealership.demo import names

STEPS = Path(__file__).parent / "history"
BATCH = 5_000


@dataclass(frozen=True)
class Size:
    """How much history: numbers over all stores of the group."""

    leads: int
    orders: int
    seed: int = 1


def write(stores: list[Store], size: Size, *, at: datetime) -> None:
    """Customers, leads with contacts and revisits, then orders with estimates, bills, payments and follow-up calls."""
    with connection.cursor() as cursor:
        prepare(cursor, stores, size, at)
        for step in sorted(STEPS.glob("*.sql")):
            with transaction.atomic():
                cursor.execute(step.read_text(encoding="utf-8"))
            cursor.execute("ANALYZE")
    for store in stores:
        with scope(store=store):
            issue_bills(store)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def prepare(cursor, stores: list[Store], size: Size, at: datetime) -> None:
    """What the steps read: the plan's numbers, the stores with their people, and the made-up names."""
    cursor.execute("DROP TABLE IF EXISTS demo_plan, demo_store, demo_name")
    cursor.execute("SELECT set_config('demo.seed', %s, false)", [str(size.seed)])
    cursor.execute(
        "CREATE TEMP TABLE demo_plan AS SELECT %s::int leads, %s::int orders, %s::bigint seed, %s::timestamptz at,"
        " %s::int stores",
        [size.leads, size.orders, size.seed, at, len(stores)],
    )
    cursor.execute("CREATE TEMP TABLE demo_store (no int PRIMARY KEY, store_id bigint, zone text, code text)")
    cursor.executemany(
        "INSERT INTO demo_store VALUES (%s, %s, %s, %s)",
        [(no, store.pk, store.time_zone, store.code) for no, store in enumerate(stores)],
    )
    people = [names.person(n) for n in range(len(names.FAMILY) * len(names.GIVEN))]
    cursor.execute("DROP TABLE IF EXISTS demo_vin")
    cursor.execute("CREATE TEMP TABLE demo_vin AS SELECT %s::int vin_base", [names.vin_base()])
    cursor.execute("CREATE TEMP TABLE demo_name (no int PRIMARY KEY, name text, initials text, sort_key text)")
    cursor.executemany(
        "INSERT INTO demo_name VALUES (%s, %s, %s, %s)",
        [(no, name, core_names.initials(name), core_names.sort_key(name)) for no, name in enumerate(people)],
    )


def issue_bills(store: Store) -> None:
    """Number, chain and issue the drafts of the past in the order of their days, then take the money for them."""
    chain = Chain(store)
    with connection.cursor() as cursor:
        cursor.execute(PAST, [store.pk])
        past = cursor.fetchall()
    for start in range(0, len(past), BATCH):
        batch = dict(past[start : start + BATCH])
        drafts = Bill.objects.filter(pk__in=batch).prefetch_related("lines").in_bulk()
        write_issued([chain.link(drafts[pk], issued_at) for pk, issued_at in batch.items()])
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO accounts_counter (store_id, kind, year, last) VALUES (%s, 'bill', %s, %s)",
            [(store.pk, year, last) for year, last in chain.last.items()],
        )


class Chain:
    """The chain of a store's bills: each holds the seal of the one before it, numbers run by year."""

    def __init__(self, store: Store):
        self.store, self.previous, self.last = store, "", Counter()
        self.cashier = Membership.objects.filter(store=store, role=Role.CASHIER).first().user_id

    def link(self, bill: Bill, issued_at: datetime) -> Bill:
        bill.issued_at, bill.issued_by_id = issued_at, self.cashier
        bill.year = self.store.today(issued_at).year
        self.last[bill.year] += 1
        bill.serial, bill.previous_hash = self.last[bill.year], self.previous
        bill.number = rules.number_of(self.store, bill.year, bill.serial)
        bill.hash = self.previous = rules.seal(bill, sorted(bill.lines.all(), key=lambda line: line.position))
        return bill


PAST = "SELECT bill_id, delivered FROM demo_order WHERE store_id = %s ORDER BY delivered, bill_id"
FROZEN = ("id", "year", "serial", "number", "issued_at", "issued_by_id", "previous_hash", "hash")
ISSUE = """
    UPDATE billing_bill b SET status = 'issued', year = v.year, serial = v.serial, number = v.number,
        issued_at = v.issued_at, issued_by_id = v.issued_by, previous_hash = v.previous, hash = v.hash
    FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::text[], %s::timestamptz[], %s::bigint[], %s::text[], %s::text[])
        v (id, year, serial, number, issued_at, issued_by, previous, hash) WHERE b.id = v.id"""
PAY = """
    INSERT INTO billing_payment (store_id, bill_id, method, amount, reference, taken_by_id, at)
    SELECT store_id, id, (ARRAY['wechat_pay', 'alipay', 'bank_card', 'cash'])[1 + id %% 4], total, '', issued_by_id,
           issued_at + interval '3 minutes' FROM billing_bill WHERE id = ANY (%s)"""
PAID = """
    UPDATE billing_bill SET status = 'paid', paid = total, paid_at = issued_at + interval '3 minutes'
    WHERE id = ANY (%s)"""


@transaction.atomic
def write_issued(bills: list[Bill]) -> None:
    keys = [bill.pk for bill in bills]
    with connection.cursor() as cursor:
        cursor.execute(ISSUE, [[getattr(bill, name) for bill in bills] for name in FROZEN])
        cursor.execute(PAY, [keys])
        cursor.execute(PAID, [keys])
