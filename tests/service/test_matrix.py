"""The legal moves against a table written by hand: every status, every act, every role (promise P9)."""

from datetime import timedelta

import pytest

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


def test_every_pair_of_the_log_is_a_move_of_the_table(workshop, at):
    service.make_closed(workshop, at, parts=1)
    order = service.make_failed(workshop, at + timedelta(days=1))
    service.finish_all(order, at + timedelta(days=1, hours=2))
    made = Activity.objects.filter(subject="service.repairorder", verb="move").values_list("from_status", "to_status")
    assert set(made) <= set(RepairOrder.STATES.moves)
    assert len(set(made)) == 11
