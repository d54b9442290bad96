from datetime import timedelta

from parts import actions
from tests.factories import parts


def test_parts_are_kept_picked_and_issued(item, at, clerk):
    kept = parts.make_reservation(item, at, at + timedelta(days=1), quantity=4)
    item.refresh_from_db()
    assert (kept.status, item.on_hand, item.reserved) == ("reserved", 10, 4)
    kept = actions.pick(kept, by=clerk, at=at, shelf="A-1")
    kept = actions.issue(kept, by=clerk, at=at)
    item.refresh_from_db()
    assert (kept.status, item.on_hand, item.reserved) == ("issued", 6, 0)
    assert [line.quantity for line in item.movements.order_by("pk")] == [10, -4]
