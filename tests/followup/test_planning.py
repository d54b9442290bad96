"""Follow-up pulls: what is missing is made, once."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django_scopes import scope

from accounts.access import Access
from accounts.models.records import Activity, Notice
from accounts.roles import Role
from core.errors import Refused
from customers.actions.messages import send
from customers.models.messages import Message
from followup import sources, tasks
from followup.actions import complaints, planning
from followup.actions.calls import finish_call, next_call, take_call
from followup.models.calls import CallTask
from followup.models.complaints import Complaint
from tests.factories.customers import make_customer
from tests.factories.followup import make_asked, make_call, make_complaint, make_delivered, make_visit
from tests.factories.statuses import put
from tests.quicker import somebody_quicker

ENGINE_OUT = "LO-10-001"
FIVE_HOURS = ("LO-48-001", "LO-03-001")


def plan(store, at) -> list[tuple[str, int]]:
    planning.plan_due(by=Access.system(store), at=at)
    return list(CallTask.objects.order_by("pk").values_list("kind", "source_id"))


def test_each_delivered_car_is_asked_about_three_days_later_in_the_morning(store, at):
    order = make_delivered(store, at)
    assert plan(store, at) == [("service_day3", order.pk)]
    task = CallTask.objects.get()
    assert task.due_at == at.replace(hour=8) + timedelta(days=3)
    assert (task.customer, task.vehicle, task.about) == (order.customer, order.vehicle, order.number)


def test_planned_again_and_again_it_is_one_call(store, at):
    make_delivered(store, at)
    first = plan(store, at)
    assert [plan(store, at + timedelta(minutes=minute)) for minute in range(5)] == [first] * 5


def test_a_call_that_was_made_is_not_planned_again(store, at, access_of):
    make_delivered(store, at)
    plan(store, at)
    finish_call(CallTask.objects.get(), by=access_of(Role.CRM_AGENT), at=at, outcome="satisfied")
    assert len(plan(store, at)) == 1


@pytest.mark.parametrize(
    ("facts", "kinds"),
    [
        ({}, ["service_day3"]),
        ({"operations": (ENGINE_OUT,)}, ["service_day3", "service_day1"]),
        ({"operations": FIVE_HOURS}, ["service_day3", "service_day1"]),
        ({"repeat_of": "R000001"}, ["service_day3", "service_day1"]),
        ({"kind": "delivery_prep"}, []),
    ],
)
def test_heavy_and_repeated_repairs_are_asked_about_the_next_day_too(store, at, facts, kinds):
    make_delivered(store, at, **facts)
    assert [kind for kind, _source in plan(store, at)] == kinds


def test_a_visit_of_last_year_is_history(store, at):
    make_delivered(store, at - timedelta(days=15))
    assert plan(store, at) == []


def test_another_stores_visits_are_its_own(store, other_store, at):
    make_delivered(store, at)
    with scope(store=other_store):
        assert plan(other_store, at) == []


def test_the_tick_visits_every_store(store, at, frozen):
    make_delivered(store, at)
    tasks.plan_due()
    tasks.plan_due()
    assert CallTask.objects.count() == 1


def test_who_wants_no_calls_gets_none(store, at, access_of):
    task = make_call(store, at)
    finish_call(task, by=access_of(Role.CRM_AGENT), at=at, outcome="refused")
    make_delivered(store, at, customer=task.customer)
    plan(store, at)
    assert CallTask.objects.latest("pk").status == "dropped"


@pytest.mark.parametrize(
    ("kind", "minutes", "calls"), [("day", 29, 0), ("day", 30, 1), ("hour", 14, 0), ("hour", 15, 1)]
)
def test_a_silent_customer_is_called(store, at, kind, minutes, calls):
    asked = make_asked(store, at + timedelta(hours=2), at - timedelta(minutes=minutes), kind=kind)
    assert plan(store, at) == [("silent_confirmation", asked.pk)] * calls


@pytest.mark.parametrize(("state", "calls"), [("kept", 0), ("failed", 1), ("unknown", 1), ("skipped", 0)])
def test_a_question_that_did_not_arrive_is_asked_by_phone(store, at, state, calls):
    make_asked(store, at + timedelta(hours=2), at, status=state)
    assert len(plan(store, at)) == calls


def test_nobody_is_called_about_an_appointment_that_was_moved_begun_or_ended(store, at):
    hour_ago, soon = at - timedelta(hours=1), at + timedelta(hours=2)
    make_asked(store, at - timedelta(minutes=1), hour_ago)
    moved = make_asked(store, soon, hour_ago)
    moved.appointment.time_version = 2
    moved.appointment.save()
    make_asked(store, soon, hour_ago, visit=make_visit(store, soon, status="cancelled", cancelled_at=at))
    assert plan(store, at) == []


def test_one_call_an_appointment_at_a_time(store, at):
    day = make_asked(store, at + timedelta(hours=2), at - timedelta(hours=1), kind="day")
    make_asked(store, at + timedelta(hours=2), at - timedelta(hours=1), visit=day.appointment)
    assert plan(store, at) == [("silent_confirmation", day.pk)]


def test_a_call_that_the_customer_made_needless_is_dropped_but_not_out_of_a_hand(store, at, access_of):
    asked = make_asked(store, at + timedelta(hours=2), at - timedelta(hours=1))
    plan(store, at)
    held = next_call(by=access_of(Role.CRM_AGENT), at=at)
    put(type(asked).objects.filter(pk=asked.pk), status="kept")
    plan(store, at)
    assert CallTask.objects.get().status == "open"
    plan(store, held.lease_until)
    assert CallTask.objects.get().status == "dropped"


def test_a_confirming_call_ends_with_the_start_of_the_appointment(store, at):
    make_asked(store, at + timedelta(hours=2), at - timedelta(hours=1))
    plan(store, at)
    plan(store, at + timedelta(hours=2))
    assert CallTask.objects.get().status == "dropped"


def make_message(store, at, *, purpose="bill", **facts) -> Message:
    message = send(
        make_customer(store, at=at),
        by=Access.system(store),
        at=at,
        purpose=purpose,
        source_id=1,
        subject="Your bill",
        body="…",
        due_at=at,
    )
    put(Message.objects.filter(pk=message.pk), **facts)
    return message


@pytest.mark.parametrize(
    ("facts", "calls"),
    [
        ({"status": "failed"}, 1),
        ({"status": "unknown"}, 1),
        ({"status": "skipped", "address": ""}, 1),
        ({"status": "skipped", "address": "a@b.example"}, 0),
        ({"status": "planned"}, 0),
        ({"status": "failed", "marketing": True}, 0),
        ({"status": "failed", "purpose": "survey"}, 0),
    ],
)
def test_a_message_that_did_not_go_out_becomes_a_call(store, at, facts, calls):
    message = make_message(store, at, **facts)
    assert plan(store, at) == [("failed_message", message.pk)] * calls


def test_a_message_that_went_after_all_needs_no_call(store, at):
    message = make_message(store, at, status="unknown")
    plan(store, at)
    put(Message.objects.filter(pk=message.pk), status="accepted", sent_at=at)
    plan(store, at)
    assert CallTask.objects.get().status == "dropped"


def test_the_customer_may_answer_by_link_the_morning_after(store, at):
    make_delivered(store, at)
    plan(store, at)
    message = Message.objects.get(purpose="survey")
    task = CallTask.objects.get()
    assert message.due_at == at.replace(hour=8) + timedelta(days=1)
    assert (message.not_after, message.link_kind, message.link_subject_id) == (task.due_at, "s", task.pk)
    assert "{link}" in message.body and "感谢" in message.body


def test_many_customers_are_invited_by_several_ticks(store, at, monkeypatch):
    monkeypatch.setattr(planning, "INVITED_AT_ONCE", 1)
    for minutes in (0, 1):
        make_delivered(store, at - timedelta(minutes=minutes))
    invited = []
    for _ in range(3):
        plan(store, at)
        invited.append(Message.objects.filter(purpose="survey").count())
    assert invited == [1, 2, 2]


def test_who_is_called_the_next_day_gets_no_link(store, at):
    make_delivered(store, at, repeat_of="R000001")
    plan(store, at)
    assert not Message.objects.filter(purpose="survey").exists()


def test_a_late_complaint_goes_up_once(store, at):
    complaint = make_complaint(store, at)
    late = at + timedelta(hours=1, minutes=1)
    for minute in range(3):
        plan(store, late + timedelta(minutes=minute))
    complaint.refresh_from_db()
    assert (complaint.status, complaint.escalated_at) == ("escalated", late)
    assert Notice.objects.filter(to_role=Role.GENERAL_MANAGER).count() == 1


def test_a_complaint_taken_late_does_not_bounce_back(store, at, access_of):
    complaint = make_complaint(store, at)
    plan(store, at + timedelta(hours=4))
    manager = access_of(Role.SERVICE_MANAGER)
    complaints.take_complaint(complaint, by=manager, at=at + timedelta(hours=5))
    plan(store, at + timedelta(hours=6))
    assert Complaint.objects.get().status == "assigned"


def test_a_clock_that_runs_out_again_goes_up_again(store, at, access_of):
    complaint = make_complaint(store, at)
    plan(store, at + timedelta(hours=1, minutes=1))
    complaints.take_complaint(complaint, by=access_of(Role.SERVICE_MANAGER), at=at + timedelta(hours=2))
    plan(store, at + timedelta(hours=3, minutes=1))
    assert Complaint.objects.get().status == "escalated"
    moves = Activity.objects.about(complaint).filter(to_status="escalated")
    assert [move.actor_kind for move in moves] == ["system", "system"]


@pytest.mark.parametrize(
    ("purpose", "facts", "calls"),
    [
        ("appointment_cancelled", {"status": "skipped", "address": ""}, 1),
        ("appointment_booked", {"status": "skipped", "address": ""}, 0),
        ("appointment_booked", {"status": "failed"}, 1),
        ("appointment_day", {"status": "failed"}, 0),
    ],
)
def test_what_was_said_on_the_phone_needs_no_call(store, at, purpose, facts, calls):
    make_message(store, at, purpose=purpose, **facts)
    assert len(plan(store, at)) == calls


# ── a person is quicker than the tick ─────────────────────────────────────────────────────────
@pytest.fixture
def needless(store, at):
    """A call about a confirmation that the customer has given meanwhile."""
    asked = make_asked(store, at + timedelta(hours=2), at - timedelta(hours=1))
    plan(store, at)
    put(type(asked).objects.filter(pk=asked.pk), status="kept")
    return CallTask.objects.get()


def test_a_call_taken_in_that_moment_stays_in_the_hand(needless, store, at, access_of):
    agent = access_of(Role.CRM_AGENT)
    with somebody_quicker(lambda: take_call(needless, by=agent, at=at)):
        plan(store, at)
    needless.refresh_from_db()
    assert (needless.status, needless.leased_to) == ("open", agent.user)
    finish_call(needless, by=agent, at=at, outcome="confirmed", words="He comes.")


def test_a_call_finished_in_that_moment_is_done(needless, store, at, access_of):
    agent = access_of(Role.CRM_AGENT)
    with somebody_quicker(lambda: finish_call(needless, by=agent, at=at, outcome="confirmed")):
        plan(store, at)
    needless.refresh_from_db()
    assert needless.status == "done"


def test_a_complaint_solved_in_that_moment_does_not_go_up(store, at, access_of):
    complaint, manager = make_complaint(store, at, status="in_progress"), access_of(Role.SERVICE_MANAGER)
    late = at + timedelta(days=30)
    solve = {"by": manager, "at": late, "remedy": "New pads, free.", "cause": "Wrong pads"}
    with somebody_quicker(lambda: complaints.resolve_complaint(complaint, **solve)):
        plan(store, late)
    complaint.refresh_from_db()
    assert complaint.status == "resolved"


def test_one_store_that_fails_leaves_the_calls_of_the_others(store, other_store, at, frozen, monkeypatch):
    with scope(store=other_store):
        make_delivered(other_store, at)
    missing = sources.ThreeDays.missing

    def broken(source, *, by, at):
        if by.store == store:
            raise Refused("…")
        return missing(source, by=by, at=at)

    monkeypatch.setattr(sources.ThreeDays, "missing", broken)
    with pytest.raises(ExceptionGroup):
        tasks.plan_due()
    with scope(store=other_store):
        assert CallTask.objects.count() == 1


def test_that_the_clock_ran_out_is_read_in_the_readers_language(store, at, client_of):
    complaint = make_complaint(store, at)
    plan(store, at + timedelta(hours=1, minutes=1))
    page, manager = complaint.get_absolute_url(), client_of(Role.GENERAL_MANAGER)
    assert "The clock has run out." in manager.get(page).text
    assert "The clock has run out." not in manager.get(page, headers={"Accept-Language": "zh-hans"}).text


def test_the_sixth_step_of_a_visit_lasts_until_the_customer_was_asked(store, at):
    order = make_delivered(store, at)
    assert sources.asked_about([order], at) == set()
    plan(store, at)
    assert sources.asked_about([order], at + timedelta(days=20)) == set()
    put(CallTask.objects, status="done", closed_at=at)
    assert sources.asked_about([order], at) == {order.pk}


def test_a_visit_nobody_asked_about_in_time_is_over_after_two_weeks(store, at):
    order = make_delivered(store, at)
    assert sources.asked_about([order], at + timedelta(days=13)) == set()
    assert sources.asked_about([order], at + timedelta(days=14)) == {order.pk}


def test_a_car_prepared_for_its_delivery_is_not_asked_about(store, at):
    order = make_delivered(store, at)
    order.appointment.kind = "delivery_prep"
    assert sources.asked_about([order], at) == {order.pk}


def test_each_kind_of_call_has_its_one_source():
    assert sources.SOURCES.keys() == set(CallTask.Kind)
    for task in (CallTask(kind=kind) for kind in CallTask.Kind):
        assert sources.source_of(task).kind == task.kind


def test_nothing_asks_which_kind_a_call_is():
    """A new kind is a class of `sources`: nothing else decides by the kind of one call."""
    compared = re.compile(r"\.kind (?:==|!=|in|not in)\b.*\bK\.|\.kind (?:==|!=|in|not in)\b.*CallTask")
    lines = [
        f"{path.name}: {line.strip()}"
        for path in sorted((settings.BASE_DIR / "followup").rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if compared.search(line)
    ]
    assert lines == []
