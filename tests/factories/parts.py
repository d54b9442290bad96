"""Stock: what a store holds of the parts of the catalogue (reference/parts.csv)."""

from datetime import date, datetime

from accounts.access import Access
from accounts.models.stores import Store
from core.reference import rows
from parts import actions
from parts.models import Arrival, Part, Reservation, ShelfPlace, StockItem, StockMovement

OIL_FILTER = "04E115561AC"
OIL = "GS60577D"
DRAIN_PLUG = "N90813202"


def make_part(number: str = OIL_FILTER) -> Part:
    """A part of the catalogue; an unknown number becomes a made-up part at 58.00."""
    prices = {"list_price": 58, "cost_price": 32, "unit": "个", "kind": "oem", "name_zh": number, "name_en": number}
    return Part.objects.get_or_create(number=number, defaults={**prices, "display_number": number})[0]


def make_stock(store: Store, at: datetime, number: str = OIL_FILTER, on_hand: int = 10, **facts) -> StockItem:
    """So many of a part in the store, with the opening line of its ledger."""
    part = make_part(number)
    item = StockItem.objects.create(store=store, part=part, on_hand=on_hand, **{"price": part.list_price, **facts})
    StockMovement.objects.create(store=store, item=item, kind="opening", quantity=on_hand, at=at)
    return item


def make_all_stock(store: Store, at: datetime, on_hand: int = 40) -> list[StockItem]:
    """Every part of the catalogue that the store has none of yet, at its recommended price."""
    numbers = [row["part_no"] for row in rows("parts")]
    held = StockItem.objects.values("part_id")
    parts = Part.objects.filter(number__in=numbers).exclude(pk__in=held).order_by("pk")
    items = StockItem.objects.bulk_create(
        StockItem(store=store, part=part, on_hand=on_hand, price=part.list_price, min_stock=2) for part in parts
    )
    StockMovement.objects.bulk_create(
        StockMovement(store=store, item=item, kind="opening", quantity=on_hand, at=at) for item in items
    )
    return items


def make_arrival(item: StockItem, expected_on: date, quantity: int = 5) -> Arrival:
    return Arrival.objects.create(store=item.store, item=item, quantity=quantity, expected_on=expected_on)


def make_reservation(item: StockItem, at: datetime, needed_at: datetime, quantity: int = 1, **facts) -> Reservation:
    """Kept for a car by the act itself; `label` and `vehicle` may be given. Of pieces that come later: those."""
    facts = {"label": "A-0001", "vehicle": None, **facts}
    by = Access.system(item.store)
    return actions.reserve([(item.part, quantity)], by=by, at=at, needed_at=needed_at, **facts)[-1]


def make_place(store: Store, code: str = "A-1", capacity: int = 5, **facts) -> ShelfPlace:
    """A place of the appointment shelf."""
    return ShelfPlace.objects.create(store=store, code=code, capacity=capacity, **facts)
