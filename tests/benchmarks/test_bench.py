"""The benchmarks run, print every work, and their hand-written SQL does what the product does."""

import os
from argparse import Namespace
from datetime import datetime

import pytest

from benchmarks import cpu
from benchmarks.__main__ import reported
from benchmarks.cpu import Cpu
from benchmarks.databases import run, throw_away
from benchmarks.groups import opened
from benchmarks.stores import Store
from benchmarks.table import Report, lined_up
from benchmarks.works import WORKS, bare, calls, nightly
from benchmarks.works.rush import Attempts
from benchmarks.works.work import Block, Result, Step, Work

ROWS, STORES = 200, 3
OPTIONS = Namespace(rows=ROWS, stores=STORES, turns=2, rounds=1, clients=2)
OF_THE_REQUEST = {"accounts_rememberedanswer", "pghistory_context"}  # idempotency and audit are the product's own


# ── figures ───────────────────────────────────────────────────────────────────────────────────
def block(seconds: float, used: float = 0.0) -> Block:
    return Block([seconds] * 3, 1.0, Cpu(used, used))


def test_a_ratio_is_the_median_of_the_rounds_ratios():
    full, slow = [block(4), block(40), block(6)], [block(1), block(10), block(2)]
    assert Result({"full": full, "bare": slow}).ratio("full", "bare") == 4


def test_growth_is_the_exponent_over_rows():
    result = Result({"full": [block(10)], "small": [block(1)]}, rows=100)
    assert result.growth == pytest.approx(0.5)


@pytest.mark.parametrize(("most", "met"), [(2.9, "no"), (3, "yes")])
def test_the_table_says_whether_a_step_was_reached(most, met):
    work = Work(
        "w",
        "a work",
        full=lambda store: None,
        steps=(Step("≤ bare", lambda result: result.ratio("full", "bare"), most),),
    )
    report = Report(steps=work.reached(Result({"full": [block(3)], "bare": [block(1)]})))
    line = next(line for line in report.drawn(OPTIONS).splitlines() if line.startswith("| a work "))
    assert [cell.strip() for cell in line.split("|")] == ["", "a work", "≤ bare", "3.00", met, ""]


def test_a_work_without_bare_sql_says_so():
    report = Report()
    report.add(WORKS[0], 1, Result({"full": [block(0.010, 0.002)], "empty": [block(0.005)]}), 7)
    assert report.figures[0][1:9] == ["1", "7", "10.00", "–", "–", "5.00", "2.0", "4.0 (2.0 + 2.0)"]


def test_a_tail_is_p99_over_p50():
    assert Attempts([1.0] * 99 + [9.0], booked=20, elapsed=2.0).tail == pytest.approx(1.08)
    assert Attempts([1.0], booked=20, elapsed=2.0).rate == 10


def test_the_columns_of_a_table_stand_under_each_other():
    assert lined_up([["a", "long"], ["bb", "x"]]) == ["| a  | long |", "|----|------|", "| bb | x    |"]


def test_the_cpu_of_a_process_grows_with_its_work():
    before = cpu.used(os.getpid())
    while cpu.used(os.getpid()) == before:
        sum(range(10_000))
    assert cpu.descendants(os.getpid())[0] == os.getpid()
    assert cpu.used(4_000_000_000) == 0


def test_a_technician_is_numbered_as_his_account(monkeypatch):
    rows = {"results": [{"id": 8, "user": 31}, {"id": 9, "user": 30}, {"id": 7, "user": 35}]}
    monkeypatch.setattr(Store, "get", lambda *_, **__: rows)
    assert Store(None).technicians == {9: "technician", 8: "technician2", 7: "technician3"}


# ── a small group ─────────────────────────────────────────────────────────────────────────────
@pytest.fixture(scope="module")
def groups(template_database):
    sizes = [ROWS, ROWS // 10]
    server, clients = os.environ["DATABASE_URL"], OPTIONS.clients
    with throw_away(server, sizes, template=template_database) as urls, opened(urls, sizes, STORES, clients) as groups:
        yield groups


@pytest.fixture
def group(groups):
    return groups[0]


def rows_of(group) -> dict[str, int]:
    with group.connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        counts = [f"SELECT '{table}', count(*) FROM {table}" for (table,) in cursor.fetchall()]
        cursor.execute(" UNION ALL ".join(counts))
        return dict(cursor.fetchall())


def added_by(group, act) -> dict[str, int]:
    before = rows_of(group)
    act()
    added = {table: count - before[table] for table, count in rows_of(group).items()}
    return {table: count for table, count in added.items() if count and table not in OF_THE_REQUEST}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["visit", "booking"])
def test_bare_sql_writes_the_rows_that_the_product_writes(group, name):
    store, lines = group.stores[0], group.lines[0]
    getattr(calls, name)(store)(lines.web)  # the year's first number makes its counter row
    full, by_hand = getattr(calls, name)(store), getattr(bare, name)(store)
    added = added_by(group, lambda: full(lines.web))
    assert added_by(group, lambda: by_hand(lines)) == added
    assert len(added) > 5


@pytest.mark.slow
def test_bare_sql_finds_the_times_that_the_product_offers(group):
    store, lines = group.stores[0], group.lines[0]
    offered = [slot["start"] for slot in calls.free_times(store)(lines.web).json]
    by_hand = [row[0] for row in bare.free_times(store)(lines)]
    assert by_hand == [datetime.fromisoformat(start) for start in offered]
    assert len(offered) == 10


@pytest.mark.slow
def test_bare_sql_reads_the_due_list_in_the_order_of_the_product(group):
    store, lines = group.stores[0], group.lines[0]
    listed = calls.due_list(store)(lines.web).json["results"]
    assert [row[0] for row in bare.due_list(store)(lines)] == [lead["id"] for lead in listed]
    assert len(listed) == 50


@pytest.mark.slow
def test_bare_sql_finds_the_customers_that_the_product_finds(group):
    store, lines = group.stores[0], group.lines[0]
    text = store.names[0]
    found = store.get("service_advisor", "customers/", q=text)["results"]
    by_hand = run(lines.database, "search", store=store.keys["store"], text=text)
    assert [row[0] for row in by_hand] == [customer["id"] for customer in found]
    assert found != []


@pytest.mark.slow
def test_a_walk_in_ends_with_an_issued_bill_and_free_people(group):
    store, lines = group.always_open[0], group.lines[0]
    calls.walk_in(store)(lines.web)
    [order] = store.settled
    assert order.bill["status"] == "issued"
    calls.hand_over(store)
    assert store.get("service_advisor", f"repair-orders/{order.order['id']}/")["status"] == "delivered"


# ── these change the leads, so they come last ─────────────────────────────────────────────────
@pytest.mark.slow
def test_the_night_by_hand_leaves_the_leads_as_the_task_leaves_them(group):
    results = []
    for night in (nightly.by_task, nightly.by_hand):
        assert night(group).rows > 50
        with group.connection.cursor() as cursor:
            cursor.execute("SELECT id, grade, next_due_on FROM sales_lead WHERE status = 'following' ORDER BY id")
            results.append(cursor.fetchall())
    assert results[0] == results[1]
    assert {grade for _, grade, _ in results[0]} == {"O"}


@pytest.mark.slow
def test_every_work_is_measured_and_printed(groups):
    printed = reported(WORKS, groups, OPTIONS).drawn(OPTIONS)
    titles = [work.title for work in WORKS if isinstance(work, Work)] + ["book, 2 clients on 20 slots", nightly.TITLE]
    assert [title for title in titles if f"| {title} " not in printed] == []
