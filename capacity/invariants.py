"""Invariants of taken time."""

from accounts.invariants import Invariant

LIVE = "('held', 'taken', 'blocked')"

INVARIANTS = [
    Invariant(
        "I1",
        "no two live claims of one resource overlap",
        f"""SELECT a.store_id, 'claims ' || a.id || ' and ' || b.id FROM capacity_claim a JOIN capacity_claim b
            ON a.store_id = b.store_id AND a.resource_id = b.resource_id AND a.id < b.id AND a.during && b.during
            WHERE a.status IN {LIVE} AND b.status IN {LIVE}""",
    ),
]
