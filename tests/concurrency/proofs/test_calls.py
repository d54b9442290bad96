"""P8 at any size: one call for each delivered car, to one agent; a call that was left comes back.

The negative controls stand in `test_calls.py`.
"""

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from django_scopes import scope

from accounts.access import Access
from accounts.roles import Role
from followup.actions import calls, planning
from followup.models.calls import CallResult, CallTask
from followup.settings import LEASE
from tests.concurrency.clients import clients
from tests.concurrency.test_calls import AT
from tests.factories.accounts import make_store, make_user
from tests.factories.followup import make_calls, make_delivered

pytestmark = [pytest.mark.slow, pytest.mark.promise("P8")]


@pytest.fixture
def crowd(own_database, proof):
    """A store with its agents."""
    store = make_store("PROOF8")
    people = [make_user(Role.CRM_AGENT, store=store, username=f"a{n}@PROOF8") for n in range(proof.size(100, 5))]
    with scope(store=store), clients() as at_once:
        yield store, [Access.of(agent, [Role.CRM_AGENT], store) for agent in people], partial(inside, store, at_once)


def inside(store, at_once, jobs):
    def run(job):
        with scope(store=store):
            return job()

    return at_once([partial(run, job) for job in jobs])


def test_every_call_is_taken_by_one_agent_and_a_call_that_was_left_comes_back(crowd, proof):
    store, agents, at_once = crowd
    number = proof.size(500, 20)
    make_calls(store, AT, number)
    left = [task for task in at_once([partial(calls.next_call, by=by, at=AT) for by in agents]) if task]
    assert len({task.pk for task in left}) == len(left) == min(len(agents), number)
    back = AT + LEASE.span(store) + timedelta(minutes=1)  # whoever had taken one has gone home

    def work(by) -> int:
        task, done = calls.next_call(by=by, at=back), 0
        while task:
            _finished, task = calls.finish_and_next(task, by=by, at=back, outcome="satisfied")
            done += 1
        return done

    done = sum(at_once([partial(work, by) for by in agents]))
    most = max(Counter(CallResult.objects.values_list("task", flat=True)).values())
    proof.count(agents=len(agents), calls=number, left=len(left), finished=done, most_results_a_call=most)
    assert (done, CallResult.objects.count(), most) == (number, number, 1)


def test_however_often_it_is_planned_a_visit_has_one_call_of_a_kind(crowd, proof):
    store, _agents, at_once = crowd
    visits, turns = proof.size(20, 2), proof.size(50)
    for hour in range(visits):
        make_delivered(store, AT - timedelta(hours=hour))
    for _turn in range(turns):
        at_once([lambda: planning.plan_due(by=Access.system(store), at=AT)] * 2)
    kinds = Counter(CallTask.objects.values_list("kind", "source_id"))
    proof.count(visits=visits, turns=turns, calls=sum(kinds.values()), most_a_visit_and_kind=max(kinds.values()))
    assert set(kinds.values()) == {1}
    assert len(kinds) >= visits
