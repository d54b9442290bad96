"""The call queue under a crowd (promise P8): each call to one agent, each visit one call, whoever comes at once."""

import threading
from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from django_scopes import scope

from accounts.access import Access
from accounts.roles import Role
from core.errors import Refused
from followup.actions import calls, planning
from followup.models.calls import CallResult, CallTask
from tests.concurrency import clients
from tests.concurrency.clients import PATIENCE, all_look_before, wait_for_others
from tests.factories.accounts import make_store, make_user
from tests.factories.followup import make_calls, make_delivered

AT = datetime.fromisoformat("2026-11-23T09:00:00+08:00")


@pytest.fixture
def crowd(own_database):
    """A store with twenty agents, in a database where everything is committed."""
    store = make_store("QUEUE")
    agents = [make_user(Role.CRM_AGENT, store=store, username=f"agent-{n}@QUEUE") for n in range(20)]
    with scope(store=store):
        empty()
        yield store, [Access.of(agent, [Role.CRM_AGENT], store) for agent in agents]
        empty()


def empty() -> None:
    CallResult.objects.all().delete()
    CallTask.objects.all().delete()


def at_once(store, jobs: list) -> list:
    """Run each job in a thread of its own, all from the same moment."""

    def run(job):
        with scope(store=store):
            return job()

    return clients.at_once([partial(run, job) for job in jobs])


def take_all(store, agents) -> list[CallTask | None]:
    return at_once(store, [lambda by=by: calls.next_call(by=by, at=AT) for by in agents])


@pytest.mark.slow
def test_twenty_agents_at_once_get_twenty_calls(crowd):
    store, agents = crowd
    make_calls(store, AT, 20)
    taken = take_all(store, agents)
    assert len({task.pk for task in taken}) == 20
    assert CallTask.objects.filter(leased_to__isnull=False, lease_until=AT + timedelta(minutes=30)).count() == 20


@pytest.mark.slow
def test_more_agents_than_calls_leave_with_empty_hands(crowd):
    store, agents = crowd
    make_calls(store, AT, 7)
    taken = [task.pk for task in take_all(store, agents) if task]
    assert (len(taken), len(set(taken))) == (7, 7)


@pytest.mark.slow
@pytest.mark.negative_control
def test_without_the_lock_two_agents_call_the_same_customer(crowd, monkeypatch):
    store, agents = crowd
    make_calls(store, AT, 20)
    lease = calls._lease
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)
    monkeypatch.setattr(calls, "_lease", lambda task, **given: wait_for_others() or lease(task, **given))
    taken = take_all(store, agents)
    assert len({task.pk for task in taken}) == 1


@pytest.mark.slow
def test_a_day_of_twenty_agents_calls_everybody_once(crowd):
    store, agents = crowd
    make_calls(store, AT, 200)

    def work(by) -> int:
        task, done = calls.next_call(by=by, at=AT), 0
        while task:
            _finished, task = calls.finish_and_next(task, by=by, at=AT, outcome="satisfied")
            done += 1
        return done

    done = at_once(store, [lambda by=by: work(by) for by in agents])
    assert sum(done) == CallResult.objects.count() == CallTask.objects.closed().count() == 200
    assert max(Counter(CallResult.objects.values_list("task", flat=True)).values()) == 1


@pytest.mark.slow
def test_one_agent_with_ten_windows_holds_one_call(crowd):
    store, agents = crowd
    make_calls(store, AT, 20)
    taken = take_all(store, agents[:1] * 10)
    assert len({task.pk for task in taken}) == 1
    assert CallTask.objects.filter(leased_to__isnull=False).count() == 1


def plan_at_once(store, many: int) -> None:
    make_delivered(store, AT, repeat_of="R1")
    make_delivered(store, AT - timedelta(hours=1))
    by = Access.system(store)
    at_once(store, [lambda: planning.plan_due(by=by, at=AT) for _ in range(many)])


def calls_a_visit() -> list[int]:
    return sorted(Counter(CallTask.objects.values_list("kind", "source_id")).values())


@pytest.mark.slow
def test_eight_planners_at_once_make_each_call_once(crowd):
    store, _agents = crowd
    plan_at_once(store, 8)
    assert calls_a_visit() == [1, 1, 1]


@pytest.mark.slow
@pytest.mark.negative_control
def test_without_the_unique_key_planners_make_twins(crowd):
    store, _agents = crowd
    key = next(c for c in CallTask._meta.constraints if c.name == "one_call_a_source_and_kind")
    with connection.schema_editor() as editor:
        editor.remove_constraint(CallTask, key)
    try:
        with all_look_before('INSERT INTO "followup_calltask"'):
            plan_at_once(store, 8)
        assert max(calls_a_visit()) == 8
    finally:
        empty()
        with connection.schema_editor() as editor:
            editor.add_constraint(CallTask, key)


# ── two windows of one agent: one finishes a call while the other takes it ────────────────────
def finish_beside_taking(crowd, monkeypatch) -> None:
    """One window has written the result; the other waits for the agent, or has him and waits for this call."""
    store, agents = crowd
    by, [task, _other] = agents[0], make_calls(store, AT, 2)
    calls.take_call(task, by=by, at=AT)
    written, write = threading.Event(), calls.write_result

    def write_result(*args, **facts):
        result = write(*args, **facts)
        written.set()
        wait_for_others()
        return result

    monkeypatch.setattr(calls, "write_result", write_result)

    def finish():
        return calls.finish_and_next(task, by=by, at=AT, outcome="satisfied", words="All well.")

    def take():
        written.wait(PATIENCE)
        with suppress(Refused):
            calls.take_call(task, by=by, at=AT)

    at_once(store, [finish, take])


@pytest.mark.slow
def test_an_agents_two_windows_never_wait_for_each_other(crowd, monkeypatch):
    finish_beside_taking(crowd, monkeypatch)
    assert [result.words for result in CallResult.objects.all()] == ["All well."]


@pytest.mark.slow
@pytest.mark.negative_control
def test_with_the_call_locked_before_the_hand_one_window_loses_its_words(crowd, monkeypatch):
    def call_first(task, *, by, at, **facts):
        with transaction.atomic():
            return calls.finish_call(task, by=by, at=at, **facts), calls.next_call(by=by, at=at)

    monkeypatch.setattr(calls, "finish_and_next", call_first)
    with pytest.raises(OperationalError, match="deadlock"):
        finish_beside_taking(crowd, monkeypatch)
