"""The facts behind a day of the workshop: visits, orders, jobs, and which work belongs to which claim."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from appointments.models.visits import Appointment, Segment
from capacity.models.resources import Resource
from service.models.orders import RepairOrder
from service.models.work import Job

BOARD_FIELDS = (
    "number", "kind", "status", "start", "end", "bay", "technician", "claim_set", "time_version", "freed_at",
    "at_risk_at", "store", "customer__name", "customer__store", "vehicle__plate", "vehicle__store", "bay__name",
    "bay__store", "technician__name", "technician__store",
)  # fmt: skip


@dataclass
class Day:
    """What the claims of a day belong to: visits by claim set, orders and jobs by visit."""

    visits: dict[int, Appointment] = field(default_factory=dict)
    orders: dict[int, Any] = field(default_factory=dict)
    jobs: dict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))
    segments: dict[int, list[Segment]] = field(default_factory=lambda: defaultdict(list))
    seats: set[tuple[int, int]] = field(default_factory=set)  # (claim set, resource) that has a claim
    in_workshop: list[Any] = field(default_factory=list)

    def jobs_of_claim(self, visit: Appointment, lane: Resource) -> list[Any]:
        """The jobs of the work that was planned in this row, and those that were given to it."""
        planned = [piece for piece in self.segments[visit.pk] if lane.pk in {piece.bay_id, piece.technician_id}]
        codes = {code for piece in planned for code in piece.operations}
        jobs = [job for job in self.jobs[visit.pk] if job.line.code in codes]
        given = [job for job in self.jobs[visit.pk] if lane.pk in {job.bay_id, job.technician_id}]
        return jobs + [job for job in given if job not in jobs]

    def claims(self, visit: Appointment, lane: int) -> bool:
        """Whether the visit has claimed time in this row."""
        return (visit.claim_set_id, lane) in self.seats

    def work_of(self, visit: Appointment, jobs: list[Any]) -> str:
        """What is done, in words: the jobs given out, else the booked work."""
        names = [str(job.line.operation) for job in jobs] or [str(row.operation) for row in visit.operation_rows.all()]
        return ", ".join(dict.fromkeys(names))

    def waiting_to_be_given(self) -> list[Any]:
        """Orders with approved work that nobody was given, those first whose promise is broken or near."""
        rows = [order for order in self.in_workshop if order.undispatched]
        return sorted(rows, key=lambda order: (not order.late, order.promised_at or order.created_at, order.pk))

    @property
    def open_jobs(self) -> list[Any]:
        """Jobs still to be done on the cars in the workshop, whenever these came."""
        here = {order.appointment_id for order in self.in_workshop}
        return [job for visit in sorted(here) for job in self.jobs[visit] if job.status != Job.Status.DONE]


def day_of(seats: set[tuple[int, int]], at: datetime) -> Day:
    """What these claims (set, resource) belong to, and the cars that are in the workshop; five queries."""
    day = Day(seats=seats)
    visits = Appointment.objects.filter(claim_set__in={claim_set for claim_set, _row in seats}).with_work()
    for visit in visits.select_related("customer", "vehicle", "bay", "technician").only(*BOARD_FIELDS):
        day.visits[visit.claim_set_id] = visit
    keys = [visit.pk for visit in day.visits.values()]
    for piece in Segment.objects.filter(appointment__in=keys, version=F("appointment__time_version")):
        day.segments[piece.appointment_id].append(piece)
    orders = RepairOrder.objects.filter(Q(appointment__in=keys) | Q(status__in=RepairOrder.IN_WORKSHOP))
    orders = orders.with_late(at).with_waiting().with_undispatched()
    rows = orders.select_related("vehicle", "appointment__customer").order_by("pk")
    by_key = {order.pk: order for order in rows}
    for order in by_key.values():
        day.orders[order.appointment_id] = order
        if order.status in RepairOrder.IN_WORKSHOP:
            day.in_workshop.append(order)
    for job in Job.objects.filter(order__in=by_key).with_people().with_clock().order_by("pk"):
        job.order = by_key[job.order_id]
        day.jobs[job.order.appointment_id].append(job)
    return day
