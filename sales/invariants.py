"""Invariants of leads."""

from accounts.invariants import Invariant

INVARIANTS = [
    Invariant(
        "I19",
        "every change of a lead has its row in the audit",
        """SELECT store_id, 'lead ' || id FROM sales_lead l
            WHERE NOT EXISTS (SELECT 1 FROM sales_leadevent e
                              WHERE e.store_id = l.store_id AND e.pgh_obj_id = l.id AND e.status = l.status)""",
    ),
    Invariant(
        "S1",
        "an open lead has one open revisit, due on the lead's day",
        """SELECT l.store_id, 'lead ' || l.id FROM sales_lead l
            LEFT JOIN sales_revisit r ON r.store_id = l.store_id AND r.lead_id = l.id AND r.status = 'open'
            WHERE (l.status IN ('following', 'review') AND l.next_due_on IS DISTINCT FROM r.due_on)
               OR (l.status NOT IN ('following', 'review') AND r.id IS NOT NULL)""",
    ),
]
