"""Plan and floor in one (SERVICE-R6, case S08): claims follow the clocks, plans in the way are at risk."""

from datetime import timedelta

import pytest

from appointments.models.risks import Risk
from capacity.actions import displacing
from capacity.models.claims import Claim
from capacity.models.resources import Resource
from capacity.slots import times
from core.errors import Refused
from service.actions import floor, workshop
from service.models.work import Job
from service.rules.floor import next_quarter, why_not_taken
from tests.factories import service

HOUR = timedelta(hours=1)
TWO_HOURS = 2 * HOUR


@pytest.fixture
def by(store):
    return service.manager(store)


@pytest.fixture
def job(store, at) -> Job:
    """A job that was clocked on as booked."""
    return service.make_in_work(store, at).jobs.select_related("order__appointment", "technician__user").get()


def next_visit(store, job, at, start):
    """An appointment in the bay of a job, with its technician."""
    return service.make_visit(store, at, start=start, bay=job.bay, technician=job.technician)


def live(job, resource, at) -> list[Claim]:
    rows = Claim.objects.filter(resource=resource, claim_set=job.order.appointment.claim_set_id, status="taken")
    return list(rows.within(at, next_quarter(at)))


def test_a_job_that_starts_as_booked_keeps_its_claims(store, job, at):
    [bay] = live(job, job.bay, at)
    [person] = live(job, job.technician, at)
    booked = job.order.appointment
    assert (bay.during.lower, bay.during.upper, bay.on_floor) == (booked.start, booked.end, True)
    assert (person.during.lower, person.during.upper) == (booked.start, booked.end)


def test_a_late_job_keeps_its_bay_and_puts_the_next_visit_at_risk_before_it_begins(store, job, at, by):
    """S08: two hours late in its bay, which is not offered, and whose next visit is at risk."""
    after = job.order.appointment.end
    visit = next_visit(store, job, at, after + HOUR)
    now = at
    while now < after + HOUR - timedelta(minutes=15):
        now += timedelta(minutes=15)
        floor.follow_clocks(by=by, at=now)
        assert live(job, job.bay, now) and live(job, job.technician, now)
        assert live(job, job.bay, now)[0].during.upper >= next_quarter(now)
    assert not Risk.objects.filter(appointment=visit).exists()
    floor.follow_clocks(by=by, at=after + HOUR)
    risk = Risk.objects.get(appointment=visit)
    assert (risk.kind, risk.ended_at, job.order.number in risk.reason) == ("job_late", None, True)
    late = after + TWO_HOURS - timedelta(minutes=15)
    floor.follow_clocks(by=by, at=late)
    work = service.operations(service.PADS)
    assert times.free(work, at=late, bay=job.bay, days=1, limit=1)[0].start > late
    workshop_finish(job, late + timedelta(minutes=1))
    risk.refresh_from_db()
    assert risk.ended_at == late + timedelta(minutes=1)
    assert not Claim.objects.displaced().exists()


def workshop_finish(job, at):
    return workshop.finish(job, by=service.hand_of(job), at=at)


def test_a_job_that_is_done_early_gives_its_time_back(store, job, at):
    early = at + timedelta(minutes=10)
    workshop_finish(job, early)
    rows = Claim.objects.filter(claim_set=job.order.appointment.claim_set_id, during__endswith__gt=early)
    assert not rows.live().exclude(resource__kind="advisor").exists()


@pytest.mark.parametrize(("reason", "stands"), [("parts", True), ("customer", True), ("shift", True), ("bay", False)])
def test_a_pause_frees_the_person_and_the_bay_as_the_car_stands(store, job, at, reason, stands):
    now = at + timedelta(minutes=15)
    workshop.pause(job, by=service.hand_of(job), at=now, reason=reason)
    assert not live(job, job.technician, now)
    assert bool(live(job, job.bay, now)) is stands


def test_the_end_of_a_shift_carries_over_to_the_next_one(store, job, at):
    now = at + timedelta(minutes=15)
    workshop.pause(job, by=service.hand_of(job), at=now, reason="shift")
    rows = Claim.objects.filter(
        claim_set=job.order.appointment.claim_set_id, status="taken", during__startswith__gt=now
    )
    [tomorrow] = rows.filter(resource=job.technician)
    opens = store.hours_on(store.today(at) + timedelta(days=1))[0]
    assert tomorrow.during.lower == opens
    [bay] = live(job, job.bay, now)
    assert bay.during.upper == tomorrow.during.upper


def test_work_does_not_move_to_a_bay_that_another_car_has(store, at, by):
    order, other = service.make_dispatched(store, at), service.make_visit(store, at)
    job = order.jobs.select_related("line", "technician", "bay__bay_type").get()
    given = {"line": job.line, "technician": job.technician, "bay": other.bay}
    with pytest.raises(Refused, match=f"{other.bay.name} is taken by .* until .* Free: GEN 1, GEN 3"):
        workshop_dispatch(order, by, at, given)
    free = Resource.objects.get(kind="bay", name="GEN 3")
    workshop_dispatch(order, by, at, given | {"bay": free})
    claimed = Claim.objects.filter(claim_set=order.appointment.claim_set_id, status="taken")
    assert claimed.filter(resource=free).exists()
    assert not claimed.filter(resource=job.bay).exists()


def workshop_dispatch(order, by, at, given):
    return workshop.dispatch(order, by=by, at=at, assignments=[given])


def test_without_the_claims_of_the_floor_the_late_bay_is_offered(store, job, at, by, monkeypatch):
    monkeypatch.setattr(displacing, "follow", lambda *_, **__: False)
    after = job.order.appointment.end
    floor.follow_clocks(by=by, at=after)
    assert not live(job, job.bay, after)


def test_a_place_that_another_car_has_is_refused_with_what_is_free(store, job, at):
    [claim] = live(job, job.bay, at)
    assert why_not_taken(None, []) is None
    assert why_not_taken(claim, []).endswith("Nobody and nothing else is free then.")
    assert "Free: GEN 2." in why_not_taken(claim, [Resource.objects.get(kind="bay", name="GEN 2")])
