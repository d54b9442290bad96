"""What was agreed on an order and what became of it: its lines with the customer's answers, and the jobs on them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from pricing.models.estimates import EstimateLine
from service.models.orders import RepairOrder
from service.models.work import ExtraWork, Job


def lines_of(orders: Iterable[RepairOrder]) -> QuerySet[EstimateLine]:
    """Every line of the signed estimates and of the extra work, in the order in which they were priced.

    The estimates are found by their keys first: one condition on either side of a join reads all of the group.
    """
    keys = [order.pk for order in orders]
    signed = RepairOrder.objects.filter(pk__in=keys, estimate__isnull=False).order_by().values("estimate")
    extra = ExtraWork.objects.filter(order__in=keys).order_by().values("estimate")
    lines = EstimateLine.objects.filter(estimate__in=signed.union(extra))
    related = lines.select_related("operation", "part", "estimate__extra_work__finding")
    return related.order_by("estimate_id", "position")


def extra_of(line: EstimateLine) -> ExtraWork | None:
    """The extra work a line belongs to; None for the estimate that was signed at reception."""
    return getattr(line.estimate, "extra_work", None)


@dataclass
class Work:
    """The lines and jobs of an order as they are now: two queries, read by every rule of the workshop."""

    order: RepairOrder
    lines: list[EstimateLine]
    jobs: list[Job]

    @classmethod
    def of(cls, order: RepairOrder) -> "Work":
        return cls.of_all([order])[order.pk]

    @classmethod
    def of_all(cls, orders: Iterable[RepairOrder]) -> dict[int, "Work"]:
        """The work of many orders by their keys, with the same two queries."""
        works = {order.pk: cls(order, [], []) for order in orders}
        owners = {work.order.estimate_id: work for work in works.values() if work.order.estimate_id}
        for line in lines_of(work.order for work in works.values()):
            extra = extra_of(line)
            (works[extra.order_id] if extra else owners[line.estimate_id]).lines.append(line)
        for job in Job.objects.filter(order__in=works).with_people().with_clock().order_by("pk"):
            works[job.order_id].jobs.append(job)
        return works

    @cached_property
    def labour(self) -> list[EstimateLine]:
        """What the customer wants done."""
        return [line for line in self.approved if line.kind == EstimateLine.Kind.LABOUR]

    @cached_property
    def materials(self) -> list[EstimateLine]:
        """The parts the customer agreed to."""
        return [line for line in self.approved if line.kind == EstimateLine.Kind.PART]

    @cached_property
    def approved(self) -> list[EstimateLine]:
        return [line for line in self.lines if line.approval == EstimateLine.Approval.APPROVED]

    @cached_property
    def asked(self) -> list[EstimateLine]:
        """Extra work to which the customer has not answered yet."""
        return [line for line in self.lines if line.approval == EstimateLine.Approval.WAITING and extra_of(line)]

    @cached_property
    def undispatched(self) -> list[EstimateLine]:
        """Approved labour that nobody has been given yet."""
        given = {job.line_id for job in self.jobs}
        return [line for line in self.labour if line.pk not in given]

    @cached_property
    def open_jobs(self) -> list[Job]:
        return [job for job in self.jobs if job.status != Job.Status.DONE]

    @cached_property
    def running(self) -> list[Job]:
        return [job for job in self.jobs if job.status == Job.Status.WORKING]

    @cached_property
    def done_lines(self) -> list[EstimateLine]:
        """Labour that was carried out: approved, given to somebody, nothing on it left open."""
        still = {job.line_id for job in self.open_jobs}
        done = {job.line_id for job in self.jobs} - still
        return [line for line in self.labour if line.pk in done]

    def has_begun(self) -> bool:
        return any(job.status != Job.Status.WAITING for job in self.jobs)

    def people(self) -> set[int]:
        """Everybody who was given a job or clocked on one: none of them may inspect this car."""
        return {job.technician.user_id for job in self.jobs} | {pk for job in self.jobs for pk in job.worked_by or ()}
