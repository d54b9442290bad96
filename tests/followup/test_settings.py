"""A store that changes when it calls, or how fast it answers, moves what hangs on it; what was agreed or late stays."""

from datetime import time, timedelta

import pytest

from accounts import actions, rules
from accounts.access import Access
from accounts.models.stores import Store
from accounts.roles import Role
from core.errors import Refused
from customers.models.messages import Message
from customers.settings import CONTACT_FROM
from followup.actions import planning
from followup.actions.calls import finish_call
from followup.models.calls import CallTask
from followup.models.complaints import Complaint
from followup.settings import ANSWER, DAY3, HEAVY, REACT, SOLVE
from tests.factories.accounts import make_user
from tests.factories.followup import make_complaint, make_delivered


@pytest.fixture
def admin(store):
    return Access.of(make_user(Role.SYSTEM_ADMIN), [Role.SYSTEM_ADMIN], store)


def change(admin, at, setting, value):
    return actions.change_settings({setting.key: value}, by=admin, at=at)


def plan(store, at) -> list[str]:
    planning.plan_due(by=Access.system(Store.objects.get(pk=store.pk)), at=at)
    return list(CallTask.objects.order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def call(store, at):
    """A call three days after a visit, with the invitation to answer by link."""
    make_delivered(store, at)
    plan(store, at)
    return CallTask.objects.get()


def due(call):
    call.refresh_from_db()
    return call.due_at


def invitation(call):
    return Message.objects.get(purpose="survey", source_id=call.pk)


# ── calls after a visit ───────────────────────────────────────────────────────────────────────
def test_a_call_after_a_visit_takes_its_new_day_and_its_invitation_goes_with_it(admin, at, call):
    [(_follower, count)] = rules.what_moves({DAY3.key: 5}, by=admin, at=at)
    assert (count, due(call)) == (1, at.replace(hour=8) + timedelta(days=DAY3.default))
    change(admin, at, DAY3, 5)
    assert due(call) == at.replace(hour=8) + timedelta(days=5)
    assert (invitation(call).status, invitation(call).not_after) == ("planned", call.due_at)


def test_nobody_is_invited_who_is_called_the_same_morning(admin, at, call):
    change(admin, at, DAY3, 1)
    assert (due(call), invitation(call).status) == (at.replace(hour=8) + timedelta(days=1), "cancelled")


def test_a_call_whose_new_day_has_passed_is_due_in_the_contact_hours(admin, at, call):
    change(admin, at.replace(hour=22) + timedelta(days=1), DAY3, 1)
    assert due(call) == at.replace(hour=8) + timedelta(days=2)


def test_a_call_whose_day_was_agreed_or_that_was_tried_stays(admin, at, call, access_of):
    agreed = at + timedelta(days=2)
    finish_call(call, by=access_of(Role.CRM_AGENT), at=at, outcome="later", later_at=agreed)
    change(admin, at, DAY3, 5)
    assert due(call) == agreed


def test_a_call_with_another_day_than_the_usual_stays(admin, at, call):
    other = at + timedelta(days=2)
    CallTask.objects.filter(pk=call.pk).update(due_at=other)
    change(admin, at, DAY3, 5)
    assert due(call) == other


def test_calls_and_invitations_follow_the_contact_hours(admin, at, call):
    change(admin, at, CONTACT_FROM, time(10, 30))
    morning = at.replace(hour=10, minute=30)
    assert due(call) == morning + timedelta(days=DAY3.default)
    assert (invitation(call).due_at, invitation(call).not_after) == (morning + timedelta(days=1), call.due_at)


# ── heavy repairs ─────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def light(store, at):
    """A minor service, which is heavy only by the lowest limit."""
    make_delivered(store, at)
    assert plan(store, at) == ["service_day3"]
    return CallTask.objects.get()


def test_a_lower_limit_makes_a_first_call_while_its_day_is_to_come(store, at, admin, light):
    change(admin, at, HEAVY, HEAVY.lowest)
    assert plan(store, at + timedelta(hours=1)) == ["service_day3", "service_day1"]


def test_a_lower_limit_makes_no_first_call_whose_day_is_over(store, at, admin, light):
    change(admin, at, HEAVY, HEAVY.lowest)
    assert plan(store, at + timedelta(days=2)) == ["service_day3"]


@pytest.mark.parametrize("outcome", ["satisfied", "no_answer"])
def test_a_lower_limit_makes_no_first_call_to_whom_we_called_already(store, at, admin, light, access_of, outcome):
    finish_call(light, by=access_of(Role.CRM_AGENT), at=at, outcome=outcome)
    change(admin, at, HEAVY, HEAVY.lowest)
    assert plan(store, at + timedelta(hours=1)) == ["service_day3"]


# ── complaints ────────────────────────────────────────────────────────────────────────────────
def test_the_running_clocks_of_a_complaint_take_the_new_lengths(store, at, admin):
    complaint = make_complaint(store, at)
    change(admin, at, ANSWER, 5)
    moved = Complaint.objects.get(pk=complaint.pk)
    assert (moved.answer_due_at, moved.react_due_at) == (at + timedelta(hours=5), complaint.react_due_at)


def test_a_clock_that_ran_out_stays_so_and_none_runs_out_by_a_setting(store, at, admin):
    complaint = make_complaint(store, at)
    later = at + timedelta(hours=2)
    change(admin, later, ANSWER, 1)
    moved = Complaint.objects.get(pk=complaint.pk)
    assert (moved.react_due_at, moved.answer_due_at) == (complaint.react_due_at, later)


def test_the_clocks_of_a_closed_complaint_stay(store, at, admin):
    complaint = make_complaint(store, at, status="closed")
    change(admin, at, SOLVE, 5)
    assert Complaint.objects.get(pk=complaint.pk).solve_due_at == complaint.solve_due_at


def test_the_clocks_of_a_complaint_run_in_their_order(store, at, admin):
    for setting, value in ((REACT, ANSWER.default + 1), (ANSWER, SOLVE.default + 1), (SOLVE, ANSWER.default - 1)):
        with pytest.raises(Refused) as refusal:
            change(admin, at, setting, value)
        assert refusal.value.field == setting.key
    assert REACT.of(change(admin, at, REACT, ANSWER.default)) == ANSWER.default
