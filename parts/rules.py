"""What the parts store may do, and when goods can be relied on."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from math import ceil

from django.db.models import Case, When
from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.roles import Perm
from core.asked import key
from parts.models import Arrival, Part, Reservation, StockItem

S = Reservation.Status
NEVER = date.max
LABEL = "R"
GOOD_NEXT_MORNING = timedelta(days=1)

TRANSITIONS = {
    (S.AWAITED, S.RESERVED): Perm.PART_MOVE,
    (S.RESERVED, S.PICKED): Perm.PART_MOVE,
    (S.RESERVED, S.ISSUED): Perm.PART_MOVE,
    (S.PICKED, S.ISSUED): Perm.PART_MOVE,
    (S.AWAITED, S.RELEASED): Perm.PART_MOVE,
    (S.RESERVED, S.RELEASED): Perm.PART_MOVE,
    (S.PICKED, S.RELEASED): Perm.PART_MOVE,
    (S.ISSUED, S.RELEASED): Perm.PART_MOVE,
}
# Whoever cancels or moves an appointment gives up what was kept for it, without being the parts clerk.
GIVEN_UP = {(status, S.RELEASED): Perm.APPOINTMENT_BOOK for status in (S.AWAITED, S.RESERVED, S.PICKED)}
HOLDS_STOCK = {S.RESERVED, S.PICKED}

Needs = Iterable[tuple[Part, object]]


def table_for(by: Access) -> dict:
    """The moves of a reservation that this person may make."""
    return TRANSITIONS if by.can(Perm.PART_MOVE) else GIVEN_UP


def whole(quantity) -> int:
    """Pieces to take from the shelf for a quantity on an estimate: 4.5 litres are five cans."""
    return ceil(quantity)


def needed(needs: Needs) -> dict[int, int]:
    """Pieces needed by part key; the same part named twice is added up."""
    pieces: dict[int, int] = defaultdict(int)
    for part, quantity in needs:
        pieces[part.pk] += whole(quantity)
    return dict(pieces)


def ready_on(needs: Needs, *, on: date) -> date | None:
    """The first day a car may come for these parts, asked on the store's day `on`; None when all are in stock now.

    NEVER when a part is neither in stock nor on order. Goods count from the morning after they are expected, and an
    arrival that is overdue counts for nothing until it is here; `reserve` promises by the same rule.
    """
    pieces = needed(needs)
    items = {item.part_id: item for item in StockItem.objects.with_available().filter(part__in=pieces)}
    days = {part: _day_of(items.get(part), quantity) for part, quantity in pieces.items()}
    short = [items[part] for part, day in days.items() if day is NEVER and part in items]
    coming = supply(short, on=on)
    for item in short:
        days[item.part_id] = coming[item.pk].day_for(pieces[item.part_id])
    return max((day for day in days.values() if day), default=None)


def _day_of(item: StockItem | None, quantity: int) -> date | None:
    return None if item and item.available >= quantity else NEVER


class Supply:
    """What is on order for one stock item and not yet promised: arrivals by day less what is awaited by day.

    What is free on the shelf is left out: it may be gone to another car before the goods come.
    """

    def __init__(self):
        self.arrivals: list[tuple[date, int]] = []
        self.awaited: list[tuple[date, int]] = []

    def day_for(self, quantity: int) -> date:
        """The first day from which so many more can be promised without breaking an earlier promise."""
        days = sorted({day for day, _pieces in self.arrivals})
        return next((day for day in days if self.covers(quantity, day)), NEVER)

    def covers(self, quantity: int, by: date) -> bool:
        """Whether so many more, needed on that day, and everything awaited on it or later still arrive in time."""
        deadlines = {by} | {day for day, _pieces in self.awaited if day > by}
        return all(self._until(self.arrivals, day) >= self._until(self.awaited, day) + quantity for day in deadlines)

    @staticmethod
    def _until(rows: list[tuple[date, int]], day: date) -> int:
        return sum(pieces for when, pieces in rows if when <= day)


def supply(items: Iterable[StockItem], *, on: date, without: Iterable[int] = ()) -> dict[int, Supply]:
    """The supply of each stock item by its key, as known on the day `on`; `without` leaves out these reservations."""
    items = list(items)
    found = {item.pk: Supply() for item in items}
    if not items:
        return found
    for arrival in Arrival.objects.filter(item__in=items, received_at=None, expected_on__gte=on):
        found[arrival.item_id].arrivals.append((arrival.expected_on + GOOD_NEXT_MORNING, arrival.quantity))
    awaited = Reservation.objects.filter(item__in=items, status=S.AWAITED).exclude(pk__in=without)
    for row in awaited.select_related("store"):
        found[row.item_id].awaited.append((row.store.today(row.needed_at), row.quantity))
    return found


def why_not_keep(part: Part, item: StockItem | None, quantity: int, coming: Supply | None, day: date) -> str | None:
    """Nothing is promised that is neither on the shelf nor sure to come in time (promise P2)."""
    if item is None:
        return _("%(part)s is not kept in stock here.") % {"part": part}
    if quantity < 1:
        return _("At least one piece of each part.")
    if item.on_hand - item.reserved >= quantity or coming.covers(quantity, day):
        return None
    facts = {"part": part, "available": item.on_hand - item.reserved, "needed": quantity}
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
    """Only what left the store comes back into it."""
    if reservation.status not in {S.ISSUED, S.RELEASED}:
        return _("These goods were never issued.")
    return None


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
    code = "".join(code.upper().split())
    live = Reservation.objects.live().exclude(status=S.AWAITED)
    if code.startswith(LABEL) and (label := key(code[1:])):
        return live.filter(pk=label).first()
    mine = live.filter(item__part__number=code)
    return mine.order_by(Case(When(status=S.RESERVED, then=0), default=1), "needed_at", "pk").first()


def why_not_scan(reservation: Reservation | None, code: str) -> str | None:
    """A code that stands for nothing kept moves nothing."""
    return None if reservation else _("Nothing is kept under %(code)s.") % {"code": code or "–"}


def why_not_count(item: StockItem, counted: int, reason: str) -> str | None:
    """A count may not break a promise: whoever counts fewer than are kept decides first who goes without (P2)."""
    if counted < 0:
        return _("A count is never below zero.")
    if counted < item.reserved:
        return _("%(reserved)s are kept for cars: release a reservation first.") % {"reserved": item.reserved}
    return why_not_difference(item, counted, reason)


def why_not_difference(item: StockItem, counted: int, reason: str) -> str | None:
    """A difference is a line of the ledger, and needs its reason."""
    return _("Say why the count differs.") if counted != item.on_hand and not reason.strip() else None
