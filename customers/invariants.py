"""Invariants of messages to customers."""

from accounts.invariants import ADDRESS, Invariant

INVARIANTS = [
    Invariant(
        "I7",
        "no message is unfinished ten minutes after it was due",
        """SELECT m.store_id, 'message ' || m.id FROM customers_message m
            WHERE m.status IN ('planned', 'sending') AND m.due_at < %(at)s - interval '10 minutes'
              AND COALESCE(m.lease_until, m.due_at) < %(at)s - interval '10 minutes'""",
    ),
    Invariant(
        "I8",
        "a message was taken once, and once taken it is neither planned nor sent again",
        """SELECT e.store_id, 'message ' || e.pgh_obj_id FROM customers_messageevent e
            JOIN customers_messageevent after
            ON after.store_id = e.store_id AND after.pgh_obj_id = e.pgh_obj_id AND after.pgh_id > e.pgh_id
            WHERE e.status IN ('accepted', 'delivered') AND after.status IN ('planned', 'sending')
           UNION ALL SELECT store_id, 'message ' || min(id) FROM customers_message
            WHERE status IN ('accepted', 'delivered')
            GROUP BY store_id, purpose, source_id, version, channel HAVING count(*) > 1""",
    ),
    Invariant(
        "I20",
        "no message holds an open address",
        f"""SELECT store_id, 'message ' || id FROM customers_message WHERE body ~ {ADDRESS}""",
    ),
]
