"""An estimate: made from the published prices, told to the customer, answered line by line."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.access import Access
from accounts.log import record
from accounts.transitions import lock, move
from core.errors import refuse
from core.transactions import one_transaction
from customers.models.people import Customer
from parts.models import Part
from parts.rules.fitting import why_not_parts
from pricing.models.estimates import Estimate, EstimateLine, EstimateLineQuerySet
from pricing.models.prices import Operation, RepairPackage
from pricing.perms import EstimatePerm
from pricing.rules import estimates, prices
from pricing.rules.packages import sources_of, why_not_packages, with_contents
from pricing.settings import ESTIMATE_VALID
from vehicles.models import Vehicle

Approval = EstimateLine.Approval


@one_transaction()
def make_estimate(
    vehicle: Vehicle,
    *,
    by: Access,
    at: datetime,
    operations: Iterable[Operation] = (),
    parts: Iterable[tuple[Part, Decimal | int]] = (),
    packages: Iterable[RepairPackage] = (),
    valid_days: int | None = None,
    booked: bool = False,
) -> Estimate:
    """Price work for a car from the prices published today; each line is rounded, the total is their sum (P14).

    A package is priced with the work and the parts that it holds.

    `booked` work is priced although the store has stopped offering it since.
    """
    by.require(EstimatePerm.ESTIMATE_MAKE)
    packages, today = list(packages), by.store.today(at)
    of_work, of_parts = sources_of(packages)
    refuse(why_not_packages(packages, vehicle), field="packages")
    operations, parts = with_contents(packages, operations, parts)
    refuse(estimates.why_not_make(operations, parts), field="operations")
    refuse(why_not_parts(parts, vehicle), field="parts")
    quote = prices.quote(operations, parts, today, booked=booked)
    refuse(quote.why_not)
    estimate = Estimate.objects.create(
        store=by.store,
        customer=Customer.objects.owner_of(vehicle),
        vehicle=vehicle,
        total=quote.total,
        minutes=quote.minutes,
        valid_until=today + timedelta(days=valid_days or ESTIMATE_VALID.of(by.store)),
        created_at=at,
        created_by=by.user,
    )
    alone = len(operations) - len(of_work)
    single_parts = len(parts) - len(of_parts)
    sources = [*map(_named, of_work), *([{}] * alone), *map(_named, of_parts), *([{}] * single_parts)]
    EstimateLine.objects.bulk_create(
        EstimateLine(store=by.store, estimate=estimate, position=position, **line, **source)
        for position, (line, source) in enumerate(zip(quote.lines, sources, strict=True), start=1)
    )
    return estimate


def _named(package: RepairPackage) -> dict[str, Any]:
    """What a line keeps of the package that made it."""
    return {"package": package, "package_zh": package.name_zh, "package_en": package.name_en}


@one_transaction()
def tell(estimate: Estimate, *, by: Access, at: datetime, channel: str, answer: str) -> Estimate:
    """Record that the customer was told the price, and his answer. The estimate never changes again (SERVICE-D4).

    `accepted` or `declined` answers every line that still waits; `open` leaves them to `answer_lines`. The
    answer may come another way than the price was told.
    """
    estimate = lock(estimate)
    refuse(estimates.why_not_tell(estimate, answer, by.store.today(at)))
    if estimate.status == estimates.S.TOLD and answer == estimate.answer:
        refuse(estimates.why_not_tell_again(estimate, channel), field="channel")
        return estimate
    if estimate.status != estimates.S.TOLD:
        stamps: dict[str, Any] = {"told_at": at, "told_by": by.user, "channel": channel}
        estimate = move(estimate, estimates.S.TOLD, by=by, at=at, answer=estimates.Answer.OPEN, **stamps)
    if answer == estimates.Answer.OPEN:
        return estimate
    by.require(EstimatePerm.ESTIMATE_MAKE)
    refuse(estimates.why_not_by_link(channel, by), field="channel")
    approval = Approval.APPROVED if answer == estimates.Answer.ACCEPTED else Approval.DECLINED
    _answer(_waiting(estimate), approval, by=by, at=at, channel=channel)
    return _answered(estimate, by=by, at=at)


@one_transaction()
def answer_lines(
    estimate: Estimate,
    *,
    by: Access,
    at: datetime,
    approved: Iterable[int],
    declined: dict[int, str] | None = None,
    channel: str,
) -> Estimate:
    """Record the customer's yes or no to single lines, with who recorded it, when and how (promise P10).

    `approved` are line keys, `declined` maps line keys to reasons. The customer's own link needs no permission.
    """
    if not by.is_customer:
        by.require(EstimatePerm.ESTIMATE_APPROVE)
    refuse(estimates.why_not_by_link(channel, by), field="channel")
    estimate, approved, declined = lock(estimate), set(approved), declined or {}
    lines = {line.pk: line for line in estimate.lines.select_for_update(of=("self",)).order_by("pk")}
    refuse(estimates.why_not_answer(estimate, by) or estimates.why_not_answer_lines(lines, approved, set(declined)))
    waiting = _waiting(estimate)
    _answer(waiting.filter(pk__in=approved), Approval.APPROVED, by=by, at=at, channel=channel)
    for key, reason in declined.items():
        _answer(waiting.filter(pk=key), Approval.DECLINED, by=by, at=at, channel=channel, decline_reason=reason)
    return _answered(estimate, by=by, at=at)


def _waiting(estimate: Estimate) -> EstimateLineQuerySet:
    return EstimateLine.objects.waiting().filter(estimate=estimate)


def _answer(
    lines: EstimateLineQuerySet, approval: str, *, by: Access, at: datetime, channel: str, **reasons: str
) -> None:
    stamps = {"answered_at": at, "answered_through": channel, "answer_recorded_by": by.user}
    lines.update(approval=approval, **stamps, **reasons)


def _answered(estimate: Estimate, *, by: Access, at: datetime) -> Estimate:
    approvals = list(estimate.lines.values_list("approval", flat=True))
    answer = estimates.answer_of(approvals)
    if answer != estimate.answer:
        estimate.answer = answer
        estimate.save(update_fields=["answer"])
    record(estimate, "answer", by=by, at=at, answer=answer, approved=approvals.count(Approval.APPROVED))
    return estimate
