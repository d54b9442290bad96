"""The workshop under a rush: one act once, one clock a person, nothing lost between approval and finish (promise P9).

Each hand is a thread with a connection of its own, in a database where everything is committed. The last tests are the
negative controls: with the locks taken away, what the tests above exclude must happen.
"""

from datetime import datetime, timedelta
from functools import partial
from itertools import count

import pytest
from django.db import DatabaseError, connection
from django_scopes import scope

from accounts import transitions
from accounts.models.records import Activity
from core.errors import Refused
from service.actions import handover, reception
from service.actions import workshop as acts
from service.actions.extra import answer_extra_work
from service.models.orders import RepairOrder
from service.models.work import Job, WorkLog
from service.rules import work
from service.work import Work
from tests.concurrency.clients import all_look_before, at_once
from tests.concurrency.guards import unlocked
from tests.factories import service
from tests.factories.accounts import make_store
from tests.factories.statuses import put
from tests.moments import SHANGHAI

AT = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
_store = count(1)


@pytest.fixture
def shop(own_database):
    store = make_store(f"SHOP{next(_store)}")
    with scope(store=store):
        yield service.make_workshop(store, AT)


def rush(store, *acts, hands: int = 1) -> list[str]:
    """All acts at once, each by so many hands; what came of each."""

    def one(act):
        try:
            with scope(store=store):
                act()
            return "done"
        except Refused:
            return "refused"
        except DatabaseError as error:
            return type(error).__name__

    return sorted(at_once([partial(one, act) for act in acts for _hand in range(hands)]))


def moves(order, to: str) -> int:
    return Activity.objects.about(order).filter(verb="move", to_status=to).count()


def fresh(order) -> RepairOrder:
    return RepairOrder.objects.get(pk=order.pk)


ONCE = [
    (
        "sign",
        service.make_checked_in,
        lambda o, at: reception.sign(o, by=service.advisor(o.store), at=at, name="王"),
        "confirmed",
    ),
    (
        "dispatch",
        service.make_signed,
        lambda o, at: acts.dispatch(o, by=service.manager(o.store), at=at),
        "dispatched",
    ),
    (
        "inspect",
        service.make_finished,
        lambda o, at: handover.inspect(o, by=service.inspector(o.store), at=at, passed=True),
        "ready",
    ),
    (
        "send back",
        service.make_finished,
        lambda o, at: handover.inspect(o, by=service.inspector(o.store), at=at, passed=False, cause="work"),
        "qc_failed",
    ),
    ("deliver", service.make_paid, lambda o, at: handover.deliver(o, by=service.advisor(o.store), at=at), "delivered"),
    (
        "cancel",
        service.make_signed,
        lambda o, at: handover.cancel(o, by=service.advisor(o.store), at=at, reason="x"),
        "cancelled",
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "make", "act", "to"), ONCE, ids=[row[0] for row in ONCE])
def test_the_same_act_twenty_times_is_one_act(shop, name, make, act, to):
    order, later = make(shop, AT), AT + timedelta(hours=3)
    found = rush(shop, lambda: act(fresh(order), later), hands=20)
    assert found == ["done"] * 20
    assert (fresh(order).status, moves(order, to)) == (to, 1)
    assert order.jobs.filter(rework=True).count() == (to == "qc_failed")
    assert order.inspections.count() <= 1


def test_two_advisors_receive_one_car_once(shop):
    visit = service.make_visit(shop, AT)
    others = [service.person(shop, "service_advisor", name=f"sa{n}") for n in (2, 3)]
    found = rush(shop, *[lambda by=by: reception.open_order(visit, by=by, at=AT) for by in others], hands=3)
    assert found == ["done"] + ["refused"] * 5
    assert RepairOrder.objects.filter(appointment=visit).count() == 1


def two_visits_of_one_car(shop) -> list:
    """Two appointments of the same car, three hours apart."""
    first = service.make_visit(shop, AT)
    return [
        first,
        service.make_visit(shop, AT, vehicle=first.vehicle, start=AT + timedelta(hours=3), second_visit="再来"),
    ]


def receive(shop, *visits) -> list:
    by = service.advisor(shop)
    return [lambda visit=visit: reception.open_order(visit, by=by, at=AT) for visit in visits]


def test_a_car_with_two_appointments_is_received_once(shop):
    visits = two_visits_of_one_car(shop)
    assert rush(shop, *receive(shop, *visits), hands=3) == ["done"] + ["refused"] * 5
    assert RepairOrder.objects.open().filter(vehicle=visits[0].vehicle).count() == 1


def test_a_walk_in_is_received_once_however_often_it_is_sent(shop):
    car, by, pads = service.make_car(shop), service.advisor(shop), service.operations(service.PADS)
    act = lambda: reception.receive_walk_in(car, by=by, at=AT, operations=pads, complaint="异响")  # noqa: E731
    assert rush(shop, act, hands=6) == ["done"] + ["refused"] * 5
    assert RepairOrder.objects.count() == car.appointments.count() == 1


def test_a_clock_starts_once_however_often_it_is_pressed(shop):
    job = service.make_dispatched(shop, AT).jobs.get()
    by = service.hand_of(job)
    assert rush(shop, lambda: acts.start(job, by=by, at=AT), hands=8) == ["done"] * 8
    assert WorkLog.objects.filter(job=job).count() == 1
    assert moves(job.order, "in_progress") == 1


def two_jobs_of_one_technician(shop) -> list[Job]:
    """Two cars given to the same person."""
    jobs = [service.make_dispatched(shop, AT).jobs.get() for _car in range(2)]
    Job.objects.filter(pk=jobs[1].pk).update(technician=jobs[0].technician)
    return [Job.objects.get(pk=job.pk) for job in jobs]


def test_one_technician_cannot_start_two_cars(shop):
    jobs = two_jobs_of_one_technician(shop)
    by = service.hand_of(jobs[0])
    found = rush(shop, *[lambda job=job: acts.start(job, by=by, at=AT) for job in jobs], hands=3)
    assert found == ["done"] * 3 + ["refused"] * 3
    assert WorkLog.objects.filter(technician=jobs[0].technician, ended_at=None).count() == 1


def test_a_job_is_started_or_reassigned_never_both(shop):
    order = service.make_dispatched(shop, AT)
    job = order.jobs.select_related("line").get()
    other = service.make_technician(shop, "tech2" if job.technician.user.name != "tech2" else "tech3")
    place = [{"line": job.line, "technician": other, "bay": job.bay}]
    by = service.hand_of(job)
    rush(
        shop,
        lambda: acts.start(job, by=by, at=AT),
        lambda: acts.dispatch(fresh(order), by=service.manager(shop), at=AT, assignments=place),
    )
    job.refresh_from_db()
    worked = WorkLog.objects.filter(job=job).values_list("technician", flat=True)
    assert list(worked) in ([], [job.technician_id])
    assert (job.status == "working") == bool(worked)


def approve_and_finish(shop) -> RepairOrder:
    """The customer approves extra work while the technician finishes the last of the old."""
    order = service.make_in_work(shop, AT)
    job = order.jobs.get()
    extra = service.ask(order, AT)
    lines = list(extra.estimate.lines.values_list("pk", flat=True))
    by, at = service.hand_of(job), AT + timedelta(minutes=30)
    found = rush(
        shop,
        lambda: acts.finish(job, by=by, at=at),
        lambda: answer_extra_work(extra, by=service.advisor(shop), at=at, approved=lines, channel="phone"),
    )
    assert found == ["done", "done"]
    return fresh(order)


def test_approved_work_is_never_inspected_undone(shop):
    order = approve_and_finish(shop)
    assert (order.status, len(Work.of(order).undispatched)) == ("paused", 1)
    acts.dispatch(order, by=service.manager(shop), at=AT)
    assert work.status_of_work(Work.of(fresh(order))) == "paused"


@pytest.mark.slow
def test_one_bill_is_drafted_by_many_hands(shop):
    order = service.make_ready(shop, AT)
    act = lambda: handover.bill(fresh(order), by=service.advisor(shop), at=AT)  # noqa: E731
    assert rush(shop, act, hands=10) == ["done"] * 10
    assert order.vehicle.bills.count() == 1


# ── negative controls ─────────────────────────────────────────────────────────────────────────


@pytest.fixture
def no_locks(monkeypatch):
    """Nobody writes before the other has looked: a late one would be refused and prove nothing."""
    monkeypatch.setattr(acts, "lock", unlocked)
    monkeypatch.setattr(transitions, "lock", unlocked)
    with all_look_before():
        yield


@pytest.mark.slow
@pytest.mark.negative_control
def test_without_locks_one_start_becomes_two_moves(shop, no_locks):
    job = service.make_dispatched(shop, AT).jobs.get()
    by = service.hand_of(job)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX one_running_clock_a_technician")
    try:
        rush(shop, lambda: acts.start(job, by=by, at=AT), hands=2)
        assert WorkLog.objects.filter(job=job).count() == 2
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM service_worklog WHERE store_id = %s", [shop.pk])
            cursor.execute(
                "CREATE UNIQUE INDEX one_running_clock_a_technician ON service_worklog (technician_id)"
                " WHERE ended_at IS NULL"
            )


@pytest.mark.slow
@pytest.mark.negative_control
def test_without_locks_the_index_still_keeps_one_clock(shop, no_locks):
    jobs = two_jobs_of_one_technician(shop)
    by = service.hand_of(jobs[0])
    found = rush(shop, *[lambda job=job: acts.start(job, by=by, at=AT) for job in jobs])
    assert found == ["IntegrityError", "done"]


@pytest.fixture
def no_lock_on_the_car(monkeypatch):
    """Both receptions have looked whether the car is here before one of them writes."""
    monkeypatch.setattr(reception, "lock", unlocked)
    with all_look_before():
        yield


@pytest.mark.slow
@pytest.mark.negative_control
def test_without_the_lock_on_the_car_it_is_received_twice(shop, no_lock_on_the_car):
    visits = two_visits_of_one_car(shop)
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'one_open_order_a_car'")
        definition = cursor.fetchone()[0]
        cursor.execute("DROP INDEX one_open_order_a_car")
        try:
            assert rush(shop, *receive(shop, *visits)) == ["done", "done"]
            assert RepairOrder.objects.open().filter(vehicle=visits[0].vehicle).count() == 2
        finally:
            put(RepairOrder.objects, status="cancelled")
            cursor.execute(definition)


@pytest.mark.slow
@pytest.mark.negative_control
def test_without_the_lock_the_index_still_keeps_one_order_a_car(shop, no_lock_on_the_car):
    assert rush(shop, *receive(shop, *two_visits_of_one_car(shop))) == ["IntegrityError", "done"]
