"""Plan and floor in one: the claims of a visit follow its clocks, in the act that moves them and at each tick."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db.models import F, Q, QuerySet

from accounts.access import Access
from accounts.ticks import each_free
from appointments.models.visits import Appointment, Segment
from capacity.actions import displacing
from capacity.disturbances import Cause, Disturbance
from capacity.models.claims import Claim
from capacity.models.resources import Resource
from capacity.slots.shifts import shifts_of
from capacity.slots.stretches import Stretch, Times
from core.errors import refuse
from service.models.orders import RepairOrder
from service.models.work import Job
from service.rules.floor import stretches_of, why_not_taken
from service.rules.work import can_do, fits
from service.work import Work

Kind = Resource.Kind


def lock_places(order: RepairOrder) -> dict[int, Resource]:
    """Lock people, bays and the car of an order in id order: those of its claims, and those of its jobs."""
    claimed = Claim.objects.filter(claim_set__in=_claim_set(order)).values("resource")
    jobs = Job.objects.filter(order=order)
    keys = claimed.union(jobs.values("technician"), jobs.values("bay"))
    rows = Resource.objects.filter(pk__in=keys).exclude(kind=Kind.ADVISOR).order_by("pk")
    return {row.pk: row for row in rows.select_for_update(of=("self",), no_key=True)}


def _claim_set(order: RepairOrder) -> QuerySet:
    """The claim set of the visit; none when its time was given back for good, and nothing follows any more."""
    return Appointment.objects.filter(pk=order.appointment_id, freed_at=None).values("claim_set")


def follow_floor(
    order: RepairOrder,
    work: Work,
    *,
    by: Access,
    at: datetime,
    fresh: bool = False,
    moved: Collection[Job] = (),
    places: dict[int, Resource] | None = None,
) -> None:
    """Let the claims of a visit be what its clocks say from now on; plans that stood there are displaced.

    Without a clock that ever ran the plan stands, until jobs are `moved`: then their new people and bays are claimed,
    and it is refused where another car has them. `fresh` is a car that is put to work now. `places` are locked already.
    """
    if not (work.has_begun() or moved):
        return
    places = places or lock_places(order)
    own_set = _claim_set(order).values_list("claim_set", flat=True).first()
    if own_set is None:
        return
    rows = displacing.claims_on(own_set, places, at)
    car = next((key for key, place in places.items() if place.kind == Kind.VEHICLE), None)
    stretches = stretches_of(work, booked_of([order])[order.pk], _shifts([work], at), car, at)
    _refuse_taken(stretches, own_set, moved, at)
    why = Disturbance(Cause.JOB_LATE, _reason(order, rows))
    displacing.follow(rows, own_set, stretches, set(places), why, by=by, at=at, fresh=fresh)


def _reason(order: RepairOrder, rows: Sequence[Claim]) -> str:
    label = next((row.label for row in rows if row.label), "")
    return f"{order.number} {label}".strip()


def booked_of(orders: Iterable[RepairOrder]) -> dict[int, dict[str, list[Segment]]]:
    """The booked stretches of each order by the code of the work, the first one first."""
    booked: dict[int, dict[str, list[Segment]]] = {order.pk: defaultdict(list) for order in orders}
    for segment in segments_at_present(booked).order_by("start"):
        for code in segment.operations:
            booked[segment.order][code].append(segment)  # type: ignore[attr-defined]
    return booked


def segments_at_present(orders: Collection) -> QuerySet[Segment]:
    """The stretches that these orders (or their keys) are booked for, with places and the key of their `order`."""
    segments = Segment.objects.filter(appointment__order__in=orders, version=F("appointment__time_version"))
    return segments.select_related("technician", "bay__bay_type").annotate(order=F("appointment__order"))


def _shifts(works: Iterable[Work], at: datetime) -> dict[int, list[Times]]:
    works = list(works)
    people = {job.technician_id for work in works for job in work.open_jobs}
    return shifts_of(works[0].order.store, people, at) if people else {}


def _refuse_taken(stretches: list[Stretch], own_set: int, moved: Collection[Job], at: datetime) -> None:
    """Refuse to move work to a person or a bay that another car has at that time."""
    for job in moved:
        for place, kind in ((job.technician, Kind.TECHNICIAN), (job.bay, Kind.BAY)):
            wanted = [one for one in stretches if one.resource == place.pk]
            if claim := displacing.in_the_way(own_set, wanted, at):
                free = [one for one in _able(job, kind) if not _taken(one, wanted, own_set, at)]
                refuse(why_not_taken(claim, free), field="assignments", line=job.line_id)


def _able(job: Job, kind: str) -> list[Resource]:
    rows = Resource.objects.usable().filter(kind=kind).select_related("bay_type").order_by("name", "pk")
    able = can_do if kind == Kind.TECHNICIAN else fits
    return [one for one in rows if job.line.operation and able(one, job.line.operation)]


def _taken(one: Resource, wanted: list[Stretch], own_set: int, at: datetime) -> bool:
    return displacing.in_the_way(own_set, [each._replace(resource=one.pk) for each in wanted], at) is not None


def follow_clocks(*, by: Access, at: datetime) -> int:
    """Let claims grow with the clock, at the store's tick: what runs late or stands longer; returns for how many."""
    clocks = Q(jobs__status__in=[Job.Status.WORKING, Job.Status.PAUSED])
    rows = RepairOrder.objects.filter(clocks, status__in=RepairOrder.IN_HAND).distinct()
    late = RepairOrder.objects.filter(pk__in=_late(list(rows.select_related("store")), at))

    def follow(order: RepairOrder) -> None:
        follow_floor(order, Work.of(order), by=by, at=at)

    return each_free(late, follow)


def _late(orders: list[RepairOrder], at: datetime) -> list[int]:
    """The orders whose claims are no longer what their clocks say; a fixed number of statements for all of them."""
    if not orders:
        return []
    works, booked = Work.of_all(orders), booked_of(orders)
    shifts, claimed = _shifts(works.values(), at), _claimed(orders, at)
    late = []
    for order in orders:
        wanted = stretches_of(works[order.pk], booked[order.pk], shifts, None, at)
        if any(not _is_covered(one, claimed[order.pk], at) for one in wanted if one.on_floor):
            late.append(order.pk)
    return late


def _claimed(orders: Iterable[RepairOrder], at: datetime) -> dict[int, list[Claim]]:
    visits = dict(Appointment.objects.filter(order__in=orders, freed_at=None).values_list("claim_set", "order"))
    claimed: dict[int, list[Claim]] = defaultdict(list)
    for claim in Claim.objects.filter(claim_set__in=visits, status=Claim.Status.TAKEN, during__endswith__gt=at):
        if claim.claim_set_id:
            claimed[visits[claim.claim_set_id]].append(claim)
    return claimed


def _is_covered(one: Stretch, rows: Iterable[Claim], at: datetime) -> bool:
    start = max(one.start, at)
    return any(
        row.resource_id == one.resource and row.during.lower <= start and row.during.upper >= one.end for row in rows
    )
