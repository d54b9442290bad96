"""Where the time of a car in the workshop goes: the stretches of people and bays that follow from its clocks.

The expected end of a job is derived here and nowhere else (SERVICE-R6).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from appointments.models.visits import Segment
from capacity.models.claims import Claim
from capacity.models.resources import Resource
from capacity.slots.opening import moment_of, quarter_after, quarter_before
from capacity.slots.stretches import Stretch, Times
from core.templatetags import formats
from service.models.work import Job, WorkLog
from service.work import Work

Pause = WorkLog.Pause
HALF_A_QUARTER = timedelta(minutes=7, seconds=30)
NEXT_SHIFT = timedelta(hours=4)  # who ends his shift goes on in the next one, and not after his next break


def next_quarter(at: datetime) -> datetime:
    """The first quarter of an hour after a moment."""
    return moment_of(quarter_before(at) + 1)


def present_quarter(at: datetime) -> datetime:
    """The quarter of an hour that has begun."""
    return moment_of(quarter_before(at))


def nearest_quarter(at: datetime) -> datetime:
    """The quarter nearest to a moment: who clocks on a few minutes late is not late."""
    return moment_of(quarter_before(at + HALF_A_QUARTER))


def work_times(begin: datetime, left: timedelta, shifts: Iterable[Times]) -> list[Times]:
    """When so much work is done from a moment on, by somebody with these shifts; what goes beyond them has no break."""
    times: list[Times] = []
    for starts, ends in shifts:
        start = max(starts, begin)
        if start < ends and left > timedelta():
            times.append((start, min(ends, start + left)))
            left -= times[-1][1] - start
    if left > timedelta():
        start = times[-1][1] if times else begin
        times.append((start, start + left))
    return times


def left_of(job: Job) -> timedelta:
    """Standard time that a job had left when it was last clocked on or off; none when it has had more than that."""
    return max(timedelta(minutes=job.line.minutes) - (job.spent or timedelta()), timedelta())


def expected_times(job: Job, at: datetime, shifts: Collection[Times]) -> list[Times]:
    """When a job that runs is worked on from now on: for the standard time that it has left since it was clocked on,
    and at least until the next quarter, whoever is off shift."""
    now = present_quarter(at)
    begin = nearest_quarter(job.running_since)
    left = left_of(job) - max(now - begin, timedelta())
    times, soonest = work_times(max(now, begin), left, shifts), next_quarter(at)
    return [(now, soonest), *((max(start, soonest), end) for start, end in times if end > soonest)]


def bay_of(work: Work) -> int | None:
    """The bay in which the car stands: where it is worked on, else where it was last, unless it waits for a bay."""
    if work.running:
        return work.running[0].bay_id
    paused = [job for job in work.open_jobs if job.is_paused and job.stands_since]
    last = max(paused, key=lambda job: job.stands_since, default=None)
    return last.bay_id if last and last.paused_for != Pause.BAY else None


def stretches_of(
    work: Work, booked: Mapping[str, list[Segment]], shifts: Mapping[int, list[Times]], car: int | None, at: datetime
) -> list[Stretch]:
    """The time that a car in the workshop takes from now on (SERVICE-R6).

    A running job takes its technician and its bay until its expected end. While it is paused its technician is free and
    the bay is taken as long as the car stands in it; at the end of a shift both go on in the next. The jobs that wait
    follow one after the other, none before its booked time. `booked` is by the code of the work, `shifts` by person,
    `car` the resource of the car.
    """
    floor = _Floor(booked, shifts, bay_of(work), at)
    for job in sorted(work.open_jobs, key=floor.order_of):
        floor.add(job)
    for line in work.undispatched:
        floor.keep(booked.get(line.code, ()))
    if car:
        floor.take(car, at, floor.end, floor.bay is not None)
    return floor.stretches


class _Floor:
    """The stretches of one car, job after job; `end` is when the last of them is done."""

    def __init__(
        self,
        booked: Mapping[str, list[Segment]],
        shifts: Mapping[int, list[Times]],
        bay: int | None,
        at: datetime,
    ):
        self.booked, self.shifts, self.bay, self.at = booked, shifts, bay, at
        self.now = self.end = present_quarter(at)
        self.stretches: list[Stretch] = []

    def order_of(self, job: Job) -> tuple[bool, bool, datetime, int]:
        """What runs comes first, then what is paused, then what waits, in the order of the booking."""
        return not job.is_running, not job.is_paused, self.begin_of(job), job.pk

    def begin_of(self, job: Job) -> datetime:
        """When the job was booked to begin; now where that is over, or nothing is booked."""
        return max([self.now, *(segment.start for segment in self.booked.get(job.line.code, [])[:1])])

    def take(self, resource: int, start: datetime, end: datetime, on_floor: bool) -> None:
        """Add a stretch, on the quarters that it touches."""
        self.stretches.append(Stretch(resource, present_quarter(start), moment_of(quarter_after(end)), on_floor))
        self.end = max(self.end, end)

    def keep(self, segments: Sequence[Segment]) -> None:
        """Booked work that is not given out yet keeps its time."""
        for one in segments:
            self.take(one.technician_id, one.start, one.end, False)
            self.take(one.bay_id, segments[0].start, one.end, False)

    def add(self, job: Job) -> None:
        shifts = self.shifts.get(job.technician_id, [])
        if job.is_running:
            self._work(job, expected_times(job, self.at, shifts), on_floor=True)
        elif job.is_paused and job.paused_for == Pause.SHIFT:
            self._after_shift(job, [times for times in shifts if times[0] >= job.stands_since + NEXT_SHIFT])
        elif job.is_paused:
            self._stand(job, work_times(self.now, left_of(job), shifts))
        else:
            begin = max(self.end, self.begin_of(job))
            self._work(job, work_times(begin, left_of(job), shifts), on_floor=False)

    def _work(self, job: Job, times: Sequence[Times], *, on_floor: bool) -> None:
        for start, end in times:
            self.take(job.technician_id, start, end, on_floor)
        if times:
            self.take(job.bay_id, times[0][0], times[-1][1], on_floor)

    def _after_shift(self, job: Job, shifts: Sequence[Times]) -> None:
        """The car stays in its bay over the night, and its technician goes on when he is there again."""
        times = work_times(self.now, left_of(job), shifts) if shifts else []
        for start, end in times:
            self.take(job.technician_id, start, end, True)
        self._stand(job, times)

    def _stand(self, job: Job, times: Sequence[Times]) -> None:
        """The car holds its bay for as long as the work would take if it went on; nothing while it waits for a bay."""
        if job.bay_id == self.bay:
            self.take(job.bay_id, self.now, max([next_quarter(self.at), *(end for _start, end in times)]), True)


def why_not_taken(claim: Claim | None, free: Iterable[Resource]) -> str | None:
    """Work does not move to a bay or a person that another car has: who has it, until when, and who is free."""
    if claim is None:
        return None
    facts = {"who": claim.resource.name, "car": claim.label or claim.get_kind_display()}
    facts["until"] = formats.daytime(claim.during.upper)
    if names := ", ".join(str(one) for one in free):
        return _("%(who)s is taken by %(car)s until %(until)s. Free: %(free)s.") % {**facts, "free": names}
    return _("%(who)s is taken by %(car)s until %(until)s. Nobody and nothing else is free then.") % facts
