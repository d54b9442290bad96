"""The workshop: work is dispatched, technicians clock on and off, and the order's status follows from the clocks."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypedDict, cast

from accounts.access import Access
from accounts.log import answer_notices, notify, record
from accounts.transitions import lock, move
from appointments.models.visits import Segment
from capacity.models.resources import Resource
from core.errors import refuse
from core.relations import keep_related
from core.transactions import one_transaction
from pricing.models.estimates import EstimateLine
from pricing.models.prices import Operation
from service.actions.audit import record_visit
from service.actions.floor import follow_floor, lock_places, segments_at_present
from service.models.orders import RepairOrder
from service.models.work import Job, WorkLog
from service.notices import OrderNotice
from service.perms import OrderPerm
from service.rules.work import (
    can_do,
    fits,
    status_of_work,
    why_not_assign,
    why_not_dispatch,
    why_not_named,
    why_not_reassign,
    why_not_start,
    why_not_touch,
)
from service.work import Work

S = RepairOrder.Status
J = Job.Status


class Assignment(TypedDict):
    """Who does the work of a line, and where."""

    line: EstimateLine
    technician: Resource
    bay: Resource


class UsualPlace(TypedDict):
    """Where work goes that nobody was named for, as far as that is clear."""

    technician: Resource | None
    bay: Resource | None


@one_transaction()
def dispatch(
    order: RepairOrder, *, by: Access, at: datetime, assignments: Iterable[Assignment] | None = None
) -> RepairOrder:
    """Give each approved line of labour to a technician in a bay, once; named again, it is reassigned (SERVICE-R14).

    What is not named in `assignments` goes where it was booked, or to whoever has the car.
    """
    by.require(OrderPerm.ORDER_DISPATCH)
    order = lock(order)
    work = Work.of(order)
    refuse(why_not_dispatch(work))
    named = {given["line"].pk: given for given in assignments or ()}
    refuse(why_not_named(work, [given["line"] for given in named.values()]), field="assignments")
    moved = [job for job in work.open_jobs if _is_handed_over(job, named.get(job.line_id), by=by, at=at)]
    places = booked_places([order])[order.pk]
    for line in work.undispatched:
        job = _give_out(line, named.get(line.pk) or _usual_place(line, places, work), order, by=by, at=at)
        moved += [job] if _is_elsewhere(job, places) else []
    if moved or work.has_begun():
        _claim_places(order, {job.pk for job in moved}, by=by, at=at)
    if order.status == S.CONFIRMED:
        order = move(order, S.DISPATCHED, by=by, at=at)
        answer_notices(OrderNotice.TO_DISPATCH, about=order, by=by, at=at)
    return order


def _give_out(
    line: EstimateLine, place: Assignment | UsualPlace, order: RepairOrder, *, by: Access, at: datetime
) -> Job:
    refuse(why_not_assign(line, place["technician"], place["bay"]), line=line.pk)
    technician, bay = cast(Resource, place["technician"]), cast(Resource, place["bay"])  # without one it was refused
    job = Job.objects.create(
        store_id=order.store_id, order=order, line=line, technician=technician, bay=bay, assigned_at=at
    )
    record(order, "assign", by=by, at=at, work=line.code, technician=str(technician), bay=str(bay))
    return job


def _is_elsewhere(job: Job, places: dict[str, Segment]) -> bool:
    """Whether a job that was just given out was booked with another person or in another bay."""
    booked = places.get(job.line.code)
    return booked is not None and (booked.technician_id, booked.bay_id) != (job.technician_id, job.bay_id)


def _claim_places(order: RepairOrder, moved: set[int], *, by: Access, at: datetime) -> None:
    """Let the claims follow jobs that were moved, or that came to a car in work."""
    work = Work.of(order)
    follow_floor(order, work, by=by, at=at, moved=[job for job in work.open_jobs if job.pk in moved])


def _is_handed_over(job: Job, given: Assignment | None, *, by: Access, at: datetime) -> bool:
    """Give a job to somebody else or to another bay; whether that is another place than before."""
    if given is None or (job.technician_id, job.bay_id) == (given["technician"].pk, given["bay"].pk):
        return False
    job = lock(job)
    refuse(why_not_reassign(job) or why_not_assign(job.line, given["technician"], given["bay"]))
    job.technician, job.bay, job.assigned_at = given["technician"], given["bay"], at
    job.save(update_fields=["technician", "bay", "assigned_at"])
    facts = {"work": job.line.code, "technician": str(job.technician), "bay": str(job.bay)}
    record(job.order, "reassign", by=by, at=at, **facts)
    return True


@one_transaction()
def reassign(job: Job, *, by: Access, at: datetime, technician: Resource, bay: Resource) -> Job:
    """Give a job that waits or is paused to another technician or bay; nothing else of its order is given out."""
    by.require(OrderPerm.ORDER_DISPATCH)
    order, job = _both(job)
    if _is_handed_over(job, {"line": job.line, "technician": technician, "bay": bay}, by=by, at=at):
        _claim_places(order, {job.pk}, by=by, at=at)
    return keep_related(lock(job), job, "technician")


def booked_places(orders: Iterable[RepairOrder]) -> dict[int, dict[str, Segment]]:
    """Where each operation was booked, by order and operation code."""
    places: dict[int, dict[str, Segment]] = {order.pk: {} for order in orders}
    for segment in segments_at_present(places).order_by("-position"):
        places[segment.order] |= dict.fromkeys(segment.operations, segment)  # type: ignore[attr-defined]
    return places


def _usual_place(line: EstimateLine, places: dict[str, Segment], work: Work) -> UsualPlace:
    """The technician and bay it was booked with; else ones of this car's other jobs that can do it."""
    if booked := places.get(line.code):
        return {"technician": booked.technician, "bay": booked.bay}
    people = {**{job.technician_id: job.technician for job in work.jobs}, **_of(places, "technician")}
    bays = {**{job.bay_id: job.bay for job in work.jobs}, **_of(places, "bay")}
    operation = cast(Operation, line.operation)  # labour is priced from one
    technician = next((one for one in people.values() if can_do(one, operation)), None)
    bay = next((one for one in bays.values() if fits(one, operation)), None)
    return {"technician": technician, "bay": bay}


def _of(places: dict[str, Segment], name: str) -> dict[int, Resource]:
    return {getattr(segment, f"{name}_id"): getattr(segment, name) for segment in places.values()}


def start(job: Job, *, by: Access, at: datetime) -> Job:
    """Clock on: server time, one car at a time; the first start puts the order to work (SERVICE-R14)."""
    return _clock_on(job, "start", by=by, at=at)


def resume(job: Job, *, by: Access, at: datetime) -> Job:
    """Clock on again after a pause."""
    return _clock_on(job, "resume", by=by, at=at)


@one_transaction()
def _clock_on(job: Job, act: str, *, by: Access, at: datetime) -> Job:
    order, job = _both(job)
    refuse(why_not_touch(job, by))
    if job.status == J.WORKING:
        return job
    places = lock_places(order)
    running = WorkLog.objects.filter(technician=job.technician, ended_at__isnull=True)
    elsewhere = running.select_related("job__order").first()
    refuse(why_not_start(job, by, elsewhere.job if elsewhere else None))
    job = move(job, act, by=by, at=at)
    WorkLog.objects.create(store_id=job.store_id, job=job, technician=job.technician, started_at=at)
    if order.status == S.DISPATCHED:
        where = {"bay": job.bay_id, "worker": job.technician_id}
        record_visit(order, "work_started", by=by, at=at, technician=str(job.technician), **where)
    job.order = follow(order, by=by, at=at, places=places, fresh=True)
    return job


@one_transaction()
def pause(job: Job, *, by: Access, at: datetime, reason: str, note: str = "") -> Job:
    """Clock off with a reason: parts, the customer, an expert, a bay, end of shift, another car first.

    Said again with another reason or note, the pause is corrected.
    """
    order, job = _both(job)
    refuse(why_not_touch(job, by))
    if job.status == J.PAUSED:
        _correct_pause(job, by=by, at=at, pause_reason=reason, note=note)
        follow_floor(order, Work.of(order), by=by, at=at)
        return job
    job = move(job, J.PAUSED, by=by, at=at, note=note)
    _clock_off(job, at=at, pause_reason=reason, note=note)
    job.order = follow(order, by=by, at=at)
    return job


def _correct_pause(job: Job, *, by: Access, at: datetime, **facts: str) -> None:
    by.require(OrderPerm.ORDER_WORK)
    log = WorkLog.objects.filter(job=job).latest("pk")
    before = {name: getattr(log, name) for name in facts}
    if before == facts:
        return
    for name, value in facts.items():
        setattr(log, name, value)
    log.save(update_fields=[*facts])
    record(job.order, "correct pause", by=by, at=at, note=facts["note"], work=job.line.code, before=before)


@one_transaction()
def finish(job: Job, *, by: Access, at: datetime) -> Job:
    """Clock off for good; when no other job or question is open, the car goes to inspection."""
    order, job = _both(job)
    refuse(why_not_touch(job, by))
    if job.status == J.DONE:
        return job
    job = move(job, J.DONE, by=by, at=at, done_at=at)
    _clock_off(job, at=at)
    job.order = follow(order, by=by, at=at)
    return job


def _both(job: Job) -> tuple[RepairOrder, Job]:
    """Lock the order, then the job: every act on a car waits for the one before it, in the same order of locks."""
    order = lock(RepairOrder(pk=job.order_id))
    job = keep_related(lock(job), job, "technician")
    job.order = order
    return order, job


def _clock_off(job: Job, *, at: datetime, **facts: str) -> None:
    log = WorkLog.objects.get(job=job, ended_at__isnull=True)
    log.ended_at = max(at, log.started_at)  # two requests at once may carry their times in the other order
    for name, value in facts.items():
        setattr(log, name, value)
    log.save(update_fields=["ended_at", *facts])


def follow(
    order: RepairOrder,
    *,
    by: Access,
    at: datetime,
    places: dict[int, Resource] | None = None,
    fresh: bool = False,
) -> RepairOrder:
    """Move the order to the status that follows from its clocks, and its claims to where they are.

    Called inside the act that changed them, with the order locked, and with its `places` where those are; `fresh` when
    a clock was started. Where the actor may not work on cars (a customer who declines), the system moves it.
    """
    work = Work.of(order)
    follow_floor(order, work, by=by, at=at, places=places, fresh=fresh)
    to = status_of_work(work)
    if to == order.status or (order.status, to) not in RepairOrder.STATES.moves:
        return work.kept_with(order)
    signer = by if by.can(OrderPerm.ORDER_WORK) else Access.system(by.store)
    stamps: dict[str, Any] = {"finished_at": at} if to == S.QC_PENDING else {}
    order = move(order, to, by=signer, at=at, **stamps)
    if to == S.QC_PENDING:
        record_visit(order, "work_finished", by=signer, at=at)
        facts = {"url": order.inspect_url(), "order": order.number}
        notify(OrderNotice.TO_INSPECT, about=order, at=at, **facts)
    return work.kept_with(order)
