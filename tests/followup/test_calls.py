"""Working the queue: taken by one, finished with an outcome, tried again, given up."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.access import Access
from accounts.models.records import Activity, Notice
from accounts.roles import Role
from core.errors import Refused
from followup.actions import calls, complaints, planning
from followup.models.calls import CallResult, CallTask
from followup.models.complaints import Complaint
from tests.factories.accounts import make_user
from tests.factories.followup import make_asked, make_call, make_calls, make_complaint


@pytest.fixture
def agent(access_of):
    return access_of(Role.CRM_AGENT)


@pytest.fixture
def colleague(store):
    user = make_user(Role.CRM_AGENT, store=store, username="second@SH01")
    return Access.of(user, [Role.CRM_AGENT], store)


def test_the_most_urgent_call_comes_first(store, at, agent):
    make_call(store, at, due_at=at - timedelta(days=5))
    soon = make_call(store, at, kind="service_day1", urgency=3)
    deadline = make_call(store, at, urgency=1, not_after=at + timedelta(hours=1), source_id=1_000_007)
    make_call(store, at, due_at=at + timedelta(minutes=1), urgency=1, source_id=1_000_008)
    make_call(store, at, urgency=1, not_after=at, source_id=1_000_009)
    first = calls.next_call(by=agent, at=at)
    assert (first, first.leased_to, first.lease_until) == (deadline, agent.user, at + timedelta(minutes=30))
    calls.finish_call(first, by=agent, at=at, outcome="satisfied")
    assert calls.next_call(by=agent, at=at) == soon


def test_asking_again_gives_the_call_i_hold(store, at, agent):
    make_calls(store, at, 3)
    first = calls.next_call(by=agent, at=at)
    assert calls.next_call(by=agent, at=at + timedelta(minutes=29)) == first
    assert CallTask.objects.filter(leased_to=agent.user).count() == 1


def test_a_colleague_gets_another_call(store, at, agent, colleague):
    make_calls(store, at, 2)
    mine, theirs = calls.next_call(by=agent, at=at), calls.next_call(by=colleague, at=at)
    assert mine != theirs
    assert calls.next_call(by=Access.of(make_user(store=store), [Role.CRM_AGENT], store), at=at) is None


def test_an_abandoned_call_returns_after_half_an_hour(store, at, agent, colleague):
    make_calls(store, at, 1)
    mine = calls.next_call(by=agent, at=at)
    assert calls.next_call(by=colleague, at=at + timedelta(minutes=29, seconds=59)) is None
    assert calls.next_call(by=colleague, at=at + timedelta(minutes=30)) == mine
    with pytest.raises(Refused):
        calls.finish_call(mine, by=agent, at=at + timedelta(minutes=31), outcome="satisfied")


def test_my_own_abandoned_call_does_not_stop_me(store, at, agent):
    make_calls(store, at, 2)
    calls.next_call(by=agent, at=at)
    assert calls.next_call(by=agent, at=at + timedelta(hours=1)).leased_to == agent.user
    assert CallTask.objects.filter(leased_to=agent.user).count() == 1


def test_the_database_too_lets_nobody_hold_two_calls(store, at, agent):
    first, second = make_calls(store, at, 2)
    CallTask.objects.filter(pk=first.pk).update(leased_to=agent.user, lease_until=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        CallTask.objects.filter(pk=second.pk).update(leased_to=agent.user, lease_until=at)


def test_another_stores_queue_is_not_mine(store, other_store, at, agent):
    from django_scopes import scope

    with scope(store=other_store):
        make_calls(other_store, at, 1)
    assert calls.next_call(by=agent, at=at) is None


def test_who_may_not_call_gets_no_call(store, at, access_of):
    make_calls(store, at, 1)
    with pytest.raises(PermissionDenied):
        calls.next_call(by=access_of(Role.SERVICE_MANAGER), at=at)


def test_a_call_is_taken_out_of_the_list_and_mine_goes_back(store, at, agent, colleague):
    first, second = make_calls(store, at, 2)
    calls.take_call(first, by=agent, at=at)
    calls.take_call(second, by=agent, at=at)
    assert calls.take_call(first, by=colleague, at=at).leased_to == colleague.user
    with pytest.raises(Refused, match="is on this call"):
        calls.take_call(second, by=colleague, at=at)


def test_a_skipped_call_comes_back_in_an_hour_with_its_reason(store, at, agent):
    task = make_call(store, at)
    calls.take_call(task, by=agent, at=at)
    task = calls.skip_call(task, by=agent, at=at, reason="Knows the customer")
    assert (task.due_at, task.leased_to, task.attempts) == (at + timedelta(hours=1), None, 0)
    assert Activity.objects.about(task).get(verb="skip").note == "Knows the customer"


@pytest.mark.parametrize("outcome", ["satisfied", "neutral", "refused"])
def test_a_call_that_was_answered_is_done(store, at, agent, outcome):
    task = calls.finish_call(make_call(store, at), by=agent, at=at, outcome=outcome, words="All good.")
    assert (task.status, task.closed_at, task.attempts, task.leased_to) == ("done", at, 1, None)
    result = CallResult.objects.get()
    assert (result.outcome, result.words, result.by, result.through_link) == (outcome, "All good.", agent.user, False)
    assert not Complaint.objects.exists()


def test_a_closed_call_is_not_finished_again(store, at, agent):
    task = calls.finish_call(make_call(store, at), by=agent, at=at, outcome="satisfied")
    with pytest.raises(Refused, match="closed already"):
        calls.finish_call(task, by=agent, at=at, outcome="dissatisfied", words="No.")
    assert CallResult.objects.count() == 1


def test_three_attempts_at_three_times_of_day_then_given_up(store, at, agent):
    task, tried_at, times = make_call(store, at), at, []
    while task.status == "open":
        task = calls.finish_call(task, by=agent, at=tried_at, outcome="no_answer")
        times.append(tried_at.astimezone(store.zone).hour)
        tried_at = task.due_at
    assert (times, task.status, task.attempts) == ([9, 14, 17], "given_up", 3)
    assert task.results.count() == 3


def test_a_promise_to_call_again_is_kept_before_the_rest(store, at, agent):
    task = make_call(store, at)
    later = at + timedelta(minutes=15)
    task = calls.finish_call(task, by=agent, at=at, outcome="later", later_at=later)
    assert (task.status, task.due_at, task.urgency, task.attempts) == ("open", later, 2, 0)
    make_call(store, at, source_id=1_000_005)
    assert calls.next_call(by=agent, at=later) == task


def test_call_later_needs_a_moment(store, at, agent):
    with pytest.raises(Refused) as refusal:
        calls.finish_call(make_call(store, at), by=agent, at=at, outcome="later")
    assert refusal.value.field == "later_at"
    assert not CallResult.objects.exists()


def test_a_wrong_number_ends_the_call_and_somebody_asks_for_the_right_one(store, at, agent):
    task = calls.finish_call(make_call(store, at), by=agent, at=at, outcome="wrong_number")
    assert task.status == "given_up"
    assert Notice.objects.get(to_role=Role.HOTLINE_CLERK).url == task.customer.get_absolute_url()


@pytest.mark.parametrize(
    ("facts", "category"),
    [
        ({"outcome": "dissatisfied"}, "other"),
        ({"outcome": "satisfied", "fixed": False}, "skill"),
        ({"outcome": "neutral", "attitude": 2}, "attitude"),
        ({"outcome": "dissatisfied", "category": "charge", "fixed": False}, "charge"),
    ],
)
def test_an_unhappy_customer_is_a_complaint_at_once(store, at, agent, facts, category):
    task = calls.finish_call(make_call(store, at), by=agent, at=at, words="It squeals.", **facts)
    complaint = Complaint.objects.get()
    assert (complaint.task, complaint.category, complaint.words) == (task, category, "It squeals.")
    assert (complaint.customer, complaint.vehicle, complaint.about) == (task.customer, task.vehicle, task.about)
    assert Notice.objects.filter(to_role=Role.SERVICE_MANAGER, url=complaint.get_absolute_url()).count() == 1


def test_a_kept_appointment_is_confirmed(store, at, agent):
    asked = make_asked(store, at + timedelta(hours=2), at - timedelta(minutes=20))
    planning.plan_due(by=Access.system(store), at=at)
    task = calls.finish_call(CallTask.objects.get(), by=agent, at=at, outcome="confirmed")
    asked.refresh_from_db()
    assert (task.status, asked.status) == ("done", "kept")


def test_an_unreachable_customer_is_announced_to_the_advisors_before_he_comes(store, at, agent):
    make_asked(store, at + timedelta(minutes=25), at - timedelta(minutes=35))
    planning.plan_due(by=Access.system(store), at=at)
    task = CallTask.objects.get()
    task = calls.finish_call(task, by=agent, at=at, outcome="no_answer")
    assert (task.status, task.due_at) == ("open", at + timedelta(minutes=10))
    task = calls.finish_call(task, by=agent, at=at + timedelta(minutes=16), outcome="no_answer")
    assert task.status == "given_up"
    assert "could not be reached" in str(Notice.objects.get(to_role=Role.SERVICE_ADVISOR))


def test_a_confirmation_cannot_be_satisfied(store, at, agent):
    make_asked(store, at + timedelta(hours=2), at - timedelta(minutes=20))
    planning.plan_due(by=Access.system(store), at=at)
    with pytest.raises(Refused, match="no outcome of such a call"):
        calls.finish_call(CallTask.objects.get(), by=agent, at=at, outcome="satisfied")


def test_saving_gives_the_next_call(store, at, agent):
    first, second = make_calls(store, at, 2)
    done, following = calls.finish_and_next(first, by=agent, at=at, outcome="satisfied")
    assert (done.status, following, following.leased_to) == ("done", second, agent.user)
    assert calls.finish_and_next(second, by=agent, at=at, outcome="satisfied")[1] is None


def make_check(store, at) -> CallTask:
    make_complaint(store, at, status="resolved")
    return CallTask.objects.get(kind="complaint_check")


def test_a_solved_complaint_is_checked_by_phone_a_day_later(store, at):
    check = make_check(store, at)
    assert check.due_at == at + timedelta(days=1)


def test_a_content_customer_closes_the_complaint(store, at, access_of, agent):
    calls.finish_call(make_check(store, at), by=agent, at=at, outcome="satisfied")
    assert Complaint.objects.get().status == "closed"


def test_a_customer_who_does_not_agree_takes_it_up_again(store, at, agent):
    calls.finish_call(make_check(store, at), by=agent, at=at, outcome="dissatisfied", words="Still there.")
    complaint = Complaint.objects.get()
    assert (complaint.status, complaint.resolved_at) == ("in_progress", None)
    assert Notice.objects.filter(to_user=complaint.owner).count() == 1


def test_who_is_unhappy_after_the_end_starts_anew(store, at, agent):
    check = make_check(store, at)
    complaints.close_complaint(Complaint.objects.get(), by=agent, at=at)
    calls.finish_call(check, by=agent, at=at, outcome="dissatisfied", words="Still there.")
    assert sorted(Complaint.objects.values_list("status", flat=True)) == ["closed", "received"]


def test_an_unreached_customer_leaves_the_complaint_as_it_is(store, at, agent):
    calls.finish_call(make_check(store, at), by=agent, at=at, outcome="refused")
    assert Complaint.objects.get().status == "resolved"
