"""The work of an order: its lines with the customer's answers, and the jobs on them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.db.models import F

from pricing.models.estimates import Estimate, EstimateLine
from service.models.orders import RepairOrder
from service.models.work import ExtraWork, Job


@dataclass
class Work:
    """The lines and jobs of an order as they are now, read by every rule of the workshop.

    Few tables a statement: what an act reads this often must not be planned anew over ten joined tables each time.
    """

    order: RepairOrder
    lines: list[EstimateLine] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    extras: dict[int, ExtraWork] = field(default_factory=dict)  # by the key of their estimate

    @classmethod
    def of(cls, order: RepairOrder) -> "Work":
        return cls.of_all([order])[order.pk]

    @classmethod
    def of_all(cls, orders: Iterable[RepairOrder]) -> dict[int, "Work"]:
        """The work of many orders by their keys, with as many statements as for one."""
        works = {order.pk: cls(order) for order in orders}
        _add_lines(works)
        _add_jobs(works)
        return works

    @classmethod
    def loaded_with(cls, order: RepairOrder) -> "Work":
        """The work that was loaded with an order, else read now."""
        return getattr(order, "loaded_work", None) or cls.of(order)

    def kept_with(self, order: RepairOrder) -> RepairOrder:
        """The order with this work loaded, for an answer that follows at once: nothing has changed since."""
        order.loaded_work = replace(self, order=order)  # type: ignore[attr-defined]
        return order

    def extra_of(self, line: EstimateLine) -> ExtraWork | None:
        """The extra work a line belongs to; None for the estimate that was signed at reception."""
        return self.extras.get(line.estimate_id)

    @cached_property
    def labour(self) -> list[EstimateLine]:
        """The approved lines of labour."""
        return [line for line in self.approved if line.kind == EstimateLine.Kind.LABOUR]

    @cached_property
    def materials(self) -> list[EstimateLine]:
        """The approved lines of parts."""
        return [line for line in self.approved if line.kind == EstimateLine.Kind.PART]

    @cached_property
    def approved(self) -> list[EstimateLine]:
        return [line for line in self.lines if line.approval == EstimateLine.Approval.APPROVED]

    @cached_property
    def unanswered(self) -> list[EstimateLine]:
        """Lines of extra work that the customer has not answered yet."""
        return [line for line in self.lines if line.approval == EstimateLine.Approval.WAITING and self.extra_of(line)]

    @cached_property
    def undispatched(self) -> list[EstimateLine]:
        """Approved labour without a job yet."""
        given = {job.line_id for job in self.jobs}
        return [line for line in self.labour if line.pk not in given]

    @cached_property
    def open_jobs(self) -> list[Job]:
        return [job for job in self.jobs if job.status != Job.Status.DONE]

    @cached_property
    def running(self) -> list[Job]:
        return [job for job in self.jobs if job.is_running]

    @cached_property
    def done_lines(self) -> list[EstimateLine]:
        """Labour that is done: approved, with jobs, none of them open."""
        still = {job.line_id for job in self.open_jobs}
        done = {job.line_id for job in self.jobs} - still
        return [line for line in self.labour if line.pk in done]

    def has_begun(self) -> bool:
        return any(job.status != Job.Status.WAITING for job in self.jobs)

    def people(self) -> set[int]:
        """The users who were given a job or clocked on one: none of them may inspect this car."""
        return {job.technician.user_id for job in self.jobs} | {pk for job in self.jobs for pk in job.worked_by or ()}


def _add_lines(works: dict[int, Work]) -> None:
    """Every line of the signed estimates and of the extra work, in the order in which they were priced."""
    signed = {work.order.estimate_id: work for work in works.values() if work.order.estimate_id}
    keys = Estimate.objects.filter(pk__in=signed).values("pk")
    keys = keys.union(ExtraWork.objects.filter(order__in=works).values("estimate"))  # an OR of the two reads all lines
    lines = EstimateLine.objects.filter(estimate__in=keys).select_related("operation", "part")
    for line in lines.select_related("estimate__extra_work__finding").order_by("estimate_id", "position"):
        extra = getattr(line.estimate, "extra_work", None)
        work = works[extra.order_id] if extra else signed[line.estimate_id]
        work.lines.append(line)
        if extra:
            work.extras.setdefault(line.estimate_id, extra)


def _add_jobs(works: dict[int, Work]) -> None:
    """The jobs with their people and clocks, each on one of the lines that are here already."""
    lines = {line.pk: line for work in works.values() for line in work.lines}
    jobs: dict[int, Job] = {}
    clocks: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for job, stretch in _jobs_with_stretches(works):
        jobs.setdefault(job.pk, job)
        clocks[job.pk] += [stretch] if stretch["started_at"] else []
    for job in jobs.values():
        job.order, job.line = works[job.order_id].order, lines[job.line_id]
        for name, value in clock_of(clocks[job.pk]).items():
            setattr(job, name, value)
        works[job.order_id].jobs.append(job)


def _jobs_with_stretches(orders: Iterable[int]) -> Iterator[tuple[Job, dict[str, Any]]]:
    """Each job of the orders once for each stretch on its clock, and once with an empty one when there is none."""
    named = {name: name for name in ("started_at", "ended_at", "pause_reason")} | {"user": "technician__user"}
    rows = Job.objects.filter(order__in=orders).select_related("technician", "bay").order_by("pk", "log__pk")
    for job in rows.annotate(**{f"stretch_{name}": F(f"log__{column}") for name, column in named.items()}):
        yield job, {name: getattr(job, f"stretch_{name}") for name in named}


def clock_of(stretches: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What `Job.objects.with_clock()` says of a job, from its stretches on the clock, the first one first; and since
    when the clock stands."""
    ended = [stretch["ended_at"] - stretch["started_at"] for stretch in stretches if stretch["ended_at"]]
    running = [stretch["started_at"] for stretch in stretches if not stretch["ended_at"]]
    return {
        "spent": sum(ended, timedelta()) if ended else None,
        "running_since": max(running, default=None),
        "paused_for": stretches[-1]["pause_reason"] if stretches else None,
        "stands_since": stretches[-1]["ended_at"] if stretches else None,
        "worked_by": sorted({stretch["user"] for stretch in stretches}),
    }
