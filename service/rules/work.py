"""The workshop: who may do which work and when, and which status of an order follows from it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import Access
from capacity.models.resources import Resource
from parts.models import Reservation
from pricing.models.estimates import EstimateLine
from pricing.models.prices import Operation
from service.models.orders import RepairOrder
from service.models.work import ExtraWork, Inspection, Job
from service.perms import OrderPerm
from service.work import Work

S = RepairOrder.Status
J = Job.Status

AT_THE_CAR = (OrderPerm.ORDER_WORK, OrderPerm.ORDER_INSPECT, OrderPerm.ORDER_OPEN)
MOST_PHOTOS = 60
MOST_NAMED = 5


def status_of_work(work: Work) -> str:
    """The status that follows from the clocks: in work while one runs, to be inspected when all is done."""
    now = work.order.status
    if work.running:
        return S.IN_PROGRESS
    if not (work.open_jobs or work.undispatched or work.unanswered):
        return S.QC_PENDING
    return S.PAUSED if now == S.IN_PROGRESS else now


def why_not_dispatch(work: Work) -> str | None:
    """Only signed work goes to the workshop."""
    if not (work.order.is_in_hand or work.order.status == S.CONFIRMED):
        return _("The order is “%(status)s”: nothing to dispatch.") % {"status": work.order.get_status_display()}
    if not work.labour:
        return _("The customer has approved no work.")
    return None


def why_not_named(work: Work, lines: Collection[EstimateLine]) -> str | None:
    """Only approved labour of this order is dispatched."""
    line_keys = {line.pk for line in work.labour}
    wrong = [str(line.operation or line.code) for line in lines if line.pk not in line_keys]
    return _("Not approved work of this order: %(work)s.") % {"work": ", ".join(wrong)} if wrong else None


def why_not_assign(line: EstimateLine, technician: Resource | None, bay: Resource | None) -> str | None:
    """Work goes to a technician who holds the skill, in a bay of the right kind (SERVICE-R14)."""
    approved = line.approval == EstimateLine.Approval.APPROVED and line.kind == EstimateLine.Kind.LABOUR
    if not approved or line.operation is None:
        return _("“%(work)s” is not work the customer has approved.") % {"work": line.operation or line.code}
    if technician is None or bay is None:
        return _("Choose a technician and a bay for “%(work)s”.") % {"work": line.operation}
    if not can_do(technician, line.operation):
        return _("%(technician)s does not hold the skill for “%(work)s”.") % {
            "technician": technician,
            "work": line.operation,
        }
    if not fits(bay, line.operation):
        return _("“%(work)s” is not done in bay %(bay)s.") % {"bay": bay, "work": line.operation}
    return None


def can_do(technician: Resource, operation: Operation) -> bool:
    """Whether a technician holds the level, and the high-voltage certificate where the work needs it (SERVICE-R20)."""
    if technician.kind != Resource.Kind.TECHNICIAN or not technician.active:
        return False
    needed = {operation.skill, "HV"} if operation.high_voltage else {operation.skill}
    return needed <= set(technician.skills)


def fits(bay: Resource, operation: Operation) -> bool:
    """Whether a bay is of the kind that the work needs."""
    usable = bay.kind == Resource.Kind.BAY and bay.active
    return usable and bay.bay_type is not None and bay.bay_type.code == operation.bay_type


def why_not_reassign(job: Job) -> str | None:
    """A job is reassigned while it waits or is paused, not while somebody works on it."""
    if job.is_running:
        return _("%(technician)s is working on it.") % {"technician": job.technician}
    if job.status == J.DONE:
        return _("This job is done.")
    return None


def why_not_start(job: Job, by: Access, elsewhere: Job | None = None) -> str | None:
    """A technician clocks on his own job, on approved work only (P10), and on one car at a time."""
    if reason := why_not_touch(job, by):
        return reason
    if job.line.approval != EstimateLine.Approval.APPROVED:
        return _("The customer has not approved this work.")
    if not job.order.is_in_hand:
        return _("The order is “%(status)s”.") % {"status": job.order.get_status_display()}
    if elsewhere and elsewhere.pk != job.pk:
        return _("You are on the clock of %(order)s. Pause or finish it first.") % {"order": elsewhere.order}
    return None


def why_not_touch(job: Job, by: Access) -> str | None:
    """A technician uses only his own clock."""
    if by.is_person and job.technician.user_id != by.user_id:
        return _("This job is given to %(technician)s.") % {"technician": job.technician}
    return None


def why_not_find(order: RepairOrder) -> str | None:
    """Findings need a car that is here and a signed order: before the signature nobody works on the car."""
    if order.status in {S.DRAFT, S.AWAITING_CUSTOMER}:
        return _("The customer has not signed yet: note the condition of the car instead.")
    return _("This car has left.") if order.has_ended else None


def why_not_photo(order: RepairOrder, count: int) -> str | None:
    """Photos need a car that is here, and an order has at most so many (P25)."""
    if order.has_ended:
        return _("This car has left.")
    if count >= MOST_PHOTOS:
        return _("An order holds %(most)s photos at most.") % {"most": MOST_PHOTOS}
    return None


def why_not_ask(work: Work, operations: Collection[Operation] = ()) -> str | None:
    """The customer is asked about new work, while the car is in the workshop (SERVICE-R39)."""
    if not work.order.is_in_hand:
        return _("Extra work is asked for while the car is in the workshop.")
    operation_keys = {line.operation_id for line in work.lines if line.approval != EstimateLine.Approval.DECLINED}
    for operation in operations:
        if operation.pk in operation_keys:
            return _("“%(work)s” is already part of this order.") % {"work": operation}
    return None


def promise_with(order: RepairOrder, minutes: int, at: datetime) -> datetime:
    """The promise that results from so many more minutes of work: from the present promise, or now if that is later."""
    return max(order.promised_at or at, at) + timedelta(minutes=minutes)


def why_not_answer(extra: ExtraWork, work: Work) -> str | None:
    """An answer is given once, and while the car can still be worked on."""
    if extra.answered_at:
        return _("This was answered already, and that answer stands.")
    if work.order.has_ended or work.order.status in RepairOrder.INSPECTED:
        return _("This order is “%(status)s”: it cannot be answered any more.") % {
            "status": work.order.get_status_display()
        }
    return None


def why_not_silent(approved: Collection[int], declined: Collection[int]) -> str | None:
    """An answer says yes or no to at least one line: what the customer did not say is not authorised (P10)."""
    return None if approved or declined else _("Answer at least one line.")


def why_not_inspect(work: Work, by: Access) -> str | None:
    """Another person than any who worked on the car checks it, also when he holds both roles (promise P9)."""
    if work.order.status != S.QC_PENDING:
        return _("There is nothing to inspect: the order is “%(status)s”.") % {
            "status": work.order.get_status_display()
        }
    if not by.is_person:
        return _("A person inspects.")
    if by.user_id in work.people():
        return _("You worked on this car; another person inspects it.")
    return None


def why_not_inspect_order(order: RepairOrder, by: Access, at: datetime | None = None) -> str | None:
    """The same for an order, whose work is read unless it is loaded."""
    return why_not_inspect(Work.loaded_with(order), by)


def why_not_inspect_again(work: Work, verdict: dict[str, Any], jobs: Collection[Job]) -> str | None:
    """The verdict of the last inspection stays: the same round has no other (SERVICE-R15)."""
    last = work.order.inspections.latest("round")
    waiting = {job.line_id for job in work.jobs if job.rework and job.status != Job.Status.DONE}
    same_work = not jobs or {job.line_id for job in jobs} == waiting
    if same_work and all(getattr(last, name) == value for name, value in verdict.items()):
        return None
    said = last.get_cause_display() or _("passed")
    facts = {"inspector": last.inspector, "said": f"{said}: {last.note}" if last.note else said}
    return _("%(inspector)s has inspected this car already: “%(said)s”.") % facts


def why_not_verdict(passed: bool, cause: str) -> str | None:
    """A failed inspection needs a cause (SERVICE-R15)."""
    if not passed and cause not in Inspection.Cause.values:
        return _("Say what was wrong.")
    return None


def why_not_redo(order: RepairOrder, jobs: Iterable[Job]) -> str | None:
    """Only jobs of this order can be sent back for rework."""
    if any(job.order_id != order.pk for job in jobs):
        return _("This job belongs to another order.")
    return None


def why_not_release(points: Iterable[str], in_order: Collection[str], not_applicable: Collection[str]) -> str | None:
    """A car passes when every point of its checklist was looked at: in order, or not applicable (SERVICE-R15)."""
    points = list(points)
    if both := [code for code in points if code in in_order and code in not_applicable]:
        return _("In order or not applicable, not both: %(points)s.") % {"points": ", ".join(both)}
    if left := [code for code in points if code not in in_order and code not in not_applicable]:
        text = ngettext(
            "%(count)s point of the checklist is open: %(points)s.",
            "%(count)s points of the checklist are open: %(points)s.",
            len(left),
        )
        named = f"{left[0]} … {left[-1]}" if len(left) > MOST_NAMED else ", ".join(left)
        return text % {"count": len(left), "points": named}
    return None


def billable(work: Work, kept: dict[int, int]) -> list[EstimateLine]:
    """Approved labour that was done, and approved parts that went to this car (promise P10).

    `kept` counts, by part, what is issued or still lies ready for this car; what was given back is not billed.
    """
    done = {line.pk for line in work.done_lines}
    left: dict[int | None, Decimal] = {part: Decimal(pieces) for part, pieces in kept.items()}
    lines = []
    for line in work.approved:
        if line.kind == EstimateLine.Kind.PART:
            if left.get(line.part_id, 0) < line.quantity:
                continue
            left[line.part_id] -= line.quantity
            lines.append(line)
        elif line.pk in done:
            lines.append(line)
    return lines


def charged(lines: Iterable[EstimateLine], goods: Iterable[Reservation]) -> list[Reservation]:
    """The goods that these lines charge: of each part as many as are billed, what was kept first before the rest."""
    left: dict[int, Decimal] = defaultdict(Decimal)
    for line in lines:
        if line.part_id:
            left[line.part_id] += line.quantity
    charges = []
    for row in goods:
        if left[row.item.part_id] > 0:
            left[row.item.part_id] -= row.quantity
            charges.append(row)
    return charges
