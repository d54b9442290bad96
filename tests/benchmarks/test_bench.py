"""The benchmarks run, print every work, and their hand-written SQL does what the product does."""

import os
import subprocess
import sys
from datetime import datetime

import pytest

from benchmarks.asks import Ask
from benchmarks.databases import throw_away
from benchmarks.houses import opened
from benchmarks.measure import Measured
from benchmarks.table import drawn
from benchmarks.works import WORKS
from benchmarks.works.appointments import book, slots_for, write_booking
from benchmarks.works.leads import DUE_PATH, log_visit, write_visit
from supervisor.state import ROOT

ROWS, STORES = 200, 2
OF_THE_REQUEST = {"accounts_rememberedanswer", "pghistory_context"}  # idempotency and audit are the product's own


def test_the_table_says_whether_a_goal_was_met():
    work = WORKS[1]
    found = [
        Measured(work, full=work.goal * times / 1000, bare=0.001, full_in_the_small=1, queries=5) for times in (1, 2)
    ]
    met, missed = drawn(found, [100, 10], 2, 3, 60).splitlines()[3:5]
    assert [cell.strip() for cell in met.split("|")][1:9][-1] == "yes"
    assert [cell.strip() for cell in missed.split("|")][1:9][-1] == "no"


@pytest.mark.slow
def test_every_work_is_measured_and_printed():
    command = [sys.executable, "-m", "benchmarks", "--rows", str(ROWS), "--stores", str(STORES), "--repeats", "2"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr[-2000:]
    assert [title for title in (work.title for work in WORKS) if f"| {title} " not in told.stdout] == []


@pytest.fixture(scope="module")
def house():
    server = os.environ["DATABASE_URL"]
    with throw_away(server, [ROWS]) as urls, opened(urls, [ROWS], STORES) as houses:
        yield houses[0]


def rows_of(house) -> dict[str, int]:
    with house.connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        counts = [f"SELECT '{table}', count(*) FROM {table}" for (table,) in cursor.fetchall()]
        cursor.execute(" UNION ALL ".join(counts))
        return dict(cursor.fetchall())


def added_by(house, turn) -> dict[str, int]:
    act = turn(house)
    before = rows_of(house)
    act()
    added = {table: count - before[table] for table, count in rows_of(house).items()}
    return {table: count for table, count in added.items() if count and table not in OF_THE_REQUEST}


@pytest.mark.slow
@pytest.mark.parametrize("full, bare", [(log_visit, write_visit), (book, write_booking)])
def test_bare_sql_writes_the_rows_that_the_product_writes(house, full, bare):
    added_by(house, full)  # the year's first number makes its counter row
    added = added_by(house, full)
    assert added_by(house, bare) == added
    assert len(added) > 5


@pytest.mark.slow
def test_bare_sql_finds_the_times_that_the_product_offers(house):
    store = house.store()
    car = store["cars"][0]
    offered = house.door.send(slots_for(store, car)).json
    begin = datetime.fromisoformat(store["from"])
    facts = {"store": store["id"], "from": begin, "vehicle": car["vehicle"], "estimate": car["estimate"]}
    found = house.sql("slots", **facts)
    assert [row[0] for row in found] == [datetime.fromisoformat(slot["start"]) for slot in offered]
    assert len(found) == 10


@pytest.mark.slow
def test_bare_sql_reads_the_due_list_in_the_order_of_the_product(house):
    store = house.store()
    listed = house.door.send(Ask(DUE_PATH, token=store["sales"]["token"])).json["results"]
    found = house.sql("due", store=store["id"], sales=store["sales"]["id"], today=store["today"])
    assert [row[0] for row in found] == [lead["id"] for lead in listed]
    assert len(found) == 50
