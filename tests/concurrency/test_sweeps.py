"""A tick beside a person: what he has in his hands it leaves to him, without waiting and without an error."""

import threading
from datetime import timedelta

import pytest
from django.db import transaction
from django_scopes import scope

from accounts.access import Access
from accounts.roles import Role
from followup.actions import calls, planning
from followup.models.calls import CallTask
from tests.concurrency.clients import PATIENCE, at_once, wait_for_others
from tests.factories.accounts import make_store, make_user
from tests.factories.followup import make_calls
from tests.moments import MONDAY as AT


@pytest.fixture
def needless(own_database):
    """One call whose time is over, in a database where everything is committed."""
    store = make_store("SWEEP")
    with scope(store=store):
        CallTask.objects.all().delete()
        [call] = make_calls(store, AT, 1)
        CallTask.objects.update(not_after=AT - timedelta(minutes=1))
        yield call
        CallTask.objects.all().delete()


def take_during_the_tick(call: CallTask) -> None:
    """The agent's transaction is open while the tick runs; it is committed when the tick is over or waits for it."""
    taken = threading.Event()
    agent = Access.of(make_user(Role.CRM_AGENT, store=call.store), [Role.CRM_AGENT], call.store)

    def take():
        with scope(store=call.store), transaction.atomic():
            calls.take_call(call, by=agent, at=AT)
            taken.set()
            wait_for_others()

    def sweep():
        taken.wait(PATIENCE)
        with scope(store=call.store):
            planning.plan_due(by=Access.system(call.store), at=AT)

    at_once([take, sweep])
    call.refresh_from_db()


def test_a_call_that_an_agent_is_just_taking_is_left_to_him(needless):
    take_during_the_tick(needless)
    assert (needless.status, needless.leased_to is not None) == ("open", True)


@pytest.mark.slow
@pytest.mark.negative_control
def test_without_lock_and_second_look_the_call_is_taken_out_of_his_hand(needless, monkeypatch):
    monkeypatch.setattr(planning, "each_free", lambda rows, act: [act(row) for row in rows])
    take_during_the_tick(needless)
    assert (needless.status, needless.leased_to) == ("dropped", None)
