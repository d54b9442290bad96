"""Invariants of calls and complaints."""

from accounts.invariants import Invariant

INVARIANTS = [
    Invariant(
        "I17",
        "one follow-up call for each delivered order and kind",
        """SELECT store_id, kind || ' ' || source_id FROM followup_calltask
            GROUP BY store_id, kind, source_id HAVING count(*) > 1""",
    ),
]
