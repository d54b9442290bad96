"""The legal moves against a table written by hand: every status, every act, every role (promise P9)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.access import Access
from accounts.models import Activity
from accounts.roles import GROUP_ROLES, Role
from accounts.transitions import move
from core.errors import Refused
from service import rules
from service.models import Job, RepairOrder
from tests.factories import service

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
STORE_ROLES = [role for role in Role if role not in GROUP_ROLES]


def outcome(thing, to, table, by, at, **stamps) -> str:
    try:
        move(thing, to, by=by, at=at, table=table, **stamps)
    except Refused:
        return "no such move"
    except PermissionDenied:
        return "not his"
    return "moved"


def stamps_of(at) -> dict:
    """What the database asks of the later statuses, whatever way they were reached."""
    return {"signed_at": at, "ready_at": at, "delivered_at": at}


@pytest.mark.slow
@pytest.mark.parametrize("came_from", EXPECTED)
def test_every_move_of_an_order_by_every_role(workshop, at, came_from):
    if came_from == "settled":
        order = service.make_paid(workshop, at)
        order = move(order, "settled", by=service.advisor(workshop), at=at, table=rules.TRANSITIONS)
    elif came_from == "ready":
        order = service.make_paid(workshop, at)
    else:
        order = service.REACH[came_from](workshop, at)
    assert order.status == came_from
    kept = RepairOrder.objects.values("status", "signed_at", "ready_at", "delivered_at").get(pk=order.pk)
    for to in RepairOrder.Status.values:
        for role in STORE_ROLES:
            by = service.person(workshop, role)
            extra = {} if to == came_from else stamps_of(at)
            found = outcome(order, to, rules.TRANSITIONS, by, at, **extra)
            allowed = EXPECTED[came_from].get(to)
            wanted = "moved" if to == came_from else "no such move" if allowed is None else None
            wanted = wanted or ("moved" if role in allowed else "not his")
            assert (came_from, to, role, found) == (came_from, to, role, wanted)
            RepairOrder.objects.filter(pk=order.pk).update(**kept)


@pytest.mark.slow
@pytest.mark.parametrize("came_from", JOBS)
def test_every_move_of_a_job_by_every_role(workshop, at, came_from):
    job = service.make_dispatched(workshop, at).jobs.get()
    done = {"done_at": at} if came_from == "done" else {}
    Job.objects.filter(pk=job.pk).update(status=came_from, **done)
    for to in Job.Status.values:
        for role in STORE_ROLES:
            stamps = {"done_at": at if to == "done" else None}
            found = outcome(job, to, rules.JOB_TRANSITIONS, service.person(workshop, role), at, **stamps)
            allowed = JOBS[came_from].get(to)
            wanted = "moved" if to == came_from else "no such move" if allowed is None else None
            wanted = wanted or ("moved" if role in allowed else "not his")
            assert (to, role, found) == (to, role, wanted)
            Job.objects.filter(pk=job.pk).update(status=came_from, done_at=done.get("done_at"))


def test_the_table_is_the_one_written_here():
    """The quick form of the walk above: which moves exist, and who holds their permission."""
    found = {status: {} for status in RepairOrder.Status.values}
    for (came_from, to), perm in rules.TRANSITIONS.items():
        found[came_from][to] = {role for role in STORE_ROLES if Access.of(None, [role], None).can(perm)}
    assert found == EXPECTED


def test_every_pair_of_the_log_is_a_move_of_the_table(workshop, at):
    service.make_closed(workshop, at, parts=1)
    order = service.make_failed(workshop, at + timedelta(days=1))
    service.finish_all(order, at + timedelta(days=1, hours=2))
    pairs = Activity.objects.filter(subject="service.repairorder", verb="move").values_list("from_status", "to_status")
    assert set(pairs) <= set(rules.TRANSITIONS)
    assert len(set(pairs)) == 11
