"""When customers are called, what an unhappy one sets going, how complaints move."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from accounts.access import Access
from accounts.models.stores import OpeningHours, Store, StoreDay
from accounts.roles import Role
from customers.settings import CONTACT_FROM, CONTACT_UNTIL
from followup.models.calls import CallTask
from followup.models.complaints import Complaint
from followup.rules import calls, complaints
from followup.rules.hours import call_time, contact_window, morning, working_time
from tests.factories.accounts import make_store, make_user
from tests.factories.followup import make_call, make_complaint

SHANGHAI = ZoneInfo("Asia/Shanghai")


def on(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


def test_customers_are_called_while_the_store_is_open_and_its_window_lasts(store):
    assert contact_window(store, on(23, 0).date()) == (on(23, 8), on(23, 18))
    store.changed_settings |= {CONTACT_FROM.key: "09:00", CONTACT_UNTIL.key: "17:30"}
    assert contact_window(store, on(23, 0).date()) == (on(23, 9), on(23, 17, 30))


def test_a_store_open_day_and_night_has_no_night(db):
    store = make_store("SH24", opens=time(0), closes=time(0))
    store.changed_settings |= {CONTACT_FROM.key: "00:00", CONTACT_UNTIL.key: "00:00"}
    assert call_time(store, on(23, 3)) == on(23, 3)
    assert working_time(store, on(23, 3), timedelta(hours=72)) == on(26, 3)


@pytest.mark.parametrize(
    ("hours", "refused"), [((1, 3, 72), False), ((3, 3, 3), False), ((4, 3, 72), True), ((1, 3, 2), True)]
)
def test_the_clocks_of_a_complaint_end_in_their_order(hours, refused):
    keys = ("followup.complaint_react_hours", "followup.complaint_answer_hours", "followup.complaint_solve_hours")
    assert bool(complaints.why_not_clocks(Store(changed_settings=dict(zip(keys, hours))))) is refused


@pytest.mark.parametrize(
    ("at", "then"), [(on(23, 9), on(23, 9)), (on(23, 6), on(23, 8)), (on(23, 18), on(24, 8)), (on(23, 23), on(24, 8))]
)
def test_a_call_waits_for_the_hours_in_which_it_is_welcome(store, at, then):
    assert call_time(store, at) == then


def test_a_closed_day_is_passed_over(store):
    StoreDay.objects.create(store=store, on=on(26, 0).date(), closed=True)
    assert calls.after_hand_over(store, on(23, 17), "service_day3") == on(27, 8)
    assert calls.after_hand_over(store, on(23, 17), "service_day1") == on(24, 8)


@pytest.mark.parametrize(
    ("hours", "then"), [(1, on(23, 18)), (3, on(24, 10)), (10, on(24, 17)), (72, on(30, 9) + timedelta(days=1))]
)
def test_a_clock_stands_while_the_store_is_closed(store, hours, then):
    assert working_time(store, on(23, 17), timedelta(hours=hours)) == then


def test_a_clock_begins_when_the_store_opens(store):
    assert working_time(store, on(23, 2), timedelta(hours=1)) == on(23, 9)


def test_a_store_without_hours_still_has_a_clock(db):
    store = make_store("SH25")
    store.opening_hours.all().delete()
    assert working_time(store, on(23, 2), timedelta(hours=3)) == on(23, 5)


def test_an_unanswered_call_is_tried_at_three_times_of_day_then_given_up(store, at):
    task = CallTask(store=store, kind="service_day3")
    tries = [at]
    while again := calls.next_attempt(task, store, tries[-1]):
        tries.append(again)
        task.attempts += 1
    assert tries == [on(23, 9), on(23, 14), on(23, 17)]


def test_a_confirmation_is_tried_again_before_its_appointment_or_not_at_all(store, at):
    task = CallTask(store=store, kind="silent_confirmation", not_after=at + timedelta(minutes=40))
    assert calls.next_attempt(task, store, at) == at + timedelta(minutes=10)
    task.not_after = at + timedelta(minutes=9)
    assert calls.next_attempt(task, store, at) is None


@pytest.mark.parametrize(
    ("facts", "unhappy", "about"),
    [
        ({"outcome": "satisfied"}, False, "other"),
        ({"outcome": "neutral", "attitude": 3, "fixed": True}, False, "other"),
        ({"outcome": "dissatisfied"}, True, "other"),
        ({"outcome": "satisfied", "fixed": False}, True, "skill"),
        ({"outcome": "neutral", "attitude": 2}, True, "attitude"),
        ({"outcome": "dissatisfied", "charges_explained": False}, True, "charge"),
        ({"outcome": "dissatisfied", "on_time": False}, True, "delay"),
        ({"outcome": "no_answer", "fixed": False}, False, "skill"),
    ],
)
def test_who_is_unhappy_and_about_what(facts, unhappy, about):
    assert (calls.is_unhappy(facts), calls.cause_of(facts)) == (unhappy, about)


def test_an_unhappy_customers_words_are_written_down():
    assert calls.missing_words({"outcome": "dissatisfied", "words": " "})
    assert calls.missing_words({"outcome": "dissatisfied", "words": "It squeals."}) is None
    assert calls.missing_words({"outcome": "satisfied", "words": ""}) is None


def test_why_not_hold(store, at):
    users = make_user(Role.CRM_AGENT, store=store), make_user(Role.SALES_MANAGER, store=store)
    mine, theirs = (Access.of(user, [Role.CRM_AGENT], store) for user in users)
    task = make_call(store, at, leased_to=theirs.user, lease_until=at + timedelta(minutes=1))
    assert "is on this call" in calls.why_not_hold(task, mine, at)
    assert calls.why_not_hold(task, theirs, at) is None
    assert calls.why_not_hold(task, mine, at + timedelta(minutes=1)) is None
    task.status = "done"
    assert calls.why_not_hold(task, theirs, at) == "This call is closed already."


@pytest.mark.parametrize(
    ("kind", "outcome", "fits"),
    [
        ("service_day3", "satisfied", True),
        ("service_day3", "confirmed", False),
        ("silent_confirmation", "confirmed", True),
        ("silent_confirmation", "satisfied", False),
        ("failed_message", "no_answer", True),
        ("complaint_check", "dissatisfied", True),
    ],
)
def test_why_not_outcome(kind, outcome, fits):
    assert (calls.why_not_outcome(CallTask(kind=kind), outcome) is None) == fits


def test_why_not_finish_asks_for_the_hand_and_the_outcome(store, at, access_of):
    task = make_call(store, at)
    agent = access_of(Role.CRM_AGENT)
    assert calls.why_not_finish(task, "satisfied", agent, at) is None
    assert calls.why_not_finish(task, "confirmed", agent, at) is not None


def test_why_not_call_later(at):
    assert calls.why_not_call_later(at + timedelta(minutes=15), at) is None
    assert calls.why_not_call_later(None, at) == "Say when to call again."
    assert calls.why_not_call_later(at, at) is not None
    assert calls.why_not_call_later(at + timedelta(days=31), at) is not None


def test_clocks_of_a_complaint_run_in_opening_hours(store):
    assert complaints.clocks(store, on(23, 16)) == {
        "react_due_at": on(23, 17),
        "answer_due_at": on(24, 9),
        "solve_due_at": on(30, 18),
    }


def test_why_not_take(store, at, access_of):
    manager, agent = access_of(Role.SERVICE_MANAGER), access_of(Role.CRM_AGENT)
    complaint = make_complaint(store, at)
    assert complaints.why_not_take(complaint, manager) is None
    complaint = make_complaint(store, at, status="assigned")
    assert complaints.why_not_take(complaint, manager) is None
    assert "is in charge" in complaints.why_not_take(complaint, agent)
    complaint.status = "escalated"
    assert complaints.why_not_take(complaint, agent) is None


def test_why_not_answer_resolve_and_close(store, at, access_of):
    manager, agent = access_of(Role.SERVICE_MANAGER), access_of(Role.CRM_AGENT)
    complaint = Complaint(store=store)
    assert complaints.why_not_answer(complaint, agent) and complaints.why_not_resolve(complaint, agent)
    complaint.owner, complaint.answered_at = manager.user, at
    assert complaints.why_not_answer(complaint, agent) is None and complaints.why_not_resolve(complaint, agent) is None
    assert complaints.why_not_close(complaint, agent) is None
    assert complaints.why_not_close(complaint, manager) is not None
    assert complaints.why_not_close(complaint, Access.system(store)) is None


def test_without_any_open_day_a_call_is_planned_all_the_same(store):
    """A store that never opens again: the morning it would have had, and four hours later."""
    OpeningHours.objects.filter(store=store).delete()
    store = type(store).objects.get(pk=store.pk)
    assert morning(store, on(23, 0).date()) == on(23, 8)
    assert calls.other_time_of_day(store, on(23, 9)) == call_time(store, on(23, 13))


def test_a_call_has_one_complaint():
    complaint = Complaint(number="C26000001", category="skill", words="No.")
    assert complaints.why_not_open_again(complaint, "skill", "No.") is None
    with override("en"):
        reason = complaints.why_not_open_again(complaint, "price", "No.")
    assert reason == "This call has its complaint already: C26000001."
