"""Every tick may come twice, from two beats at once, or die anywhere: the house is as after one.

What a task left is compared as counts of rows by table and, where it ran in one thread, as the contents of all tables.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from importlib import import_module
from itertools import count

import psycopg2
import pytest
import time_machine
from django.conf import settings
from django.db import Error, connection, transaction
from django_scopes import scope

from accounts.access import Access
from accounts.models.records import RememberedAnswer
from accounts.models.stores import Store
from appointments.actions import visits
from appointments.models.risks import Risk
from appointments.presenters import texts
from capacity.actions import displacing, holds
from capacity.disturbances import Cause, Disturbance
from customers.actions import messages
from customers.actions import proofs as codes
from customers.models.messages import Message
from tests.concurrency.clients import at_once, wait_for_others
from tests.factories.accounts import make_store
from tests.factories.appointments import clerk, make_appointment, make_operation, make_waiting, make_workshop
from tests.factories.customers import make_customer, make_vehicle
from tests.factories.followup import make_delivered
from tests.factories.parts import make_stock
from tests.factories.sales import make_lead
from tests.factories.service import make_in_work
from tests.factories.statuses import put
from tests.moments import MONDAY

TASKS = sorted(entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values())
LATER = MONDAY + timedelta(hours=3)
TABLES = """SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'django_session' ORDER BY 1"""
_store = count(1)


def task(name: str):
    module, _dot, function = name.rpartition(".")
    return getattr(import_module(module), function)


# What is forgotten before a death needs no statement after it.
FEWEST_DEATHS = {"accounts.tasks.forget": 3}


FREES = {
    "capacity.tasks.release_expired",
    "capacity.tasks.restore_displaced",
    "customers.tasks.send_codes",
    "service.tasks.follow_clocks",
}  # no row more


def make_due(store) -> None:
    """Something for every tick: messages, checks, holds and parts to give back, visits to ask about, old leads."""
    RememberedAnswer.objects.create(principal="user:1:1", key=store.code, at=MONDAY - timedelta(days=8))
    make_workshop(store, bays={"GEN": 3}, technicians=3, advisors=3)
    by = clerk(store)
    for number in range(2):
        messages.send(
            make_customer(store), by=by, at=MONDAY, purpose="x", source_id=number, subject="s", body="b", due_at=LATER
        )
        make_appointment(store, MONDAY, MONDAY + timedelta(hours=26))
        make_delivered(store, MONDAY - timedelta(days=3, hours=number))
        make_lead(store, at=MONDAY - timedelta(days=9), grade="O")
    make_missed(store, by)
    make_in_work(store, MONDAY)
    make_displaced(store, by)
    make_late(store, by)
    make_offerable(store)
    make_proofs(store)
    car = make_vehicle(make_customer(store))
    start = MONDAY + timedelta(hours=5)
    holds.hold(car, by=by, at=MONDAY, operations=[make_operation()], start=start)


def make_displaced(store, by) -> None:
    """An appointment whose bay somebody else had, and has no more."""
    visit = make_appointment(store, MONDAY, MONDAY + timedelta(days=2), by=by)
    why = Disturbance(Cause.THING_OUT, "x")
    displacing.displace([visit.bay_id], visit.start, visit.end, why, by=Access.system(store), at=MONDAY)


def make_late(store, by) -> None:
    """A customer who is late, and a visit at risk whose customer was not told."""
    make_appointment(store, MONDAY, LATER - timedelta(minutes=30), by=by)
    at_risk = make_appointment(store, MONDAY, MONDAY + timedelta(days=3), by=by)
    Risk.objects.create(store=store, appointment=at_risk, kind="job_late", reason="x", since=MONDAY)


def make_offerable(store) -> None:
    """A customer who waits for a time that is free."""
    make_waiting(store, MONDAY)


def make_proofs(store) -> None:
    """A code that waits to leave, and a proof that is over."""
    for since in (timedelta(), timedelta(days=30)):
        at = LATER - since
        codes.ask_code("13800138009", by=Access.system(store), at=at, address="127.0.0.1")


def make_missed(store, by) -> None:
    """A customer who did not come three days ago, and whose parts are still kept."""
    start = MONDAY - timedelta(days=3)
    parts = [(make_stock(store, start - timedelta(days=1)).part, 1)]
    missed = make_appointment(store, start - timedelta(days=1), start, by=by, parts=parts)
    visits.mark_no_show(missed, by=by, at=start + timedelta(hours=1))
    messages.cancel_messages(texts.TO_COME, missed.pk, by=by, at=start, reason="read")


def counts() -> dict[str, int]:
    return _of_all_tables("count(*)")


def contents() -> dict[str, str]:
    return _of_all_tables("md5(string_agg(t::text, ',' ORDER BY t::text))")


def _of_all_tables(what: str) -> dict:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = [name for (name,) in cursor.fetchall()]
        found = {}
        for name in tables:
            cursor.execute(f'SELECT {what} FROM "{name}" t')
            found[name] = cursor.fetchone()[0]
    return found


def after_one_run(name: str) -> dict[str, int]:
    """The counts that one undisturbed run would leave."""
    with transaction.atomic():
        before = counts()
        task(name)()
        after = counts()
        transaction.set_rollback(True)
    assert before != after or name in FREES, "nothing was due"
    return after


@pytest.mark.parametrize("name", TASKS)
def test_a_second_tick_changes_nothing(store, name):
    make_due(store)
    with time_machine.travel(LATER, tick=False):
        before = contents()
        task(name)()
        once = contents()
        task(name)()
        assert contents() == once != before


# ── in a database where everything is committed ───────────────────────────────────────────────


@pytest.fixture
def due(own_database):
    """A store with something for every tick, and one where nothing is due; the stores of other tests are closed."""
    Store.objects.update(active=False)
    number = next(_store)
    make_store(f"CALM{number}")
    store = make_store(f"TICK{number}")
    with scope(store=store):
        make_due(store)
        with time_machine.travel(LATER, tick=False):
            yield store


@pytest.mark.slow
@pytest.mark.parametrize("name", TASKS)
def test_two_beats_at_once_do_it_once(due, name):
    wanted = after_one_run(name)
    at_once([task(name)] * 4)
    assert counts() == wanted
    task(name)()
    assert counts() == wanted


class Stumble:
    """Cuts the line to the database at the so-and-so-manyth statement, as when the worker dies there."""

    def __init__(self, at: int):
        self.left = at

    def __call__(self, execute, sql, params, many, context):
        self.left -= 1
        if self.left == 0:
            with suppress(psycopg2.Error):
                context["cursor"].cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return execute(sql, params, many, context)


def die_at(name: str, statement: int) -> bool:
    """Whether the task died there; False when it had ended before."""

    def run():
        died = False
        try:
            with connection.execute_wrapper(Stumble(statement)):
                task(name)()
        except* Error:
            died = True
        finally:
            connection.close()
        return died

    with ThreadPoolExecutor(1) as worker:
        return worker.submit(run).result()


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(TASKS) - {"customers.tasks.send_due"}))
def test_a_task_that_died_at_each_statement_is_made_good_by_the_next(due, name):
    wanted, died = after_one_run(name), 0
    while die_at(name, died + 1):
        died += 1
    assert died >= FEWEST_DEATHS.get(name, 4)
    task(name)()
    assert counts() == wanted


@pytest.mark.slow
def test_a_sender_that_died_at_each_statement_sends_nothing_twice(due):
    """What it had in hand is doubtful and shown as such; the full fire burns in test_messages.py."""
    died = 0
    while die_at("customers.tasks.send_due", died + 1):
        died += 1
    with time_machine.travel(LATER + timedelta(seconds=settings.MESSAGE_LEASE_SECONDS + 1), tick=False):
        task("customers.tasks.send_due")()
    sent = Message.objects.filter(purpose="x")
    assert died > 3
    assert set(sent.values_list("status", flat=True)) <= {"accepted", "unknown"}
    assert set(sent.values_list("attempts", flat=True)) == {1}


@pytest.mark.slow
@pytest.mark.negative_control
def test_without_the_conditional_update_two_senders_send_one_message_twice(due, monkeypatch):
    from customers.actions import outbox
    from customers.models.messages import MessageQuerySet

    monkeypatch.setattr(MessageQuerySet, "select_for_update", lambda rows, **options: rows)
    monkeypatch.setattr(outbox, "shift", lambda rows, came_from, to, **stamps: put(rows, status=to, **stamps) or 1)
    taken, rule = [], outbox.rules.why_not_send

    def wait_for_the_other(message, at):
        taken.append(message.pk)
        wait_for_others()
        return rule(message, at)

    monkeypatch.setattr(outbox.rules, "why_not_send", wait_for_the_other)
    at_once([task("customers.tasks.send_due")] * 2)
    assert taken[0] == taken[1]
