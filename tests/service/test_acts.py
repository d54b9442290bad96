"""Every act in every status, and by every role: what is done, and what is refused (promise P9)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models.records import Activity, Notice
from accounts.roles import GROUP_ROLES, Role
from core.errors import Refused
from service.actions import findings, handover, reception, walk_around
from service.actions.extra import answer_extra_work, ask_extra_work
from service.actions.workshop import dispatch, finish, pause, resume, start
from service.models.orders import RepairOrder
from service.models.work import ExtraWork, Job
from service.notices import OrderNotice
from service.photos import drawn_anew
from tests.factories import service

R = Role
FRONT = {R.SERVICE_ADVISOR, R.SERVICE_MANAGER}
STORE_ROLES = [role for role in Role if role not in GROUP_ROLES]
STATUSES = [status for name in service.REACH for status in ([name, "settled"] if name == "ready" else [name])]
OPEN = set(STATUSES) - {"delivered", "closed", "cancelled"}
IN_HAND = {"dispatched", "in_progress", "paused", "qc_failed"}


def job_of(order, *wanted) -> Job:
    jobs = order.jobs.order_by("-pk")
    return jobs.filter(status__in=wanted).first() or jobs.first() or Job(order=order, pk=0)


def later(at):
    return at + timedelta(hours=5)


def answer(order, by, at):
    extra = ExtraWork.objects.filter(order=order).first()
    lines = list(extra.estimate.lines.values_list("pk", flat=True))
    return answer_extra_work(extra, by=by, at=at, approved=lines, channel="phone")


def on_job(act, *wanted, **facts):
    return lambda order, by, at: act(job_of(order, *wanted), by=by, at=at, **facts)


# act → (how it is called, in which statuses it is done, who may)
ACTS = {
    "price": (
        lambda o, by, at: reception.price(o, by=by, at=at, operations=service.operations(service.PADS)),
        {"draft"},
        {*FRONT, R.HOTLINE_CLERK},
    ),
    "note_condition": (
        lambda o, by, at: walk_around.note_condition(
            o, by=by, at=at, mileage=o.vehicle.mileage + 200, energy_percent=50
        ),
        {"draft", "awaiting_customer"},
        FRONT,
    ),
    "check_in": (
        lambda o, by, at: walk_around.check_in(
            o, by=by, at=at, mileage=o.vehicle.mileage + 1, energy_percent=50, promised_at=later(at)
        ),
        {"draft", "awaiting_customer"},
        FRONT,
    ),
    "take_back": (
        lambda o, by, at: reception.take_back(o, by=by, at=at, reason="anders"),
        {"awaiting_customer"},
        FRONT,
    ),
    "sign": (lambda o, by, at: reception.sign(o, by=by, at=at, name="王"), {"awaiting_customer"}, FRONT),
    "promise": (
        lambda o, by, at: reception.promise(o, by=by, at=at, promised_at=later(at), reason="电话同意"),
        OPEN - {"draft"},
        FRONT,
    ),
    "dispatch": (lambda o, by, at: dispatch(o, by=by, at=at), {"confirmed", *IN_HAND}, {R.SERVICE_MANAGER}),
    "start": (on_job(start, "waiting"), {"dispatched", "in_progress", "qc_failed"}, {R.TECHNICIAN}),
    "pause": (on_job(pause, "working", reason="parts"), {"in_progress", "paused"}, {R.TECHNICIAN}),
    "resume": (on_job(resume, "paused"), {"in_progress", "paused"}, {R.TECHNICIAN}),
    "finish": (
        on_job(finish, "working"),
        {"in_progress", "qc_pending", "ready", "settled", "delivered", "closed"},
        {R.TECHNICIAN},
    ),
    "find": (
        lambda o, by, at: findings.find(o, by=by, at=at, text="后片 3 mm"),
        OPEN - {"draft", "awaiting_customer"},
        {*FRONT, R.TECHNICIAN, R.QUALITY_INSPECTOR},
    ),
    "add_photo": (
        lambda o, by, at: findings.add_photo(o, by=by, at=at, picture=drawn_anew(service.picture())),
        OPEN,
        {*FRONT, R.TECHNICIAN, R.QUALITY_INSPECTOR},
    ),
    "ask_extra_work": (
        lambda o, by, at: ask_extra_work(o, by=by, at=at, operations=service.operations(service.DISCS)),
        IN_HAND,
        FRONT,
    ),
    "inspect": (
        lambda o, by, at: handover.inspect(o, by=by, at=at, passed=True),
        {"qc_pending", "ready", "settled"},
        {R.QUALITY_INSPECTOR},
    ),
    "send_back": (
        lambda o, by, at: handover.inspect(o, by=by, at=at, passed=False, cause="work"),
        {"qc_pending", "qc_failed"},
        {R.QUALITY_INSPECTOR},
    ),
    "bill": (
        lambda o, by, at: handover.bill(o, by=by, at=at),
        {"ready", "settled", "delivered", "closed"},
        {R.SERVICE_ADVISOR, R.CASHIER},
    ),
    "deliver": (lambda o, by, at: handover.deliver(o, by=by, at=at), {"settled", "delivered"}, FRONT),
    "close": (lambda o, by, at: handover.close(o, by=by, at=at), {"delivered", "closed"}, FRONT),
    "cancel": (
        lambda o, by, at: handover.cancel(o, by=by, at=at, reason="改天"),
        {"draft", "awaiting_customer", "confirmed", "dispatched"},
        FRONT,
    ),
}


def in_status(store, at, status) -> RepairOrder:
    """An order in that status, by the acts that lead there; "settled" is one that is ready and paid."""
    if status == "settled":
        return service.make_paid(store, at)
    return service.REACH[status](store, at)


def tried(act, order, by, at) -> str:
    """What came of it; whatever it did is undone."""
    try:
        with transaction.atomic():
            act(RepairOrder.objects.get(pk=order.pk), by, at)
            transaction.set_rollback(True)
    except (Refused, Job.DoesNotExist):
        return "refused"
    except PermissionDenied:
        return "forbidden"
    return "done"


def hand_for(name, order, roles):
    if roles == {R.TECHNICIAN}:
        job = order.jobs.order_by("-pk").first()
        return service.hand_of(job) if job else service.technician(order.store, "tech1")
    return service.person(order.store, sorted(roles)[0])


@pytest.mark.slow
@pytest.mark.parametrize("status", STATUSES)
def test_every_act_in_a_status(workshop, at, status):
    order = in_status(workshop, at, status)
    at = at + timedelta(hours=4)
    found = {
        name
        for name, (act, _in, roles) in ACTS.items()
        if tried(act, order, hand_for(name, order, roles), at) == "done"
    }
    assert found == {name for name, (_act, statuses, _roles) in ACTS.items() if status in statuses}


@pytest.mark.slow
@pytest.mark.parametrize("name", ACTS)
def test_every_act_by_every_role(workshop, at, name):
    act, statuses, roles = ACTS[name]
    first = {"take_back": "awaiting_customer", "sign": "awaiting_customer", "resume": "paused", "finish": "in_progress"}
    first |= {"pause": "in_progress", "dispatch": "confirmed", "inspect": "qc_pending", "send_back": "qc_pending"}
    first |= {
        "bill": "ready",
        "deliver": "settled",
        "close": "delivered",
        "check_in": "draft",
        "note_condition": "draft",
    }
    status = first.get(name) or next(status for status in STATUSES if status in statuses)
    order = in_status(workshop, at, status)
    at = at + timedelta(hours=4)
    found = {role: tried(act, order, service.person(workshop, role), at) for role in STORE_ROLES}
    if roles == {R.TECHNICIAN}:  # a technician who was not given the job is refused, everybody else is too
        assert set(found.values()) <= {"refused", "forbidden"}
        assert tried(act, order, hand_for(name, order, roles), at) == "done"
        return
    assert found == {role: "done" if role in roles else "forbidden" for role in STORE_ROLES}


def test_a_second_click_changes_nothing(workshop, at):
    order = service.make_dispatched(workshop, at)
    job = order.jobs.get()
    by = service.hand_of(job)
    for _click in range(2):
        start(job, by=by, at=at)
    for _click in range(2):
        finish(job, by=by, at=at + timedelta(minutes=30))
    for _click in range(2):
        handover.inspect(order, by=service.inspector(workshop), at=at + timedelta(hours=1), passed=True)
    for _click in range(2):
        handover.bill(order, by=service.advisor(workshop), at=at + timedelta(hours=1))
    service.pay(RepairOrder.objects.get(pk=order.pk), at + timedelta(hours=1))
    for _click in range(2):
        order = handover.deliver(order, by=service.advisor(workshop), at=at + timedelta(hours=2))
    moves = Activity.objects.about(order).filter(verb="move").values_list("to_status", flat=True).order_by("pk")
    assert list(moves)[3:] == ["in_progress", "qc_pending", "ready", "settled", "delivered"]
    assert (job.log.count(), order.inspections.count(), order.bill.lines.count()) == (1, 1, 1)


def waiting_to(store, kind):
    return list(Notice.objects.waiting().filter(kind=kind).values_list("facts__order", flat=True))


def test_what_a_notice_asked_for_is_done_and_so_it_is_read(store, at):
    signed, dispatched = service.make_signed(store, at), service.make_dispatched(store, at)
    assert waiting_to(store, OrderNotice.TO_DISPATCH) == [signed.number]
    read = Notice.objects.filter(kind=OrderNotice.TO_DISPATCH, subject_id=dispatched.pk).get()
    assert read.acknowledged_by.memberships.filter(role="service_manager").exists()


def test_an_inspected_car_is_no_longer_announced(store, at):
    finished = service.make_finished(store, at)
    service.make_failed(store, at)
    assert waiting_to(store, OrderNotice.TO_INSPECT) == [finished.number]


def test_the_same_picture_twice_is_one_photo(workshop, at):
    order, by = service.make_draft(workshop, at), service.advisor(workshop)
    picture = drawn_anew(service.picture())
    first = findings.add_photo(order, by=by, at=at, picture=picture)
    assert findings.add_photo(order, by=by, at=at, picture=picture) == first
    assert order.photos.count() == 1


def test_whoever_is_not_at_the_car_takes_no_photo(workshop, at):
    order, picture = service.make_draft(workshop, at), drawn_anew(service.picture())
    with pytest.raises(PermissionDenied, match="This is for whoever stands at the car."):
        findings.add_photo(order, by=service.cashier(workshop), at=at, picture=picture)
    assert order.photos.count() == 0


def test_extra_work_is_promised_for_a_time_to_come(workshop, at):
    order, by = service.make_in_work(workshop, at), service.advisor(workshop)
    asked = {"by": by, "at": at, "operations": service.operations(service.DISCS)}
    with pytest.raises(Refused, match="This time has passed.") as refusal:
        ask_extra_work(order, **asked, promised_at=at - timedelta(minutes=1))
    assert (refusal.value.field, order.extra_work.count()) == ("promised_at", 0)
    promised = at + timedelta(hours=6)
    assert ask_extra_work(order, **asked, promised_at=promised).promised_if_approved == promised


def test_work_given_to_whoever_has_it_stays_there(workshop, at):
    order = service.make_dispatched(workshop, at)
    job = order.jobs.get()
    same = {"line": job.line, "technician": job.technician, "bay": job.bay}
    dispatch(order, by=service.manager(workshop), at=at, assignments=[same])
    assert not Activity.objects.filter(verb="reassign").exists()
