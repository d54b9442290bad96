"""The legal moves against a table written by hand: every status, every act, every role (promise P9)."""

from datetime import timedelta

import pytest
from django.db.models import DateTimeField, Value
from django.utils.timezone import now

from accounts.models.records import Activity
from accounts.roles import Role
from accounts.transitions import move
from service.models.orders import RepairOrder
from service.models.work import Job
from tests.factories import service
from tests.factories.statuses import put
from tests.moves import holders, pairs, walk, wanted

R = Role
FRONT = {R.SERVICE_ADVISOR, R.SERVICE_MANAGER}
# from → {to: who may}. Whatever is not here is no move at all.
EXPECTED = {
    "draft": {"awaiting_customer": FRONT, "cancelled": FRONT},
    "awaiting_customer": {"draft": FRONT, "confirmed": FRONT, "cancelled": FRONT},
    "confirmed": {"dispatched": {R.SERVICE_MANAGER}, "cancelled": FRONT},
    "dispatched": {"in_progress": {R.TECHNICIAN}, "cancelled": FRONT},
    "in_progress": {"paused": {R.TECHNICIAN}, "qc_pending": {R.TECHNICIAN}},
    "paused": {"in_progress": {R.TECHNICIAN}, "qc_pending": {R.TECHNICIAN}},
    "qc_pending": {"qc_failed": {R.QUALITY_INSPECTOR}, "ready": {R.QUALITY_INSPECTOR}},
    "qc_failed": {"in_progress": {R.TECHNICIAN}},
    "ready": {"settled": FRONT},
    "settled": {"delivered": FRONT},
    "delivered": {"closed": FRONT},
    "closed": {},
    "cancelled": {},
}
JOBS = {
    "waiting": {"working": {R.TECHNICIAN}},
    "working": {"paused": {R.TECHNICIAN}, "done": {R.TECHNICIAN}},
    "paused": {"working": {R.TECHNICIAN}},
    "done": {},
}


def stamps_of(at) -> dict:
    """What the database asks of the later statuses, whatever way they were reached."""
    return {"signed_at": at, "ready_at": at, "delivered_at": at}


@pytest.mark.slow
@pytest.mark.parametrize("came_from", EXPECTED)
def test_every_move_of_an_order_by_every_role(workshop, at, came_from):
    if came_from == "settled":
        order = service.make_paid(workshop, at)
        order = move(order, "settled", by=service.advisor(workshop), at=at)
    elif came_from == "ready":
        order = service.make_paid(workshop, at)
    else:
        order = service.REACH[came_from](workshop, at)
    assert order.status == came_from
    stamps = dict.fromkeys(RepairOrder.Status.values, stamps_of(at))
    assert walk(order, at, stamps) == wanted(EXPECTED, came_from, RepairOrder.Status.values)


@pytest.mark.slow
@pytest.mark.parametrize("came_from", JOBS)
def test_every_move_of_a_job_by_every_role(workshop, at, came_from):
    job = service.make_dispatched(workshop, at).jobs.get()
    done = {"done_at": at} if came_from == "done" else {}
    put(Job.objects.filter(pk=job.pk), status=came_from, **done)
    job = Job.objects.get(pk=job.pk)
    stamps = {to: {"done_at": at if to == "done" else None} for to in Job.Status.values}
    assert walk(job, at, stamps) == wanted(JOBS, came_from, Job.Status.values)


def test_the_table_is_the_one_written_here():
    """The quick form of the walk above: which moves exist, and who holds their permission."""
    assert holders(RepairOrder.STATES) == pairs(EXPECTED)
    assert holders(Job.STATES) == pairs(JOBS)


@pytest.mark.parametrize(
    ("constraint", "step", "asked"),
    [
        ("order_in_work_is_signed", 3, "signed_at"),
        ("ready_order_passed_inspection", 5, "ready_at"),
        ("delivered_order_has_time_and_bill", 6, "delivered_at"),
    ],
)
def test_the_database_asks_every_status_from_a_step_on_for_the_time_of_that_step(constraint, step, asked, workshop):
    """A new status has a step; a constraint that has forgotten it guards nothing."""
    [condition] = [each.condition for each in RepairOrder._meta.constraints if each.name == constraint]
    nothing = Value(None, output_field=DateTimeField())
    without_time = {"signed_at": nothing, "ready_at": nothing, "delivered_at": nothing, "bill": nothing}
    refused = {status for status in RepairOrder.STEPS if not condition.check(without_time | {"status": status})}
    assert refused == {status for status, reached in RepairOrder.STEPS.items() if reached >= step}
    with_time = without_time | {asked: now(), "bill": 1}
    assert all(condition.check(with_time | {"status": status}) for status in refused)


def test_every_pair_of_the_log_is_a_move_of_the_table(workshop, at):
    service.make_closed(workshop, at, parts=1)
    order = service.make_failed(workshop, at + timedelta(days=1))
    service.finish_all(order, at + timedelta(days=1, hours=2))
    made = Activity.objects.filter(subject="service.repairorder", verb="move").values_list("from_status", "to_status")
    assert set(made) <= set(RepairOrder.STATES.moves)
    assert len(set(made)) == 11
