"""What repair orders do about the goods that they hold the keys of (the register in parts/holders.py)."""

from collections.abc import Collection
from datetime import datetime

from accounts.access import Access
from parts.models import Reservation
from service.models.work import OrderPart


class OrderGoods:
    """The goods of repair orders: the rest of a partial delivery stays with the order."""

    def lock(self, reservations: Collection[int]) -> None:
        """Nothing follows from an order's goods that would need its lock."""

    def split(self, reservation: Reservation, rest: Reservation) -> None:
        """The order holds the rest, too."""
        for need in OrderPart.objects.filter(reservation=reservation):
            OrderPart.objects.create(store_id=need.store_id, order_id=need.order_id, reservation=rest)

    def changed(self, reservations: Collection[int], *, by: Access, at: datetime) -> None:
        """What a car waits for is derived on reading."""

    def names(self, reservations: Collection[int]) -> dict[int, str]:
        """The numbers of the orders."""
        rows = OrderPart.objects.filter(reservation__in=reservations)
        return dict(rows.values_list("reservation_id", "order__number"))
