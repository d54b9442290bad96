"""Acts of the parts store: reserve, issue, take back, receive, count. The appointment shelf has its own.

Locks are taken in one order everywhere: holders, stock items by key, the place of the shelf, then the reservation.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, cast

from django.urls import reverse

from accounts.access import Access
from accounts.log import notify
from accounts.models.records import Notice
from accounts.transitions import lock, move, refuse_other
from core.errors import refuse
from core.transactions import one_transaction
from parts import holders
from parts.models import Arrival, Part, Reservation, StockItem, StockMovement
from parts.notices import PartNotice
from parts.perms import PartPerm
from parts.queries import StockQuerySet
from parts.rules import stock
from vehicles.models import Vehicle

S = Reservation.Status
Kind = StockMovement.Kind
REST = ("store_id", "item_id", "vehicle_id", "label", "needed_at", "created_at")


@one_transaction()
def reserve(
    needs: stock.Needs, *, by: Access, at: datetime, label: str, vehicle: Vehicle | None, needed_at: datetime
) -> list[Reservation]:
    """Reserve parts for a car, in the order of `needs` [(Part, quantity)]: all or none (SERVICE-D8, SERVICE-N7).

    In stock → reserved; on order and in time → awaited, in a reservation of its own where some pieces are here; else
    raises Refused, naming the part. It needs no permission of its own: it is a part of booking or opening an order.
    """
    wanted = [(part, stock.whole(quantity)) for part, quantity in needs]
    pieces, day = stock.needed(wanted), by.store.today(needed_at)
    items = list(locked(part__in=pieces))
    supplies = stock.supply(items, on=by.store.today(at), pieces=pieces).values()
    coming = {supply.item.part_id: supply for supply in supplies}
    kept = [row for part, quantity in wanted for row in _keep(part, quantity, coming.get(part.pk), day)]
    for reservation in kept:
        reservation.store, reservation.label, reservation.vehicle = by.store, label, vehicle
        reservation.needed_at, reservation.created_at = needed_at, at
    StockItem.objects.bulk_update(items, ["reserved"])
    return Reservation.objects.bulk_create(kept)


def _keep(part: Part, quantity: int, coming: stock.Supply | None, day: date) -> list[Reservation]:
    """The pieces that are here, and those that are awaited, each as a reservation."""
    refuse(stock.why_not_keep(part, quantity, coming, day), part=part.number)
    supply = cast(stock.Supply, coming)  # a part without one was refused
    here = min(supply.spare, quantity)
    supply.item.reserved += here
    kept = [Reservation(item=supply.item, quantity=here, status=S.RESERVED)] if here else []
    if awaited := quantity - here:
        supply.awaited.append((day, awaited))
        kept.append(Reservation(item=supply.item, quantity=awaited, status=S.AWAITED))
    return kept


@one_transaction()
def need_at(reservations: Iterable[Reservation], *, by: Access, at: datetime, needed_at: datetime) -> list[Reservation]:
    """Change the time of a car: reserved parts stay reserved; awaited parts must still come in time.

    Free parts go to the car that comes first now.
    """
    reservations = list(reservations)
    keys = [reservation.pk for reservation in reservations]
    items = list(locked(pk__in={reservation.item_id for reservation in reservations}))
    live = list(Reservation.objects.live().filter(pk__in=keys).select_for_update(of=("self",)).order_by("pk"))
    day = by.store.today(needed_at)
    coming = stock.supply(items, on=by.store.today(at), without=keys)
    for reservation in live:
        if reservation.status == S.AWAITED:
            _keep_awaited(reservation, coming[reservation.item_id], day)
        reservation.needed_at = needed_at
    Reservation.objects.bulk_update(live, ["needed_at"])
    for item in items:
        _fill(item, at=at)
    return list(Reservation.objects.filter(pk__in=[reservation.pk for reservation in live]).order_by("pk"))


def _keep_awaited(reservation: Reservation, supply: stock.Supply, day: date) -> None:
    part = supply.item.part
    refuse(stock.why_not_keep(part, reservation.quantity, supply, day), part=part.number)
    supply.awaited.append((day, reservation.quantity))


@one_transaction()
def issue(reservation: Reservation, *, by: Access, at: datetime) -> Reservation:
    """Issue the goods to the workshop: they leave the stock and the shelf, with a line in the ledger."""
    item, reservation = _both(reservation)
    if reservation.status == S.ISSUED:
        return reservation
    refuse(stock.why_not_hand_out(reservation, by))
    reservation = move(reservation, S.ISSUED, by=by, at=at, issued_at=at, issued_by=by.user, shelf_place=None)
    item.reserved -= reservation.quantity
    _shift(item, Kind.ISSUE, -reservation.quantity, by=by, at=at, reservation=reservation)
    holders.changed([reservation.pk], by=by, at=at)
    return reservation


@one_transaction()
def issue_all(reservations: Iterable[Reservation], *, by: Access, at: datetime) -> list[Reservation]:
    """Issue all goods of a car, or none."""
    return [issue(reservation, by=by, at=at) for reservation in in_order(reservations)]


def in_order(reservations: Iterable[Reservation]) -> list[Reservation]:
    """The reservations in the order of their stock items, which are all locked first, after their holders."""
    reservations = sorted(reservations, key=lambda reservation: (reservation.item_id, reservation.pk))
    refuse(stock.why_not_all(reservations))
    holders.lock([reservation.pk for reservation in reservations])
    list(locked(pk__in={reservation.item_id for reservation in reservations}))
    return reservations


@one_transaction()
def give_back(reservation: Reservation, *, by: Access, at: datetime, reason: str) -> Reservation:
    """Take goods that were not fitted back into the stock."""
    item, reservation = _both(reservation)
    refuse(stock.why_not_give_back(reservation, by) or stock.why_not_without_reason(reason))
    if reservation.status == S.RELEASED:
        refuse_other(reservation, "", {"release_reason": reason}, at=at, by=by)
        return reservation
    stamps = {"released_at": at, "release_reason": reason, "called_back_at": None}
    reservation = move(reservation, S.RELEASED, by=by, at=at, note=reason, **stamps)
    _shift(item, Kind.RETURN, reservation.quantity, by=by, at=at, reservation=reservation, note=reason)
    _fill(item, at=at)
    holders.changed([reservation.pk], by=by, at=at)
    return reservation


@one_transaction()
def charge(reservations: Iterable[Reservation], *, bill: int) -> None:
    """Mark goods as billed: they cannot be taken back while they are on the bill (promise P10)."""
    kept = Reservation.objects.filter(pk__in={reservation.pk for reservation in reservations})
    rows = list(kept.select_for_update(of=("self",), no_key=True).order_by("pk"))
    refuse(stock.why_not_charge(rows))
    kept.update(bill_key=bill)


@one_transaction()
def uncharge(*, bill: int) -> None:
    """Mark the goods of a bill as not billed: they may be taken back, or billed again."""
    rows = Reservation.objects.filter(bill_key=bill)
    keys = list(rows.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk", flat=True))
    Reservation.objects.filter(pk__in=keys).update(bill_key=None)


@one_transaction()
def release(reservation: Reservation, *, by: Access, at: datetime, reason: str) -> Reservation:
    """Release reserved or awaited goods: they go to the next car that waits for them.

    Goods on the shelf are to be brought back to their bin; the parts clerk gets a notice.
    """
    item, reservation = _both(reservation)
    refuse(stock.why_not_release(reservation, by) or stock.why_not_without_reason(reason))
    if reservation.status == S.RELEASED:
        refuse_other(reservation, "", {"release_reason": reason}, at=at, by=by)
        return reservation
    was = reservation.status
    stamps = {"released_at": at, "release_reason": reason, "shelf_place": None}
    if was == S.PICKED:
        stamps["called_back_at"] = at
    act = "release" if by.can(PartPerm.PART_MOVE) else "give_up"
    reservation = move(reservation, act, by=by, at=at, note=reason, **stamps)
    if was in stock.HOLDS_STOCK:
        item.reserved -= reservation.quantity
        item.save(update_fields=["reserved"])
    _fill(item, at=at)
    if was == S.PICKED:
        _put_back(reservation, item, at=at)
    holders.changed([reservation.pk], by=by, at=at)
    return reservation


@one_transaction()
def receive(item: StockItem, *, by: Access, at: datetime, quantity: int, note: str = "") -> StockItem:
    """Receive goods: they complete open deliveries and go to waiting cars, in the order in which these come."""
    by.require(PartPerm.PART_MOVE)
    refuse(stock.why_not_quantity(quantity), field="quantity")
    item = locked(pk=item.pk).get()
    _shift(item, Kind.RECEIPT, quantity, by=by, at=at, note=note)
    _tick_off(item, quantity, at=at)
    _fill(item, at=at)
    return item


@one_transaction()
def count(item: StockItem, *, by: Access, at: datetime, counted: int, reason: str = "") -> StockItem:
    """Set the stock to the count of bin and shelf together; the difference is a line of the ledger."""
    by.require(PartPerm.PART_COUNT)
    item = locked(pk=item.pk).get()
    refuse(stock.why_not_difference(item, counted, reason), field="reason")
    refuse(stock.why_not_count(item, counted, reason, stock.promised_shelf(item)), field="counted")
    _shift(item, Kind.COUNT, counted - item.on_hand, by=by, at=at, note=reason)
    _fill(item, at=at)
    return item


@one_transaction()
def expect(item: StockItem, *, by: Access, at: datetime, quantity: int, expected_on: date) -> Arrival:
    """Record ordered goods, expected on a day; cars may be promised them from the next morning."""
    by.require(PartPerm.PART_MOVE)
    refuse(stock.why_not_expect(quantity, expected_on, by.store.today(at)), field="expected_on")
    return Arrival.objects.create(store=item.store, item=item, quantity=quantity, expected_on=expected_on)


def locked(**which: Any) -> StockQuerySet:
    """Stock items of the store, locked in the order of their keys, so that two clerks cannot deadlock."""
    rows = StockItem.objects.filter(**which).select_related("part").order_by("pk")
    return rows.select_for_update(of=("self",), no_key=True)


def _both(reservation: Reservation) -> tuple[StockItem, Reservation]:
    holders.lock([reservation.pk])
    item = locked(pk=reservation.item_id).get()
    return item, lock(reservation)


def _shift(
    item: StockItem,
    kind: str,
    quantity: int,
    *,
    by: Access,
    at: datetime,
    reservation: Reservation | None = None,
    note: str = "",
) -> None:
    """Change the stock together with its line in the ledger (invariant I5)."""
    item.on_hand += quantity
    item.save(update_fields=["on_hand", "reserved"])
    StockMovement.objects.create(
        store_id=item.store_id,
        item=item,
        kind=kind,
        quantity=quantity,
        reservation=reservation,
        note=note,
        by=by.user,
        at=at,
    )


def _tick_off(item: StockItem, quantity: int, *, at: datetime) -> None:
    """Reduce open deliveries by the received pieces, the earliest first; the rest of a delivery stays expected."""
    for arrival in Arrival.objects.filter(item=item, received_at=None).order_by("expected_on", "pk"):
        if quantity < arrival.quantity:
            arrival.quantity -= quantity
            return arrival.save(update_fields=["quantity"])
        quantity -= arrival.quantity
        arrival.received_at = at
        arrival.save(update_fields=["received_at"])


def _fill(item: StockItem, *, at: datetime) -> None:
    """Reserve free goods for the waiting cars, strictly in the order in which they come.

    A car that waits for more than is free gets what is here, and waits for the rest.
    """
    for waiting in Reservation.objects.filter(item=item, status=S.AWAITED).order_by("needed_at", "pk"):
        free = item.on_hand - item.reserved
        if not free:
            return
        if waiting.quantity > free:
            _split(waiting, free)
        item.reserved += waiting.quantity
        item.save(update_fields=["reserved"])
        move(waiting, S.RESERVED, by=Access.system(item.store), at=at)
        _tell_arrived(waiting, item, at=at)


def _split(waiting: Reservation, here: int) -> None:
    """Leave in a reservation the pieces that are here; the rest waits in one of its own, for the same holder."""
    about = {name: getattr(waiting, name) for name in REST}
    rest = Reservation.objects.create(quantity=waiting.quantity - here, status=S.AWAITED, **about)
    waiting.quantity = here
    waiting.save(update_fields=["quantity"])
    holders.split(waiting, rest)


def _tell_arrived(reservation: Reservation, item: StockItem, *, at: datetime) -> Notice:
    facts = {"number": item.part.display_number, "label": reservation.label}
    url = item.get_absolute_url()
    notify(PartNotice.TO_SHELVE, about=reservation, at=at, url=reverse("pick_list"), **facts)
    return notify(PartNotice.ARRIVED, about=reservation, at=at, url=url, **facts)


def _put_back(reservation: Reservation, item: StockItem, *, at: datetime) -> Notice:
    facts = {"number": item.part.display_number, "label": reservation.label}
    return notify(PartNotice.TO_PUT_BACK, about=reservation, at=at, url=item.get_absolute_url(), **facts)
