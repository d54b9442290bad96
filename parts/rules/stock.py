"""What the parts store may do, and when goods can be relied on."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from math import ceil
from typing import Any

from django.db.models import Case, Sum, When
from django.utils.translation import gettext as _

from accounts.access import Access
from core import part_numbers
from core.parameters import key
from parts.models import Arrival, Part, Reservation, StockItem

S = Reservation.Status
NEVER = date.max
LABEL = "R"
GOOD_NEXT_MORNING = timedelta(days=1)

HOLDS_STOCK = {S.RESERVED, S.PICKED}

Needs = Iterable[tuple[Part, object]]


def whole(quantity: Any) -> int:
    """Pieces to take from the shelf for a quantity on an estimate: 4.5 litres are five cans."""
    return ceil(quantity)


def needed(needs: Needs) -> dict[int, int]:
    """Pieces needed by part key; the same part named twice is added up."""
    pieces: dict[int, int] = defaultdict(int)
    for part, quantity in needs:
        pieces[part.pk] += whole(quantity)
    return dict(pieces)


def ready_on(needs: Needs, *, on: date, without: Collection[int] = ()) -> date | None:
    """The first day a car may come for these parts, asked on the store's day `on`; None when all are in stock now.

    NEVER when a part is neither in stock nor on order. Goods count from the morning after they are expected, and an
    arrival that is overdue counts for nothing until it is here; `reserve` promises by the same rule. `without` names
    the reservations of the car itself, when it comes at another time: it needs its parts once.
    """
    pieces = needed(needs)
    items = {item.part_id: item for item in StockItem.objects.filter(part__in=pieces)}
    coming = supply(items.values(), on=on, pieces=pieces, without=without)
    days = [coming[items[part].pk].ready_on(quantity) if part in items else NEVER for part, quantity in pieces.items()]
    return max((day for day in days if day), default=None)


class Supply:
    """What one stock item can still promise: what is free on the shelf, arrivals by day, what is awaited by day.

    A delivery that came in part lies on the shelf for those who wait for it: `set_aside` is what their promises need
    beyond the arrivals that are still open, `spare` is what is left for others (promise P2). What is spare does not
    count for a later day: it may be gone to another car before. `relied_on` is what was set aside before a car that
    changes its day was left out.
    """

    def __init__(self, item: StockItem):
        self.item = item
        self.arrivals: list[tuple[date, int]] = []
        self.awaited: list[tuple[date, int]] = []
        self.relied_on = 0

    @property
    def free(self) -> int:
        """On the shelf and kept for nobody."""
        return self.item.on_hand - self.item.reserved

    @property
    def set_aside(self) -> int:
        """Of the free pieces, those without which somebody who waits would go without."""
        days = [day for day, _pieces in self.awaited]
        lacking = max((self._until(self.awaited, day) - self._until(self.arrivals, day) for day in days), default=0)
        return min(self.free, max(lacking, 0))

    @property
    def spare(self) -> int:
        """What may be handed to whoever comes now."""
        return self.free - self.set_aside

    def ready_on(self, quantity: int) -> date | None:
        """None when so many are spare now, else the day from which they can be promised."""
        return None if self.spare >= quantity else self.day_for(quantity)

    def day_for(self, quantity: int) -> date:
        """The first day from which so many more can be promised without breaking an earlier promise."""
        days = sorted({day for day, _pieces in self.arrivals})
        return next((day for day in days if self.covers(quantity, day)), NEVER)

    def covers(self, quantity: int, by: date) -> bool:
        """Whether so many more, needed on that day, and everything awaited on it or later still arrive in time."""
        deadlines = {by} | {day for day, _pieces in self.awaited if day > by}
        here = max(self.set_aside, self.relied_on) - quantity
        return all(here + self._until(self.arrivals, day) >= self._until(self.awaited, day) for day in deadlines)

    @staticmethod
    def _until(rows: list[tuple[date, int]], day: date) -> int:
        return sum(pieces for when, pieces in rows if when <= day)


def supply(
    items: Iterable[StockItem], *, on: date, pieces: dict[int, int] | None = None, without: Collection[int] = ()
) -> dict[int, Supply]:
    """The supply of each stock item by its key, as known on the day `on`; `without` leaves out these reservations.

    Deliveries are not read where nobody waits and the `pieces` asked for, by part key, are free.
    """
    supplies, own = {item.pk: Supply(item) for item in items}, []
    for row in Reservation.objects.filter(item__in=supplies, status=S.AWAITED).select_related("store"):
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


def _read_arrivals(supplies: list[Supply], on: date) -> None:
    by_item = {one.item.pk: one for one in supplies}
    if not by_item:
        return
    for arrival in Arrival.objects.filter(item__in=by_item, received_at=None, expected_on__gte=on):
        by_item[arrival.item_id].arrivals.append((arrival.expected_on + GOOD_NEXT_MORNING, arrival.quantity))


def why_not_keep(part: Part, quantity: int, coming: Supply | None, day: date) -> str | None:
    """Nothing is promised that is neither on the shelf nor sure to come in time, nor what others wait for (P2)."""
    if coming is None:
        return _("%(part)s is not kept in stock here.") % {"part": part}
    if quantity < 1:
        return _("At least one piece of each part.")
    if coming.spare >= quantity or coming.covers(quantity, day):
        return None
    facts = {"part": part, "available": coming.free, "aside": coming.set_aside, "needed": quantity}
    if coming.free >= quantity:
        return _("%(part)s: %(aside)s of %(available)s are for cars that wait, and no delivery comes in time.") % facts
    return _("%(part)s: %(available)s of %(needed)s in stock, and no delivery comes in time.") % facts


def why_not_hand_out(reservation: Reservation, by: Access) -> str | None:
    """Nobody takes to the shelf or the workshop what has not arrived."""
    if reservation.status == S.AWAITED:
        return _("These goods have not arrived yet.")
    return None


def why_not_all(reservations: list[Reservation]) -> str | None:
    """Ticking nothing moves nothing."""
    return None if reservations else _("Tick at least one part.")


def why_not_release(reservation: Reservation, by: Access) -> str | None:
    """What left the store is taken back, not released."""
    if reservation.status == S.ISSUED:
        return _("These goods are in the workshop: take them back instead.")
    return None


def why_not_give_back(reservation: Reservation, by: Access) -> str | None:
    """Only what left the store comes back into it, and nothing that a customer is charged for (promise P10)."""
    if reservation.status not in {S.ISSUED, S.RELEASED}:
        return _("These goods were never issued.")
    if reservation.bill_key:
        return _("These goods are on a bill: discard its draft, or credit it, before they are taken back.")
    return None


def why_not_charge(reservations: list[Reservation]) -> str | None:
    """Charged is what left the store and stands on no other bill."""
    if all(row.status == S.ISSUED and row.bill_key is None for row in reservations):
        return None
    return _("Some of these parts were given back or billed meanwhile. Draft the bill again.")


def why_not_without_reason(reason: str) -> str | None:
    """A promise is given up for a reason that can be read later."""
    return None if reason.strip() else _("Say why.")


def why_not_quantity(quantity: int) -> str | None:
    """Goods come in whole pieces."""
    return None if quantity >= 1 else _("At least one piece.")


def why_not_expect(quantity: int, expected_on: date, today: date) -> str | None:
    """A delivery is expected from today on."""
    if expected_on < today:
        return _("This day has passed.")
    return why_not_quantity(quantity)


def scanned(code: str) -> Reservation | None:
    """What a scanned code stands for: a label of ours (R12), or a part number, then the car that comes first.

    What is still to be picked goes before what is on the shelf.
    """
    code = part_numbers.fold(code)
    live = Reservation.objects.live().exclude(status=S.AWAITED)
    if code.startswith(LABEL) and (label := key(code[1:])):
        return live.filter(pk=label).first()
    of_part = live.filter(item__part__number=code)
    return of_part.order_by(Case(When(status=S.RESERVED, then=0), default=1), "needed_at", "pk").first()


def why_not_scan(reservation: Reservation | None, code: str) -> str | None:
    """A code that stands for nothing kept moves nothing."""
    return None if reservation else _("Nothing is kept under %(code)s.") % {"code": code or "–"}


def promised_shelf(item: StockItem) -> int:
    """Pieces that cars wait for and no open delivery will bring: they must lie on the shelf, free or not."""
    awaited = Reservation.objects.filter(item=item).awaited().aggregate(pieces=Sum("quantity"))["pieces"] or 0
    coming = Arrival.objects.filter(item=item, received_at=None).aggregate(pieces=Sum("quantity"))["pieces"] or 0
    return max(awaited - coming, 0)


def why_not_count(item: StockItem, counted: int, reason: str, awaited: int = 0) -> str | None:
    """A count may not break a promise: whoever counts fewer than are kept decides first who goes without (P2)."""
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
    """A difference is a line of the ledger, and needs its reason."""
    return _("Say why the count differs.") if counted != item.on_hand and not reason.strip() else None
