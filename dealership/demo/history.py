"""Writes twelve months of history in sets: a million leads and orders take minutes.

Every random choice is a hash of the row's number and the seed, so the same call gives the same group. It runs inside
`bulk.unguarded`, without triggers: issued bills are inserted as such, and `checkintegrity` checks the result.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection
from django_scopes import scopes_disabled

from accounts.models.stores import Store
from billing.models.bills import Bill
from billing.rules import bills as bills_rules
from core import names as core_names
from dealership.demo import bulk, names, stage

STEPS = Path(__file__).parent / "history"
BATCH = 5_000
MANY = 5_000


@dataclass(frozen=True)
class Size:
    """The size of the history: counts over all stores of the group."""

    leads: int
    orders: int
    seed: int = 1

    @property
    def many(self) -> bool:
        return self.leads + self.orders > MANY


def write(stores: list[Store], size: Size, *, at: datetime) -> None:
    """Write customers, leads with contacts and revisits, then orders with estimates, bills, payments and calls."""
    with connection.cursor() as cursor:
        prepare(cursor, stores, size, at)
        with bulk.hashed(cursor):
            for step in sorted(STEPS.glob("*.sql")):
                cursor.execute(step.read_text(encoding="utf-8"))
        cursor.execute("ANALYZE billing_bill, billing_billline")
        issue_bills(cursor, stores)


def prepare(cursor, stores: list[Store], size: Size, at: datetime) -> None:
    """Fill the tables that the steps read: numbers of the plan, stores, invented names."""
    cursor.execute("SELECT set_config('demo.seed', %s, true)", [str(size.seed)])
    cursor.execute(PLAN, [size.leads, size.orders, size.seed, at, len(stores), names.vin_base()])
    cursor.execute(
        "CREATE TEMP TABLE demo_store (no int PRIMARY KEY, store_id bigint, zone text, code text, until timestamptz)"
    )
    cursor.executemany(
        "INSERT INTO demo_store VALUES (%s, %s, %s, %s, %s)",
        [(no, store.pk, store.time_zone, store.code, stage.first_hour(store, at)) for no, store in enumerate(stores)],
    )
    people = [names.person(n) for n in range(len(names.FAMILY) * len(names.GIVEN))]
    cursor.execute("CREATE TEMP TABLE demo_name (no int PRIMARY KEY, name text, initials text, sort_key text)")
    cursor.executemany(
        "INSERT INTO demo_name VALUES (%s, %s, %s, %s)",
        [(no, name, core_names.letters(name), core_names.sort_key(name)) for no, name in enumerate(people)],
    )


PLAN = """
    DROP TABLE IF EXISTS demo_plan, demo_store, demo_name;
    CREATE TEMP TABLE demo_plan AS SELECT %s::int leads, %s::int orders, %s::bigint seed, %s::timestamptz at,
        %s::int stores, %s::int vin_base"""


def issue_bills(cursor, stores: list[Store]) -> None:
    """Number, seal and pay the bills of the past in the order of their days, a few thousand at a time."""
    chains = {store.pk: Chain(store) for store in stores}
    cursor.execute("SELECT count(*) FROM demo_past")
    for start in range(0, cursor.fetchone()[0], BATCH):
        cursor.execute(PAST, [start, start + BATCH])
        write_issued(cursor, [chains[bill.store_id].link(bill, *facts) for bill, *facts in drafts(cursor.fetchall())])
    cursor.executemany(
        "INSERT INTO accounts_counter (store_id, kind, year, last) VALUES (%s, 'bill', %s, %s)",
        [(key, year, last) for key, chain in chains.items() for year, last in chain.last.items()],
    )


def drafts(past: list[tuple[int, datetime, int]]) -> Iterator[tuple[Bill, datetime, int]]:
    """(bill with its lines, issued at, cashier) of each row."""
    with scopes_disabled():
        bills = Bill.objects.filter(pk__in=[row[0] for row in past]).prefetch_related("lines").in_bulk()
    return ((bills[key], issued_at, cashier) for key, issued_at, cashier in past)


class Chain:
    """The chain of a store's bills: each has the seal of the one before; numbers begin anew each year."""

    def __init__(self, store: Store):
        self.store, self.previous, self.last = store, "", defaultdict(int)

    def link(self, bill: Bill, issued_at: datetime, cashier: int) -> Bill:
        bill.issued_at, bill.issued_by_id = issued_at, cashier
        bill.year = self.store.today(issued_at).year
        self.last[bill.year] += 1
        bill.serial, bill.previous_hash = self.last[bill.year], self.previous
        bill.number = bills_rules.number_of(self.store, bill.year, bill.serial)
        bill.hash = self.previous = bills_rules.seal(bill, sorted(bill.lines.all(), key=lambda line: line.position))
        return bill


PAST = "SELECT bill_id, delivered, cashier FROM demo_past WHERE no > %s AND no <= %s ORDER BY no"
FROZEN = ("id", "year", "serial", "number", "issued_at", "issued_by_id", "previous_hash", "hash")
ISSUE = """
    UPDATE billing_bill b SET status = 'paid', paid = total, paid_at = v.issued_at + interval '3 minutes',
        year = v.year, serial = v.serial, number = v.number, issued_at = v.issued_at, issued_by_id = v.issued_by,
        previous_hash = v.previous, hash = v.hash
    FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::text[], %s::timestamptz[], %s::bigint[], %s::text[], %s::text[])
        v (id, year, serial, number, issued_at, issued_by, previous, hash) WHERE b.id = v.id"""
PAY = """
    WITH paid AS (
        SELECT b.*, nextval(pg_get_serial_sequence('billing_receipt', 'id')) receipt_id, pg_temp.draw(id, 60, 100) way
        FROM billing_bill b WHERE id = ANY (%s)
    ), taken AS (
        INSERT INTO billing_receipt (id, store_id, customer_id, method, amount, reference, taken_by_id, at)
        SELECT receipt_id, store_id, customer_id, CASE WHEN way < 46 THEN 'wechat_pay' WHEN way < 74 THEN 'alipay'
            WHEN way < 95 THEN 'bank_card' ELSE 'cash' END, total, '', issued_by_id, paid_at FROM paid
    )
    INSERT INTO billing_allocation (store_id, receipt_id, bill_id, amount, allocated_by_id, at)
    SELECT store_id, receipt_id, id, total, issued_by_id, paid_at FROM paid"""


def write_issued(cursor, bills: list[Bill]) -> None:
    cursor.execute(ISSUE, [[getattr(bill, name) for bill in bills] for name in FROZEN])
    cursor.execute(PAY, [[bill.pk for bill in bills]])
