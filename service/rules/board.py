"""The day board: what may be done with a car's block of time there, and whether what somebody saw is still true."""

from collections.abc import Collection, Iterable
from datetime import datetime
from hashlib import sha256

from django.utils.translation import gettext as _

from accounts.access import Access
from appointments.models.visits import Appointment
from appointments.rules import moves
from capacity.models.resources import Resource
from core.templatetags import formats
from service.models.work import Job
from service.rules.work import why_not_reassign

S = Appointment.Status


def mark_of(visit: Appointment, jobs: Iterable[Job]) -> str:
    """What a board showed of a visit: another time, place, person or status of it or of its jobs has another mark."""
    times = (visit.start.timestamp(), visit.end.timestamp(), visit.bay_id, visit.technician_id, str(visit.status))
    work = sorted((job.pk, job.bay_id, job.technician_id, str(job.status)) for job in jobs)
    return f"{visit.time_version}.{sha256(repr((times, work)).encode()).hexdigest()[:16]}"


def version_in(mark: str) -> int | None:
    """The time version that a mark carries; None where it is none of ours."""
    number = mark.partition(".")[0]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None


def why_not_seen(visit: Appointment, jobs: Iterable[Job], mark: str) -> str | None:
    """Who saw another state of the visit is told what is true now, before he acts (P13)."""
    jobs = list(jobs)
    if mark == mark_of(visit, jobs):
        return None
    work = {f"{job.bay} · {job.technician}" for job in jobs if job.status != Job.Status.DONE}
    places = {
        "visit": visit,
        "start": formats.daytime(visit.start),
        "end": formats.clock(visit.end),
        "places": ", ".join(sorted(work)) or f"{visit.bay} · {visit.technician}",
    }
    text = _("%(visit)s is at %(start)s–%(end)s now, %(places)s. Nothing was changed: look at it again.")
    return text % places


def why_not_shift(visit: Appointment, by: Access, at: datetime) -> str | None:
    """What has started keeps its beginning; before the car comes its time is moved as any appointment is."""
    if visit.has_arrived:
        return _("The car is here: its start stays. Make it longer or shorter.")
    return moves.why_not_change(visit, by, at)


def why_not_resize(visit: Appointment) -> str | None:
    """A stay is made longer or shorter until the car's work has ended."""
    if not (visit.is_expected or visit.has_arrived):
        return moves.why_not_expected(visit)
    return _("Work on this car has ended.") if visit.freed_at else None


def why_not_replace(visit: Appointment, jobs: Collection[Job]) -> str | None:
    """A car that is here changes bay or technician by its jobs of that block, as long as nobody works on them."""
    if not visit.has_arrived:
        return moves.why_not_expected(visit)
    if not jobs:
        return _("No work of this block has been given out yet.")
    open_jobs = [job for job in jobs if job.status != Job.Status.DONE]
    if not open_jobs:
        return _("This work is done.")
    return next((reason for job in open_jobs if (reason := why_not_reassign(job))), None)


def jobs_in(lane: Resource, jobs: Iterable[Job]) -> list[Job]:
    """The jobs that are done in a bay, or by a technician."""
    return [job for job in jobs if lane.pk in {job.bay_id, job.technician_id}]


def why_not_main(visit: Appointment, lane: Resource) -> str | None:
    """Only the longest work of a visit has its bay and technician chosen; the other stretches follow it."""
    if lane.pk in {visit.bay_id, visit.technician_id}:
        return None
    return _("This is the shorter part of the visit: its place follows from the main work.")
