"""No statement of a page or an act reads more than it shows, however many stores the group has.

Every line of the access table is opened once by somebody who may, in a store with a year of history beside nineteen
others, and every statement is explained (`tests/plans.py`). `run.py test --all -n0 tests/test_plans.py` prints where
the planning time goes.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatch
from itertools import count
from operator import attrgetter, itemgetter

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import override_settings
from django.utils import translation
from django.utils.module_loading import import_string
from django_scopes import scope

from accounts.models.stores import Store
from tests import databases
from tests.access import walk, world
from tests.access.people import CODES, Person
from tests.access.walk import LINES, OPEN, Line
from tests.conftest import MONDAY
from tests.factories import appointments, customers
from tests.plans import Plan, explaining, group_sized, outermost, subject_of

STORES, OF_A_STORE = 20, 1_000  # leads, and as many orders, in each store
GROUP_SIZED = 250 * STORES  # rows from which a table is so large that nobody may read all of it
NOON = MONDAY + timedelta(hours=4)
PAGE = 50
ROOM = 15  # so many rows may be read for each that is shown: joins, and what a filter leaves out
COUNTED = 3 * OF_A_STORE  # a count, a sum or a search inside the store may read what the store has
SEARCHES = ("王小", "0001", "A00001", "000001")  # a name, the end of a phone number, of a plate and of a VIN
SEARCHED = ("/search/", "/customers/", "/leads/", "/orders/", "/bills/", "/appointments/", "/api/v1/customers/")
SEARCHED += ("/api/v1/leads/", "/api/v1/vehicles/", "/api/v1/repair-orders/", "/api/v1/bills/")
DUE = ("/leads/?due=today", "/leads/?due=overdue", "/api/v1/leads/?due=today")
SLOWEST = 12  # statements of which the planning time is printed

# What reads more, and why it may: the table of the statement ("" has only sub-selects), and where it is sent.
SORTED = "to be mended: all rows of the store are joined and sorted to show the first fifty"
SEARCHED_WIDE = "to be mended: a text is sought in several tables at once, not in each by its index"
AUDITED = "to be mended: eighty rows are read for each visit that the rules judge"
HISTORY = "to be mended: a week's number reads every row the store has ever had"
ROLLUP = "to be mended: adds up the rows of all stores; a rollup would not"
SWEPT = "to be mended: looks through all orders that were ever closed for those without a call"
EXCEPTIONS: dict[tuple[str, str], str] = {
    ("service_repairorder", "*orders/?q=*"): SEARCHED_WIDE,
    ("appointments_appointment", "/appointments/?q=*"): SEARCHED_WIDE,
    ("", "/appointments/?q=*"): SEARCHED_WIDE,
    ("billing_bill", "*bills/?q=*"): SEARCHED_WIDE,
    ("service_repairorder", "GET *orders/"): SORTED,
    ("followup_calltask", "GET /api/v1/calls/"): SORTED,
    ("parts_reservation", "GET *reservations/"): SORTED,
    ("pricing_estimate", "GET /api/v1/estimates/"): SORTED,
    ("sales_lead", "GET /api/v1/leads/"): SORTED,
    ("appointments_appointment", "GET /appointments/rules/*"): AUDITED,
    ("", "GET /boards/*"): HISTORY,
    ("", "GET /api/v1/metrics/*"): HISTORY,
    ("sales_lead", "GET /boards/group/"): ROLLUP,
    ("appointments_appointment", "GET /boards/group/"): ROLLUP,
    ("service_repairorder", "GET /boards/group/"): ROLLUP,
    ("billing_bill", "GET /boards/group/"): ROLLUP,
    ("service_repairorder", "followup.tasks.plan_due"): SWEPT,
}


# What the rules refuse in the world of the access test, so that its statements end there: each one that can be done
# there goes from this list, and none is added.
REFUSED = {
    "DELETE /api/v1/token/",
    "GET /canvass/who/",
    "GET /healthz/ready",
    "POST /a/{visit_link}/",
    "POST /api/v1/absences/{absence}/change/",
    "POST /api/v1/appointments/{today}/no-show/",
    "POST /api/v1/bills/{paid}/refund/",
    "POST /api/v1/complaints/{complaint}/answer/",
    "POST /api/v1/complaints/{complaint}/close/",
    "POST /api/v1/complaints/{complaint}/reopen/",
    "POST /api/v1/complaints/{complaint}/resolve/",
    "POST /api/v1/consents/",
    "POST /api/v1/leads/{lead}/extend/",
    "POST /api/v1/leads/{lead}/lose/",
    "POST /api/v1/leads/{lead}/review/",
    "POST /api/v1/leads/{lead}/undo-grade/",
    "POST /api/v1/repair-orders/{given}/start/",
    "POST /api/v1/repair-orders/{order}/extra-work/",
    "POST /api/v1/repair-orders/{order}/finish/",
    "POST /api/v1/repair-orders/{order}/pause/",
    "POST /api/v1/repair-orders/{order}/photos/",
    "POST /api/v1/repair-orders/{paused}/resume/",
    "POST /api/v1/repair-orders/{received}/check-in/",
    "POST /api/v1/reservations/{reservation}/give-back/",
    "POST /api/v1/token/",
    "POST /appointments/{today}/no-show/",
    "POST /book/",
    "POST /complaints/{complaint}/close/",
    "POST /jobs/{stopped}/resume/",
    "POST /jobs/{waiting}/start/",
    "POST /jobs/{working}/finish/",
    "POST /jobs/{working}/parts/",
    "POST /leads/{lead}/grade/undo/",
    "POST /shelf/issue/",
    "POST /shelf/pick/",
    "POST /shelf/scan/",
}


@dataclass(frozen=True)
class Fault:
    """A statement that reads too much."""

    address: str
    plan: Plan
    reason: str
    figures: str = ""

    def __str__(self):
        sql = "".join(outermost(self.plan.sql))[-300:]
        return f"{subject_of(self.plan.sql) or '-'} {self.reason}{self.figures} at {self.address}: {sql}"

    @property
    def exception(self) -> tuple[str, str] | None:
        """The line of the exceptions that speaks of it."""
        subject = subject_of(self.plan.sql)
        fitting = (key for key in EXCEPTIONS if key[0] == subject and fnmatch(self.address, key[1]))
        return next(fitting, None)


@pytest.fixture(scope="module", autouse=True)
def own_database(django_db_setup, template_database, django_db_blocker):
    """A database that no test has used: what they wrote and took back still fills its pages, and moves the plans."""
    before = connections["default"].settings_dict["NAME"]
    name = f"{before}_plans"
    with django_db_blocker.unblock():
        databases.copy(template_database, name)
        databases.use(name)
    yield
    with django_db_blocker.unblock():
        databases.use(before)
        databases.drop(name)


@pytest.fixture
def place(db):
    """A store with a year of history in a group of twenty, and something at every status in it."""
    with translation.override("en"), time_machine.travel(MONDAY, tick=False), pytest.MonkeyPatch.context() as patch:
        patch.setattr(customers, "_next", count(90_000))  # numbers that the demo group does not have
        rows = STORES * OF_A_STORE
        call_command("demo", "--no-stories", stores=STORES, leads=rows, orders=rows, stdout=None)
        make_room()
        yield world.build(MONDAY)[0]


def make_room() -> None:
    """Bays and people for everything that happens at one moment in the world of the access test."""
    for store in Store.objects.filter(code__in=world.MARKS):
        with scope(store=store):
            appointments.make_workshop(store, bays={"GEN": 14}, technicians=14, advisors=14)


@pytest.mark.slow
def test_no_statement_reads_more_than_it_shows(place, capsys):
    tables = group_sized(GROUP_SIZED)
    with time_machine.travel(NOON, tick=False), override_settings(DEMO=False):
        refused: set[str] = set()
        by_address = dict(opened(place, refused))
        without_indexes = list(opened_without_indexes(place))
    faults = [fault for address, plans in by_address.items() for fault in all_faults(address, plans, tables)]
    with capsys.disabled():
        sys.stdout.write(planning_of(by_address))
    assert unneeded(faults) == []
    assert refused == REFUSED
    assert len(tables) > 20 and len(by_address) > 200
    unexpected = written([fault for fault in faults if fault.exception is None])
    if unexpected:
        pytest.fail("\n".join(["Statements that read more than they show:", *unexpected]), pytrace=False)
    assert all_faults("", without_indexes, tables) != []


def all_faults(address: str, plans: list[Plan], tables: set[str]) -> list[Fault]:
    return [fault for plan in plans for fault in faults_of(address, plan, tables)]


def faults_of(address: str, plan: Plan, tables: set[str]) -> Iterator[Fault]:
    if whole := plan.read_whole(tables):
        yield Fault(address, plan, f"reads all of {', '.join(sorted(whole))}")
    elif (read := plan.rows_read(tables)) > allowed(address, plan):
        yield Fault(address, plan, "reads too many rows", f" ({read:.0f} for {plan.rows:.0f})")


def allowed(address: str, plan: Plan) -> float:
    inside = plan.counts or "?q=" in address
    return max(COUNTED if inside else 0, ROOM * max(plan.rows, PAGE))


# ── opening everything ────────────────────────────────────────────────────────────────────────
def opened(place, refused: set[str]) -> Iterator[tuple[str, list[Plan]]]:
    """Every address with its statements, each text once; whoever is refused is added to `refused`."""
    for line in [*LINES, *OPEN]:
        answers: list[walk.Answer] = []
        yield str(line), statements(lambda: answers.append(walk.ask(line, who(line, place), place.things)))
        refused |= {str(line)} if answers[0].status >= 400 else set()
    for address in SEARCHED:
        for text in SEARCHES:
            yield f"{address}?q={text}", statements(lambda: get(address, place, {"q": text}))
    for address in DUE:
        yield address, statements(lambda: get(address, place, {}))
    for task in settings.CELERY_BEAT_SCHEDULE.values():
        yield task["task"], statements(import_string(task["task"]))


def statements(act) -> list[Plan]:
    """What an act sends; it is taken back."""
    with transaction.atomic(), explaining() as plans:
        act()
        transaction.set_rollback(True)
    return plans


def get(address: str, place, query: dict[str, str]) -> walk.Answer:
    answer = walk.send("GET", address, who(line_of(address), place), query, as_json=address.startswith("/api/"))
    assert answer.status == 200, (address, query, answer.status)
    return answer


def line_of(address: str) -> Line:
    return next(line for line in LINES if (line.method, line.address) == ("GET", address.partition("?")[0]))


def who(line: Line, place) -> Person | None:
    """Somebody whom the table lets in: a manager before his people, who see less, and the group only for its own.

    In the API a role of the group names the store.
    """
    may = [place.people[code] for code in reversed(CODES) if code in line.roles]
    person = min(may, key=attrgetter("of_the_group"), default=None)
    return place.people[f"{person.name}@store"] if person and person.of_the_group and line.is_api else person


def opened_without_indexes(place) -> Iterator[Plan]:
    """The negative control: the list of customers, when PostgreSQL may use no index."""
    with connection.cursor() as cursor:
        for way in ("indexscan", "indexonlyscan", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    yield from statements(lambda: get("/api/v1/customers/", place, {}))


# ── what is written about it ──────────────────────────────────────────────────────────────────
def written(faults: list[Fault]) -> list[str]:
    """A line for each statement that is at fault, with the first of its addresses."""
    return [str(fault) for fault in {fault.plan.sql: fault for fault in reversed(faults)}.values()]


def planning_of(by_address: dict[str, list[Plan]]) -> str:
    """Where the time of planning goes."""
    rows = [(plan.planning, plan, address) for address, plans in by_address.items() for plan in plans]
    slowest = sorted(rows, key=itemgetter(0), reverse=True)[:SLOWEST]
    lines = [f"{took:8.1f} ms  {subject_of(plan.sql) or 'sub-selects'}  {address}" for took, plan, address in slowest]
    total = f"{len(rows)} statements, {sum(row[0] for row in rows):.0f} ms of planning. The slowest to plan:"
    return "\n".join(["", total, *lines, ""])


def unneeded(faults: list[Fault]) -> list[tuple[str, str]]:
    """Exceptions whose reason has gone."""
    return sorted(EXCEPTIONS.keys() - {fault.exception for fault in faults})


# ── the guard itself ──────────────────────────────────────────────────────────────────────────
@pytest.fixture
def rows(db):
    """A table of ten thousand rows in a hundred stores, and another that stands for its lines' heads."""
    with connection.cursor() as cursor:
        for table in ("heads", "lines"):
            cursor.execute(f"CREATE TABLE {table} (id int PRIMARY KEY, store_id int, head_id int)")
            cursor.execute(f"INSERT INTO {table} SELECT n, n / 100, n FROM generate_series(1, 10000) n")
            cursor.execute(f"CREATE INDEX {table}_store ON {table} (store_id, id)")
        cursor.execute("CREATE INDEX lines_head ON lines (head_id)")
        cursor.execute("ANALYZE heads, lines")


def faults_in(sql: str) -> list[str]:
    with explaining() as plans, connection.cursor() as cursor:
        cursor.execute(sql)
    return [fault.reason + fault.figures for fault in faults_of("here", plans[0], group_sized(10_000))]


def test_the_rows_of_a_store_by_its_index_are_no_fault(rows):
    assert faults_in("SELECT * FROM lines WHERE store_id = 7") == []


def test_a_filter_without_an_index_is_a_fault(rows):
    assert faults_in("SELECT * FROM lines WHERE head_id % 5 = 0 AND id % 7 = 0") == ["reads all of lines"]


def test_an_or_across_a_join_is_a_fault(rows):
    joined = "SELECT * FROM lines JOIN heads ON heads.id = lines.head_id WHERE lines.id = 5 OR heads.store_id = 7"
    assert len(faults_in(joined)) == 1


def test_an_index_read_from_end_to_end_is_a_fault(rows):
    assert faults_in("SELECT store_id FROM lines ORDER BY store_id, id OFFSET 9990") == [
        "reads too many rows (10000 for 10)"
    ]


def test_a_count_may_read_a_store_and_no_more(rows):
    assert faults_in("SELECT count(*) FROM lines WHERE store_id BETWEEN 3 AND 12 AND id > 0") == []
    assert faults_in("SELECT count(*) FROM lines WHERE store_id BETWEEN 3 AND 42 AND id > 0") != []


def test_what_is_explained_is_not_done_twice(rows):
    with explaining() as plans, connection.cursor() as cursor:
        cursor.execute("UPDATE lines SET head_id = head_id + 1 WHERE id = 3")
        cursor.execute("SELECT head_id FROM lines WHERE id = 3")
        assert cursor.fetchone() == (4,)
    assert [plan.rows for plan in plans] == [1, 1]
    assert plans[0].planning > 0


def test_of_statements_that_are_sent_together_each_is_explained(rows):
    doubled = "INSERT INTO lines SELECT id + %s, 1, 1 FROM lines WHERE head_id %% 5 = %s"
    with explaining() as plans, connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO heads VALUES (%s, 1, 1), (%s, 1, 1); {doubled}", [10_001, 10_002, 10_000, 0])
        cursor.execute("SELECT count(*) FROM lines")
        assert cursor.fetchone() == (12_000,)
    assert [plan.rows for plan in plans[:2]] == [2, 2_000]
    assert [plan.read_whole({"lines"}) for plan in plans[:2]] == [set(), {"lines"}]


def test_the_table_of_a_statement_is_not_that_of_its_sub_selects():
    assert subject_of('SELECT (SELECT 1 FROM "inner") FROM "outer" WHERE x IN (SELECT 2 FROM "other")') == "outer"
    assert subject_of('SELECT (SELECT 1 FROM "inner"), (SELECT 2 FROM "other")') == ""
    assert subject_of('UPDATE "outer" SET x = 1') == "outer"
