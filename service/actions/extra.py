"""Extra work: priced, asked for, answered line by line before anybody starts on it (SERVICE-R39, promise P10)."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import Access
from accounts.log import notify, record
from accounts.transitions import lock
from core import money
from core.errors import refuse
from core.transactions import one_transaction
from customers.actions import messages
from customers.languages import written_to_customers
from parts.models import Part
from pricing.actions import estimates
from pricing.models.estimates import EstimateLine
from pricing.models.prices import Operation, RepairPackage
from pricing.perms import EstimatePerm
from pricing.rules.packages import why_not_packages, with_contents
from service.actions.materials import keep_parts
from service.actions.workshop import follow
from service.models.orders import RepairOrder
from service.models.work import ExtraWork, Finding
from service.notices import OrderNotice
from service.perms import OrderPerm
from service.rules import orders, work
from service.work import Work

ASK = "extra_work"
ANSWERED = gettext_noop("answered")


@one_transaction()
def ask_extra_work(
    order: RepairOrder,
    *,
    by: Access,
    at: datetime,
    operations: Iterable[Operation],
    parts: Iterable[tuple[Part, Decimal | int]] = (),
    packages: Iterable[RepairPackage] = (),
    finding: Finding | None = None,
    promised_at: datetime | None = None,
) -> ExtraWork:
    """Price new work in an estimate of its own and send the customer a link to answer it line by line.

    `promised_at` is the time it would be ready if he agrees: the present promise and the work's time by default.
    """
    by.require(OrderPerm.ORDER_EXTRA)
    order, packages = lock(order), list(packages)
    refuse(why_not_packages(packages, order.vehicle), field="packages")
    everything, _goods = with_contents(packages, operations, ())
    refuse(work.why_not_ask(Work.of(order), everything))
    if promised_at:
        refuse(orders.why_not_promise(promised_at, at), field="promised_at")
    estimate = estimates.make_estimate(
        order.vehicle, by=by, at=at, operations=operations, parts=parts, packages=packages
    )
    estimate = estimates.tell(estimate, by=by, at=at, channel="link", answer="open")
    ready_at = promised_at or work.promise_with(order, estimate.minutes, at)
    extra = ExtraWork.objects.create(
        store_id=order.store_id,
        order=order,
        finding=finding,
        estimate=estimate,
        promised_before=order.promised_at,
        promised_if_approved=ready_at,
        asked_at=at,
        asked_by=by.user,
    )
    record(order, "ask extra work", by=by, at=at, total=str(estimate.total), extra=extra.pk)
    _send(extra, order, ready_at, by=by, at=at)
    return extra


def _send(extra: ExtraWork, order: RepairOrder, ready_at: datetime, *, by: Access, at: datetime) -> None:
    with written_to_customers(order.store):
        facts = {"plate": order.vehicle, "total": money.yuan(extra.estimate.total), "store": order.store}
        facts["ready"] = f"{ready_at.astimezone(order.store.zone):%m-%d %H:%M}"
        subject = _("%(plate)s: please decide about extra work") % facts
        body = _(
            "%(store)s: while working on %(plate)s we found something that needs your decision. Extra work: %(total)s,"
            " ready by %(ready)s if you agree. Look at it and answer line by line: {link}"
        )
        messages.send(
            order.customer,
            by=by,
            at=at,
            purpose=ASK,
            source_id=extra.pk,
            subject=subject,
            body=body % facts,
            due_at=at,
            link=("o", order.pk),
        )


@one_transaction()
def answer_extra_work(
    extra: ExtraWork,
    *,
    by: Access,
    at: datetime,
    approved: Iterable[int],
    declined: dict[int, str] | None = None,
    channel: str,
) -> ExtraWork:
    """Record the customer's answer, line by line (line keys; {key: reason}), by link or by the advisor.

    Approved lines may be dispatched, their parts are kept, and the new promise counts from now on. Lines that are not
    named stay open (P10). The same answer again changes nothing.
    """
    by.require(EstimatePerm.ESTIMATE_APPROVE)
    approved, declined = list(approved), declined or {}
    refuse(work.why_not_silent(approved, declined), field="approved")
    order = lock(RepairOrder(pk=extra.order_id))
    extra = lock(extra)
    refuse(work.why_not_answer(extra, Work.of(order)))
    waiting = EstimateLine.objects.waiting().filter(estimate=extra.estimate)
    open_before = waiting.count()
    estimates.answer_lines(extra.estimate, by=by, at=at, approved=approved, declined=declined, channel=channel)
    still_open = waiting.count()
    if still_open == open_before:
        return extra
    if not still_open:
        extra.answered_at = at
        extra.save(update_fields=["answered_at"])
        messages.cancel_messages([ASK], extra.pk, by=by, at=at, reason=ANSWERED)
    record(order, "answer extra work", by=by, at=at, approved=len(approved), declined=len(declined), channel=channel)
    if approved:
        _go_ahead(extra, order, by=by, at=at)
    _tell_answer(order, len(approved), len(declined), by=by, at=at)
    follow(order, by=by, at=at)
    return extra


def _go_ahead(extra: ExtraWork, order: RepairOrder, *, by: Access, at: datetime) -> None:
    if extra.promised_if_approved and extra.promised_if_approved > (order.promised_at or at):
        order.promised_at = extra.promised_if_approved
        order.save(update_fields=["promised_at"])
    keep_parts(Work.of(order), by=by, at=at)
    notify(OrderNotice.EXTRA_APPROVED, about=order, at=at, url=order.get_absolute_url(), order=order.number)


def _tell_answer(order: RepairOrder, approved: int, declined: int, *, by: Access, at: datetime) -> None:
    """Tell the colleague who asked what the customer answered, unless he recorded it himself."""
    if not by.is_customer:
        return
    facts = {"order": order.number, "approved": approved, "declined": declined}
    notify(OrderNotice.EXTRA_ANSWERED, about=order, at=at, to=order.advisor, url=order.get_absolute_url(), **facts)
