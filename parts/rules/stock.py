"""Rules of the stock: which acts are allowed, and which goods can be promised when."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from math import ceil
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.access import Access
from core.row_reads import AnyOf, Given, Prepared
from parts.models import Arrival, Part, Reservation, StockItem

S = Reservation.Status
NEVER = date.max
GOOD_NEXT_MORNING = timedelta(days=1)

HOLDS_STOCK = {S.RESERVED, S.PICKED}

Needs = Iterable[tuple[Part, object]]


def whole(quantity: Any) -> int:
    """Pieces for a quantity on an estimate: 4.5 litres are five cans."""
    return ceil(quantity)


def needed(needs: Needs) -> dict[int, int]:
    """Needed pieces by part key; two lines of the same part are added up."""
    pieces: dict[int, int] = defaultdict(int)
    for part, quantity in needs:
        pieces[part.pk] += whole(quantity)
    return dict(pieces)


def ready_on(needs: Needs, *, on: date, without: Collection[int] = ()) -> date | None:
    """The first day on which a car may come for these parts, as of the store's day `on`; None when all are in stock.

    NEVER when a part is neither in stock nor on order. Goods count from the morning after their expected day, an
    overdue delivery not at all; `reserve` has the same rule. `without` are the car's own reservations, when it comes at
    another time: it needs its parts once.
    """
    pieces = needed(needs)
    items = {item.part_id: item for item in StockItem.objects.filter(part__in=pieces)}
    coming = supply(items.values(), on=on, pieces=pieces, without=without)
    days = [coming[items[part].pk].ready_on(quantity) if part in items else NEVER for part, quantity in pieces.items()]
    return max((day for day in days if day), default=None)


class Supply:
    """What a stock item can still promise: free pieces, arrivals by day, awaited pieces by day.

    `set_aside` are the free pieces that promises to waiting cars need beyond the open arrivals, after a partial
    delivery; `spare` is the rest, for other cars (promise P2). Spare pieces do not count for a later day, because
    another car may get them before. `relied_on` is `set_aside` with the car that changes its day.
    """

    def __init__(self, item: StockItem):
        self.item = item
        self.arrivals: list[tuple[date, int]] = []
        self.awaited: list[tuple[date, int]] = []
        self.relied_on = 0

    @property
    def free(self) -> int:
        """Pieces on hand that are not reserved."""
        return self.item.on_hand - self.item.reserved

    @property
    def set_aside(self) -> int:
        """The free pieces that waiting cars need."""
        days = [day for day, _pieces in self.awaited]
        lacking = max((self._until(self.awaited, day) - self._until(self.arrivals, day) for day in days), default=0)
        return min(self.free, max(lacking, 0))

    @property
    def spare(self) -> int:
        """The free pieces for a car that comes now."""
        return self.free - self.set_aside

    def ready_on(self, quantity: int) -> date | None:
        """None when so many are spare now, else the first day for which they can be promised."""
        return None if self.spare >= quantity else self.day_for(quantity - max(self.spare, 0))

    def day_for(self, quantity: int) -> date:
        """The first day for which so many more can be promised without breaking a promise."""
        days = sorted({day for day, _pieces in self.arrivals})
        return next((day for day in days if self.covers(quantity, day)), NEVER)

    def covers(self, quantity: int, by: date) -> bool:
        """Whether so many more, needed on that day, and all pieces awaited then or later still arrive in time."""
        deadlines = {by} | {day for day, _pieces in self.awaited if day > by}
        here = max(self.set_aside, self.relied_on) - quantity
        return all(here + self._until(self.arrivals, day) >= self._until(self.awaited, day) for day in deadlines)

    @staticmethod
    def _until(rows: list[tuple[date, int]], day: date) -> int:
        return sum(pieces for when, pieces in rows if when <= day)


def supply(
    items: Iterable[StockItem], *, on: date, pieces: dict[int, int] | None = None, without: Collection[int] = ()
) -> dict[int, Supply]:
    """The supply of each stock item by its key, as of the day `on`, without the reservations `without`.

    Arrivals are not read for an item that nobody waits for, when the needed `pieces` (by part key) are free.
    """
    supplies, own = {item.pk: Supply(item) for item in items}, []
    for row in _awaited(list(supplies.values())):
        promise = (row.store.today(row.needed_at), row.quantity)
        supplies[row.item_id].awaited.append(promise)
        if row.pk in without:
            own.append((supplies[row.item_id], promise))
    short = [one for one in supplies.values() if one.awaited or pieces is None or one.free < pieces[one.item.part_id]]
    _read_arrivals(short, on)
    for one in short:
        one.relied_on = one.set_aside
    for one, promise in own:
        one.awaited.remove(promise)
    return supplies


AWAITED = Prepared(
    lambda: Reservation.objects.filter(store=Given("store"), item=AnyOf("items"), status=S.AWAITED).select_related(
        "store"
    )
)


def _awaited(supplies: list[Supply]) -> list[Reservation]:
    items = [one.item for one in supplies]
    return AWAITED(store=items[0].store_id, items=[item.pk for item in items]) if items else []


def _read_arrivals(supplies: list[Supply], on: date) -> None:
    by_item = {one.item.pk: one for one in supplies}
    if not by_item:
        return
    for arrival in Arrival.objects.filter(item__in=by_item, received_at=None, expected_on__gte=on):
        by_item[arrival.item_id].arrivals.append((arrival.expected_on + GOOD_NEXT_MORNING, arrival.quantity))


def expected_days(reservations: Iterable[Reservation]) -> dict[int, date]:
    """The day on which each awaited reservation's goods are expected, by its key; none without an open delivery.

    Deliveries go to the cars in the order in which these come, as when they arrive. Two reads for all of them.
    """
    items = {row.item_id for row in reservations if row.status == S.AWAITED}
    if not items:
        return {}
    waiting = Reservation.objects.filter(item__in=items).awaited().order_by("needed_at", "pk")
    coming: dict[int, list[list[Any]]] = defaultdict(list)
    for arrival in Arrival.objects.filter(item__in=items, received_at=None).order_by("expected_on", "pk"):
        coming[arrival.item_id].append([arrival.expected_on, arrival.quantity])
    days: dict[int, date] = {}
    for row in waiting:
        if day := _taken_from(coming[row.item_id], row.quantity):
            days[row.pk] = day
    return days


def _taken_from(deliveries: list[list[Any]], pieces: int) -> date | None:
    """Take pieces from the deliveries, the earliest first; the day of the last one, None when they do not suffice."""
    day = None
    while pieces and deliveries:
        day, quantity = deliveries[0]
        taken = min(pieces, quantity)
        pieces, deliveries[0][1] = pieces - taken, quantity - taken
        if not deliveries[0][1]:
            deliveries.pop(0)
    return None if pieces else day


def why_not_keep(part: Part, quantity: int, coming: Supply | None, day: date) -> str | None:
    """Only parts in stock or due in time are promised, and none that other cars wait for (P2)."""
    if coming is None:
        return _("%(part)s is not kept in stock here.") % {"part": part}
    if quantity < 1:
        return _("At least one piece of each part.")
    if coming.spare >= quantity or coming.covers(quantity - coming.spare, day):
        return None
    facts = {"part": part, "available": coming.free, "aside": coming.set_aside, "needed": quantity}
    if coming.free >= quantity:
        return _("%(part)s: %(aside)s of %(available)s are for cars that wait, and no delivery comes in time.") % facts
    return _("%(part)s: %(available)s of %(needed)s in stock, and no delivery comes in time.") % facts


def why_not_hand_out(reservation: Reservation, by: Access) -> str | None:
    """Goods that have not arrived can be neither picked nor issued."""
    if reservation.status == S.AWAITED:
        return _("These goods have not arrived yet.")
    return None


def why_not_all(reservations: list[Reservation]) -> str | None:
    """An act on reservations needs at least one."""
    return None if reservations else _("Tick at least one part.")


def why_not_release(reservation: Reservation, by: Access) -> str | None:
    """Issued goods are taken back, not released."""
    if reservation.status == S.ISSUED:
        return _("These goods are in the workshop: take them back instead.")
    return None


def why_not_give_back(reservation: Reservation, by: Access) -> str | None:
    """Only issued goods are taken back, and none that are on a bill (promise P10)."""
    if reservation.status not in {S.ISSUED, S.RELEASED}:
        return _("These goods were never issued.")
    if reservation.bill_key:
        return _("These goods are on a bill: discard its draft, or credit it, before they are taken back.")
    return None


def why_not_charge(reservations: list[Reservation]) -> str | None:
    """Only issued goods that are on no other bill are charged."""
    if all(row.status == S.ISSUED and row.bill_key is None for row in reservations):
        return None
    return _("Some of these parts were given back or billed meanwhile. Draft the bill again.")


def why_not_without_reason(reason: str) -> str | None:
    """A release needs a reason."""
    return None if reason.strip() else _("Say why.")


def why_not_quantity(quantity: int) -> str | None:
    """Goods come in whole pieces, at least one."""
    return None if quantity >= 1 else _("At least one piece.")


def why_not_expect(quantity: int, expected_on: date, today: date) -> str | None:
    """A delivery is expected from today on."""
    if expected_on < today:
        return _("This day has passed.")
    return why_not_quantity(quantity)


def promised_shelf(item: StockItem) -> int:
    """Awaited pieces that no open delivery brings: they must be in stock, free or not."""
    awaited = Reservation.objects.filter(item=item).awaited().aggregate(pieces=Sum("quantity"))["pieces"] or 0
    coming = Arrival.objects.filter(item=item, received_at=None).aggregate(pieces=Sum("quantity"))["pieces"] or 0
    return max(awaited - coming, 0)


def why_not_count(item: StockItem, counted: int, reason: str, awaited: int = 0) -> str | None:
    """A count may not break a promise: below the reserved pieces, a reservation must be released first (P2)."""
    if counted < 0:
        return _("A count is never below zero.")
    if counted < item.reserved:
        return _("%(reserved)s are kept for cars: release a reservation first.") % {"reserved": item.reserved}
    if counted < min(item.reserved + awaited, item.on_hand):
        return _("%(awaited)s more are awaited and not on order: order them, or release a reservation first.") % {
            "awaited": awaited
        }
    return why_not_difference(item, counted, reason)


def why_not_difference(item: StockItem, counted: int, reason: str) -> str | None:
    """A difference in a count needs a reason."""
    return _("Say why the count differs.") if counted != item.on_hand and not reason.strip() else None
