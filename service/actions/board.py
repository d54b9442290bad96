"""The day board: a car's block of time is moved, made longer or shorter, or given to another bay or technician."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypedDict

from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.transitions import lock
from appointments.actions import moving, stays
from appointments.actions.versions import refuse_stale_time
from appointments.models.visits import Appointment
from appointments.rules.stays import least_end
from capacity.models.resources import Resource
from core.errors import Stale, refuse
from core.templatetags import formats
from core.transactions import one_transaction
from service.actions import workshop
from service.models.orders import RepairOrder
from service.models.work import Job
from service.rules import board


class Named(TypedDict):
    """The bay and the technician that somebody chose; None where he chose none."""

    bay: Resource | None
    technician: Resource | None


@dataclass(frozen=True)
class Place:
    """When a visit is in the workshop, and where: of its booking, or of its jobs in one block once the car is here."""

    start: datetime
    end: datetime
    bay: Resource
    technician: Resource


@dataclass(frozen=True)
class Placed:
    """What an act on the board did: the visit as it is now, its mark, and what puts it back.

    `undo` is None where the jobs of the block came from several places: one act cannot put them back.
    """

    visit: Appointment
    mark: str
    lane: Resource
    now: Place
    undo: dict[str, Any] | None


@one_transaction()
def place(
    visit: Appointment,
    *,
    by: Access,
    at: datetime,
    seen: str,
    lane: Resource,
    start: datetime | None = None,
    until: datetime | None = None,
    bay: Resource | None = None,
    technician: Resource | None = None,
    jobs: Collection[int] | None = None,
) -> Placed:
    """Give the block of a visit in `lane` another time, end, bay or technician; what is not named stays (SERVICE-R14).

    Of a car that is here the jobs of the block change their place, or only those of `jobs` among them. Raises Stale
    when the visit is not as the board showed it (`seen`). `undo` holds what `place` takes to put it back.
    """
    if order := RepairOrder.objects.filter(appointment=visit).first():
        lock(order)
    visit = moving.locked(visit)
    _refuse_stale(visit, seen, by)
    before = place_of(visit, lane)
    back: dict[str, Any] | None = {}
    named: Named = {"bay": bay, "technician": technician}
    if visit.has_arrived:
        refuse(board.why_not_shift(visit, by, at) if start not in {None, visit.start} else None, field="start")
        back = _at_work(visit, lane, named, jobs, by=by, at=at)
    elif start not in {None, visit.start} or any(
        one not in {None, getattr(before, kind)} for kind, one in named.items()
    ):
        visit = _move(visit, lane, start or visit.start, named, until, by=by, at=at)
        back = {"start": before.start, "bay": before.bay, "technician": before.technician}
    if until is not None:
        visit = _end(visit, until, by=by, at=at)
    if back is not None and visit.end != before.end:
        back["until"] = before.end
    after = named[lane.kind] or lane  # type: ignore[literal-required]  # a lane is a bay or a technician
    return Placed(visit, board.mark_of(visit, jobs_of(visit)), after, place_of(visit, after), back)


def jobs_of(visit: Appointment) -> list[Job]:
    """The jobs on the car of a visit, with their people."""
    return list(Job.objects.filter(order__appointment=visit).with_people().order_by("pk"))


def place_of(visit: Appointment, lane: Resource) -> Place:
    """When and where the block of a visit in a bay, or at a technician, is."""
    jobs = board.jobs_in(lane, jobs_of(visit)) if visit.has_arrived else []
    holder: Job | Appointment = next((job for job in jobs if job.status != Job.Status.DONE), visit)
    return Place(visit.start, visit.end, holder.bay, holder.technician)


def _refuse_stale(visit: Appointment, seen: str, by: Access) -> None:
    refuse_stale_time(visit, board.version_in(seen), by=by)
    if reason := board.why_not_seen(visit, jobs_of(visit), seen):
        raise Stale(reason)


def _move(
    visit: Appointment,
    lane: Resource,
    start: datetime,
    named: Named,
    until: datetime | None,
    *,
    by: Access,
    at: datetime,
) -> Appointment:
    """Move a visit that is still to come; by how much it was made longer than its work stays."""
    refuse(board.why_not_shift(visit, by, at), field="start")
    refuse(board.why_not_main(visit, lane) if any(named.values()) else None)
    longer = visit.end - least_end(visit)
    bay, technician = named["bay"] or visit.bay, named["technician"] or visit.technician
    visit = moving.reschedule(visit, by=by, at=at, start=start, bay=bay, technician=technician)
    if until is None and longer > timedelta():
        visit = moving.extend(visit, by=by, at=at, until=visit.end + longer)
    return visit


def _end(visit: Appointment, until: datetime, *, by: Access, at: datetime) -> Appointment:
    if until == visit.end:
        return visit
    refuse(board.why_not_resize(visit), field="until")
    if until > visit.end:
        return moving.extend(visit, by=by, at=at, until=until)
    return stays.shorten(visit, by=by, at=at, until=until)


def _at_work(
    visit: Appointment, lane: Resource, named: Named, keys: Collection[int] | None, *, by: Access, at: datetime
) -> dict[str, Any] | None:
    """Give the open jobs of a block to another bay or technician. Returns what puts them back, None if nothing can."""
    jobs = [job for job in board.jobs_in(lane, jobs_of(visit)) if keys is None or job.pk in keys]
    wanted = {kind: one for kind, one in named.items() if one is not None}
    changed = [job for job in jobs if any(getattr(job, kind) != one for kind, one in wanted.items())]
    if not wanted or (jobs and not changed):
        return {}
    refuse(board.why_not_replace(visit, changed))
    moved = [job for job in changed if job.status != Job.Status.DONE]
    places = {(job.bay, job.technician) for job in moved}
    for job in moved:
        bay, technician = named["bay"] or job.bay, named["technician"] or job.technician
        workshop.reassign(job, by=by, at=at, technician=technician, bay=bay)
    if len(places) > 1:
        return None
    [(bay, technician)] = places
    return {"bay": bay, "technician": technician, "jobs": [job.pk for job in moved]}


def summary(placed: Placed) -> str:
    """What was done, for the person at the screen."""
    where, visit = placed.now, placed.visit
    times = {"start": formats.daytime(where.start), "end": formats.clock(where.end)}
    facts = {"visit": visit, "bay": where.bay, "technician": where.technician, **times}
    return _("%(visit)s is at %(start)s–%(end)s: %(bay)s, %(technician)s.") % facts
