"""Invariants of the stock."""

from accounts.invariants import Invariant

INVARIANTS = [
    Invariant(
        "I4",
        "reserved is what the live reservations hold, and never more than is on hand",
        """SELECT i.store_id, 'stock item ' || i.id FROM parts_stockitem i
            WHERE i.reserved > i.on_hand OR i.reserved <> COALESCE((SELECT sum(r.quantity) FROM parts_reservation r
                  WHERE r.store_id = i.store_id AND r.item_id = i.id AND r.status IN ('reserved', 'picked')), 0)""",
    ),
    Invariant(
        "I5",
        "the stock ledger sums to what is on hand",
        """SELECT i.store_id, 'stock item ' || i.id FROM parts_stockitem i
            WHERE i.on_hand <>
                  COALESCE((SELECT sum(m.quantity) FROM parts_stockmovement m
                            WHERE m.store_id = i.store_id AND m.item_id = i.id), 0)""",
    ),
    Invariant(
        "S2",
        "what cars wait for is on order, or free on the shelf",
        """SELECT i.store_id, 'stock item ' || i.id FROM parts_stockitem i
            WHERE (SELECT sum(r.quantity) FROM parts_reservation r
                   WHERE r.store_id = i.store_id AND r.item_id = i.id AND r.status = 'awaited')
                  > i.on_hand - i.reserved + COALESCE((SELECT sum(a.quantity) FROM parts_arrival a
                    WHERE a.store_id = i.store_id AND a.item_id = i.id AND a.received_at IS NULL), 0)""",
    ),
    Invariant(
        "S7",
        "what is on the appointment shelf has a place, and no place holds the parts of more cars than it takes",
        """SELECT r.store_id, 'reservation ' || r.id FROM parts_reservation r
            WHERE r.status = 'picked' AND r.shelf_place_id IS NULL
           UNION ALL SELECT p.store_id, 'shelf place ' || p.code FROM parts_shelfplace p
            WHERE (SELECT count(DISTINCT (r.vehicle_id, r.label)) FROM parts_reservation r
                   WHERE r.store_id = p.store_id AND r.shelf_place_id = p.id AND r.status = 'picked') > p.capacity""",
    ),
]
