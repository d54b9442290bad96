"""The clock of a job is added up in Python for one order's work and by the database for a list: both say the same."""

from datetime import timedelta

import pytest

from accounts.models.records import Activity
from capacity.models.resources import Resource
from service.actions import workshop as acts
from service.models.work import Job
from service.work import Work
from tests.factories import service

CLOCK = ("spent", "running_since", "paused_for", "worked_by")


def clocks(order) -> tuple[dict, dict]:
    [job] = Work.of(order).jobs
    row = Job.objects.with_clock().get(pk=job.pk)
    listed = {name: getattr(row, name) for name in CLOCK}
    return {name: getattr(job, name) for name in CLOCK}, listed | {"worked_by": sorted(listed["worked_by"] or [])}


@pytest.mark.parametrize("make", [service.make_dispatched, service.make_in_work, service.make_paused])
def test_the_clock_of_a_job(workshop, at, make):
    read, listed = clocks(make(workshop, at))
    assert read == listed


def test_the_clock_of_a_job_with_two_stretches(workshop, at):
    order = service.make_paused(workshop, at)
    [job] = Work.of(order).jobs
    acts.resume(job, by=service.hand_of(job), at=at + timedelta(hours=1))
    read, listed = clocks(order)
    assert read == listed
    assert (read["running_since"], read["worked_by"]) == (at + timedelta(hours=1), [job.technician.user_id])


def test_extra_work_stands_behind_what_was_signed(workshop, at):
    order = service.make_paused(workshop, at)
    extra = service.ask(order, at)
    work = Work.of(order)
    assert [work.extra_of(line) for line in work.lines] == [None] * (len(work.lines) - 1) + [extra]


def test_a_job_that_waits_goes_to_another_technician_in_another_bay(workshop, at):
    order = service.make_dispatched(workshop, at)
    job, by = order.jobs.get(), service.manager(workshop)
    bay = Resource.objects.filter(kind="bay", bay_type=job.bay.bay_type).exclude(pk=job.bay_id).first()
    technician = Resource.objects.filter(kind="technician").exclude(pk=job.technician_id).first()
    given = {"line": job.line, "technician": technician, "bay": bay}
    acts.dispatch(order, by=by, at=at + timedelta(minutes=5), assignments=[given])
    job = order.jobs.get()
    assert (job.technician, job.bay, job.assigned_at) == (technician, bay, at + timedelta(minutes=5))
    note = Activity.objects.filter(verb="reassign").get()
    assert (note.facts["technician"], note.facts["bay"]) == (technician.name, bay.name)
