"""The invariants of the house as SQL: any row that comes back is a broken promise (API.md `checkintegrity`).

Numbers are those of the reliability goals (I1 …). Each statement answers `(store_id, what)`.
"""

from dataclasses import dataclass

from django.db import connection

LIVE = "('held', 'taken', 'blocked')"
EXPECTED = "('confirmed', 'prepared', 'arrived')"


@dataclass(frozen=True)
class Invariant:
    code: str
    meaning: str
    sql: str


INVARIANTS = [
    Invariant(
        "I1",
        "no two live claims of one resource overlap",
        f"""SELECT a.store_id, 'claims ' || a.id || ' and ' || b.id FROM appointments_claim a JOIN appointments_claim b
            ON a.resource_id = b.resource_id AND a.id < b.id AND a.during && b.during
            WHERE a.state IN {LIVE} AND b.state IN {LIVE}""",
    ),
    Invariant(
        "I2",
        "every expected appointment holds a bay and a technician for each of its stretches",
        """SELECT s.store_id, 'segment ' || s.id FROM appointments_segment s JOIN appointments_appointment a
            ON a.id = s.appointment_id AND a.time_version = s.version AND a.status IN ('confirmed', 'prepared')
            WHERE (SELECT count(*) FROM appointments_claim c WHERE c.appointment_id = a.id AND c.state = 'taken'
                   AND c.resource_id IN (s.bay_id, s.technician_id)
                   AND c.during @> tstzrange(s.start, s."end")) <> 2""",
    ),
    Invariant(
        "I3",
        "no taken claim without a living appointment, no hold that expired long ago",
        """SELECT c.store_id, 'claim ' || c.id FROM appointments_claim c
            LEFT JOIN appointments_appointment a ON a.id = c.appointment_id
            WHERE (c.state = 'taken' AND (a.id IS NULL OR a.status IN ('cancelled', 'no_show')))
               OR (c.state = 'held' AND c.expires_at < now() - interval '10 minutes')""",
    ),
    Invariant(
        "I4",
        "reserved is what the live reservations hold, and never more than is on hand",
        """SELECT i.store_id, 'stock item ' || i.id FROM parts_stockitem i
            WHERE i.reserved > i.on_hand OR i.reserved <> COALESCE((SELECT sum(r.quantity) FROM parts_reservation r
                  WHERE r.item_id = i.id AND r.status IN ('reserved', 'picked')), 0)""",
    ),
    Invariant(
        "I5",
        "the stock ledger sums to what is on hand",
        """SELECT i.store_id, 'stock item ' || i.id FROM parts_stockitem i
            WHERE i.on_hand <>
                  COALESCE((SELECT sum(m.quantity) FROM parts_stockmovement m WHERE m.item_id = i.id), 0)""",
    ),
    Invariant(
        "I6",
        "each expected appointment's time has its four confirmations",
        """SELECT a.store_id, 'appointment ' || a.number FROM appointments_appointment a
            WHERE a.status IN ('confirmed', 'prepared') AND a.kind = 'appointment' AND a.start > now()
              AND (SELECT count(*) FROM appointments_confirmation c
                   WHERE c.appointment_id = a.id AND c.version = a.time_version) <> 4""",
    ),
    Invariant(
        "I7",
        "no message is unfinished ten minutes after it was due",
        """SELECT m.store_id, 'message ' || m.id FROM customers_message m
            WHERE m.status IN ('planned', 'sending') AND m.due_at < now() - interval '10 minutes'
              AND COALESCE(m.lease_until, m.due_at) < now() - interval '10 minutes'""",
    ),
    Invariant(
        "I9",
        "no message was accepted after what it speaks of had begun",
        """SELECT m.store_id, 'message ' || m.id FROM customers_message m
            WHERE m.status IN ('accepted', 'delivered') AND m.sent_at > m.not_after""",
    ),
    Invariant(
        "I10",
        "the status of an order is that of its last line in the log",
        """SELECT o.store_id, 'order ' || o.number FROM service_repairorder o
            JOIN LATERAL (SELECT to_status FROM accounts_activity l WHERE l.store_id = o.store_id
                 AND l.subject = 'service.repairorder' AND l.subject_id = o.id AND l.verb = 'move'
                 ORDER BY l.id DESC LIMIT 1) last ON last.to_status <> o.status""",
    ),
    Invariant(
        "I11",
        "nobody inspected work he did himself",
        """SELECT i.store_id, 'inspection ' || i.id FROM service_inspection i
            WHERE EXISTS (SELECT 1 FROM service_job j LEFT JOIN service_worklog w ON w.job_id = j.id
                          JOIN appointments_resource r ON r.id IN (j.technician_id, w.technician_id)
                          WHERE j.order_id = i.order_id AND r.user_id = i.inspector_id)""",
    ),
    Invariant(
        "I12",
        "a bill's total is the sum of its lines, and a line is its quantity times its price less the discount",
        """SELECT b.store_id, 'bill ' || b.id FROM billing_bill b
            LEFT JOIN (SELECT bill_id, sum(amount) amount, sum(net) net, sum(tax) tax,
                       bool_or(abs(amount) <> abs(round(quantity * unit_price, 2)) - abs(discount)) off
                       FROM billing_billline GROUP BY bill_id) l ON l.bill_id = b.id
            WHERE b.status <> 'draft' AND (COALESCE(l.amount, 0) <> b.total OR COALESCE(l.net, 0) <> b.net
                  OR COALESCE(l.tax, 0) <> b.tax OR l.off)""",
    ),
    Invariant(
        "I13",
        "bill numbers of a store and year run from 1 without gap or twin",
        """SELECT store_id, 'year ' || year FROM billing_bill WHERE serial IS NOT NULL GROUP BY store_id, year
            HAVING max(serial) <> count(*) OR min(serial) <> 1""",
    ),
    Invariant(
        "I14",
        "the hash chain of issued bills is unbroken",
        """SELECT store_id, 'bill ' || number FROM (SELECT store_id, number, previous_hash,
            lag(hash, 1, '') OVER (PARTITION BY store_id ORDER BY year, serial) expected
            FROM billing_bill WHERE serial IS NOT NULL) chain WHERE previous_hash <> expected""",
    ),
    Invariant(
        "I15",
        "what a bill says is paid is the sum of its payments, never more than its total",
        """SELECT b.store_id, 'bill ' || b.id FROM billing_bill b
            WHERE b.paid <> COALESCE((SELECT sum(p.amount) FROM billing_payment p WHERE p.bill_id = b.id), 0)
               OR abs(b.paid) > abs(b.total)""",
    ),
    Invariant(
        "I16",
        "every billed line was approved by the customer",
        """SELECT l.store_id, 'bill line ' || l.id FROM billing_billline l
            JOIN billing_estimateline e ON e.id = l.estimate_line_id WHERE e.approval <> 'approved'""",
    ),
    Invariant(
        "I17",
        "one follow-up call for each delivered order and kind",
        """SELECT store_id, kind || ' ' || source_id FROM followup_calltask
            GROUP BY store_id, kind, source_id HAVING count(*) > 1""",
    ),
    Invariant(
        "I19",
        "every change of a bill, an order and a lead has its row in the audit",
        """SELECT store_id, 'bill ' || id FROM billing_bill b
            WHERE NOT EXISTS (SELECT 1 FROM billing_billevent e WHERE e.pgh_obj_id = b.id AND e.status = b.status)
           UNION ALL SELECT store_id, 'order ' || number FROM service_repairorder o
            WHERE NOT EXISTS (SELECT 1 FROM service_repairorderevent e
                              WHERE e.pgh_obj_id = o.id AND e.status = o.status)
           UNION ALL SELECT store_id, 'lead ' || id FROM sales_lead l
            WHERE NOT EXISTS (SELECT 1 FROM sales_leadevent e WHERE e.pgh_obj_id = l.id AND e.status = l.status)""",
    ),
    Invariant(
        "S1",
        "an open lead has one open revisit, due on the lead's day",
        """SELECT l.store_id, 'lead ' || l.id FROM sales_lead l
            LEFT JOIN sales_revisit r ON r.lead_id = l.id AND r.state = 'open'
            WHERE (l.status IN ('following', 'review') AND l.next_due_on IS DISTINCT FROM r.due_on)
               OR (l.status NOT IN ('following', 'review') AND r.id IS NOT NULL)""",
    ),
]


def foreign_keys_across_stores() -> list[Invariant]:
    """I18 for every foreign key between two store-owned tables, read from the database's own catalogue."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text FROM pg_constraint c
               JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
               JOIN pg_attribute own ON own.attrelid = c.conrelid AND own.attname = 'store_id'
               JOIN pg_attribute theirs ON theirs.attrelid = c.confrelid AND theirs.attname = 'store_id'
               WHERE c.contype = 'f' AND a.attname <> 'store_id'
               ORDER BY 1, 2"""
        )
        return [
            Invariant(
                "I18",
                f"{child}.{column} stays in its store",
                f"SELECT c.store_id, '{child} ' || c.id FROM {child} c JOIN {parent} p ON p.id = c.{column}"
                " WHERE p.store_id <> c.store_id",
            )
            for child, column, parent in cursor.fetchall()
        ]


def broken() -> list[tuple[Invariant, list[tuple]]]:
    """Every invariant that is broken, with its first rows."""
    found = []
    with connection.cursor() as cursor:
        for invariant in [*INVARIANTS, *foreign_keys_across_stores()]:
            cursor.execute(f"SELECT * FROM ({invariant.sql}) broken LIMIT 20")
            if rows := cursor.fetchall():
                found.append((invariant, rows))
    return found
