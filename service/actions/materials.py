"""Parts of an order: reserved when their line is approved, called for by the technician, issued by scan."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import cast

from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.log import notify, record
from accounts.models.records import Notice
from accounts.transitions import lock
from core import part_numbers
from core.errors import Refused, refuse
from core.transactions import one_transaction
from parts import actions as parts_actions
from parts.models import Part, Reservation
from parts.perms import PartPerm
from parts.rules.stock import NEVER, ready_on, whole
from service.actions.audit import record_visit
from service.models.orders import RepairOrder
from service.models.work import Job, OrderPart
from service.notices import OrderNotice
from service.perms import OrderPerm
from service.rules.work import why_not_touch
from service.work import Work


def keep_parts(work: Work, *, by: Access, at: datetime) -> list[Reservation]:
    """Reserve what approved lines need and nobody has kept yet: what was booked is there already.

    What is neither in stock nor on order cannot be kept: the parts clerk is told, and the car waits for parts.
    """
    order, needs = work.order, _missing(work)
    if not needs:
        return []
    day = ready_on(needs, on=by.store.today(at))
    if day is NEVER:
        _tell_short(order, needs, at=at)
        return []
    needed_at = order.promised_at or at
    if day:
        needed_at = max(needed_at, datetime.combine(day, time(12), by.store.zone))
    made = parts_actions.reserve(
        needs, by=by, at=at, label=order.number, vehicle=order.vehicle, needed_at=max(needed_at, at)
    )
    OrderPart.objects.bulk_create(
        OrderPart(store_id=order.store_id, order=order, reservation=reservation) for reservation in made
    )
    return made


def _missing(work: Work) -> list[tuple[Part, int]]:
    wanted: Counter[int] = Counter()
    by_key: dict[int, Part] = {}
    for line in work.materials:
        part = cast(Part, line.part)  # material is priced from one
        wanted[part.pk] += whole(line.quantity)
        by_key[part.pk] = part
    wanted.subtract(kept_for(work.order))
    return [(by_key[key], count) for key, count in wanted.items() if count > 0]


def kept_for(order: RepairOrder) -> Counter[int]:
    """How many of each part are kept for this car, awaited or were issued to it, by part key."""
    return pieces(order.reservations().exclude(status=Reservation.Status.RELEASED))


def goods_of(order: RepairOrder) -> list[Reservation]:
    """The reserved or issued goods of this car, as they are now."""
    gone = [Reservation.Status.RELEASED, Reservation.Status.AWAITED]
    return list(order.reservations().exclude(status__in=gone).order_by("pk"))


def pieces(rows: Iterable[Reservation]) -> Counter[int]:
    """The number of pieces of each part, by part key."""
    kept: Counter[int] = Counter()
    for row in rows:
        kept[row.item.part_id] += row.quantity
    return kept


def _tell_short(order: RepairOrder, needs: Iterable[tuple[Part, int]], *, at: datetime) -> Notice:
    names = ", ".join(f"{part.display_number} × {count}" for part, count in needs)
    url = order.get_absolute_url()
    return notify(OrderNotice.PARTS_SHORT, about=order, at=at, url=url, order=order.number, parts=names)


@one_transaction()
def ask_for_parts(job: Job, *, by: Access, at: datetime) -> Notice:
    """Call for the parts of a car to be brought to its bay; a second call within half an hour is the same one."""
    by.require(OrderPerm.ORDER_WORK)
    refuse(why_not_touch(job, by))
    order = job.order
    waiting = Notice.objects.waiting().filter(subject=order._meta.label_lower, subject_id=order.pk)
    if earlier := waiting.filter(kind=OrderNotice.PARTS_WANTED, created_at__gt=at - timedelta(minutes=30)).first():
        return earlier
    if not order.reservations().live().exists():
        raise Refused(_("No more parts are kept for this car. Report a finding, and the advisor prices it."))
    facts = {"technician": str(job.technician), "order": order.number, "bay": str(job.bay)}
    record(order, "ask for parts", by=by, at=at, bay=str(job.bay))
    return notify(OrderNotice.PARTS_WANTED, about=order, at=at, url=order.parts_url(), **facts)


@one_transaction()
def issue_part(order: RepairOrder, *, by: Access, at: datetime, code: str) -> Reservation:
    """Issue one reserved part to the workshop by its scanned number (SERVICE-D8)."""
    by.require(PartPerm.PART_MOVE)
    order = lock(order)
    wanted = part_numbers.fold(code)
    rows = [row for row in order.reservations().live().order_by("pk") if row.item.part.number == wanted]
    if not rows:
        raise Refused(_("“%(code)s” is not kept for this car.") % {"code": code}, field="code")
    ready = [row for row in rows if row.status != Reservation.Status.AWAITED]
    reservation = parts_actions.issue((ready or rows)[0], by=by, at=at)
    record_visit(order, "parts_issued", by=by, at=at, part=reservation.item.part.number)
    return reservation


def give_up_parts(order: RepairOrder, *, by: Access, at: datetime, reason: str) -> None:
    """Release the parts reserved for an order that ends without work."""
    for reservation in order.reservations().live().order_by("item_id", "pk"):
        parts_actions.release(reservation, by=by, at=at, reason=reason)
