"""The invariants of the house as SQL: any row that comes back is a broken promise (API.md `checkintegrity`).

Numbers are those of the reliability goals (background/reliability.md 4.3); `S…` are of the same kind and our own. Each
statement answers `(store_id, what)`; `%(at)s` is the moment at which it is asked. Left out, with why: of I17 that a
delivered order *has* its call (the queue forgets what is older than it looks back), of I19 a chain over the audit rows
(it comes with the hardening).
"""

from datetime import datetime

from django.db import connection

from accounts.invariants import ADDRESS, KEPT_TWICE, Invariant, addresses_in_the_audit, keys_to_nothing
from dealership.management.commands.statechart import tables

LIVE = "('held', 'taken', 'blocked')"
PHONE = r"'(^|[^0-9])1[3-9][0-9]{9}([^0-9]|$)'"
STANDS = "('draft', 'issued', 'paid')"
EXPECTED = "('confirmed', 'prepared')"


INVARIANTS = [
    KEPT_TWICE,
    Invariant(
        "I1",
        "no two live claims of one resource overlap",
        f"""SELECT a.store_id, 'claims ' || a.id || ' and ' || b.id FROM capacity_claim a JOIN capacity_claim b
            ON a.store_id = b.store_id AND a.resource_id = b.resource_id AND a.id < b.id AND a.during && b.during
            WHERE a.status IN {LIVE} AND b.status IN {LIVE}""",
    ),
    Invariant(
        "I2",
        "every expected appointment holds a bay and a technician for each of its stretches",
        f"""SELECT s.store_id, 'segment ' || s.id FROM appointments_segment s
            JOIN appointments_appointment a
            ON a.store_id = s.store_id AND a.id = s.appointment_id AND a.time_version = s.version
               AND a.status IN {EXPECTED}
            WHERE (SELECT count(*) FROM capacity_claim c
                   WHERE c.store_id = a.store_id AND c.claim_set_id = a.claim_set_id AND c.status = 'taken'
                   AND c.resource_id IN (s.bay_id, s.technician_id)
                   AND c.during @> tstzrange(s.start, s."end")) <> 2
           UNION ALL SELECT a.store_id, 'appointment ' || a.number FROM appointments_appointment a
            WHERE a.status IN {EXPECTED} AND NOT EXISTS
                  (SELECT 1 FROM appointments_segment s
                   WHERE s.store_id = a.store_id AND s.appointment_id = a.id AND s.version = a.time_version)""",
    ),
    Invariant(
        "I3",
        "no taken claim without a living appointment, no hold that expired long ago",
        """SELECT c.store_id, 'claim ' || c.id FROM capacity_claim c
            LEFT JOIN appointments_appointment a ON a.store_id = c.store_id AND a.claim_set_id = c.claim_set_id
            WHERE (c.status = 'taken' AND (a.id IS NULL OR a.status IN ('cancelled', 'no_show')))
               OR (c.status = 'held' AND c.expires_at < %(at)s - interval '10 minutes')""",
    ),
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
        "I6",
        "each expected appointment's time has its confirmations: four; a delivery preparation two, a walk-in none",
        f"""SELECT a.store_id, 'appointment ' || a.number FROM appointments_appointment a
            WHERE a.status IN {EXPECTED} AND a.start > %(at)s
              AND (SELECT count(*) FROM appointments_confirmation c
                   WHERE c.store_id = a.store_id AND c.appointment_id = a.id AND c.version = a.time_version)
               <> CASE a.kind WHEN 'appointment' THEN 4 WHEN 'delivery_prep' THEN 2 ELSE 0 END""",
    ),
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
        "I9",
        "no message was accepted after what it speaks of had begun, was called off or was moved",
        """SELECT m.store_id, 'message ' || m.id FROM customers_message m
            WHERE m.status IN ('accepted', 'delivered') AND m.sent_at > m.not_after
           UNION ALL SELECT m.store_id, 'message ' || m.id FROM customers_message m
            JOIN appointments_appointment a ON a.id = m.source_id AND a.store_id = m.store_id
            WHERE m.purpose IN ('appointment_day', 'appointment_hour') AND m.status IN ('accepted', 'delivered')
              AND m.sent_at - interval '10 seconds' > COALESCE(
                  (SELECT min(e.at) FROM (SELECT v.at, row_number() OVER (ORDER BY v.id) AS version
                      FROM appointments_visitevent v
                      WHERE v.store_id = a.store_id AND v.appointment_id = a.id AND v.kind = 'moved') e
                   WHERE e.version = m.version), a.cancelled_at)""",
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
            WHERE EXISTS (SELECT 1 FROM service_job j
                          LEFT JOIN service_worklog w ON w.store_id = j.store_id AND w.job_id = j.id
                          JOIN capacity_resource r
                          ON r.store_id = j.store_id AND r.id IN (j.technician_id, w.technician_id)
                          WHERE j.store_id = i.store_id AND j.order_id = i.order_id AND r.user_id = i.inspector_id)""",
    ),
    Invariant(
        "I12",
        "a bill's total is the sum of its lines, and a line is its quantity times its price less the discount",
        """SELECT b.store_id, 'bill ' || b.id FROM billing_bill b
            LEFT JOIN (SELECT store_id, bill_id, sum(amount) amount, sum(net) net, sum(tax) tax,
                       bool_or(abs(amount) <> abs(round(quantity * unit_price, 2)) - abs(discount)) off
                       FROM billing_billline GROUP BY store_id, bill_id) l
            ON l.store_id = b.store_id AND l.bill_id = b.id
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
        "what a bill says is paid is the sum of its payments, at most its total; a credit takes back all of it",
        """SELECT b.store_id, 'bill ' || b.id FROM billing_bill b
            WHERE b.paid <> COALESCE((SELECT sum(p.amount) FROM billing_payment p
                                       WHERE p.store_id = b.store_id AND p.bill_id = b.id), 0)
               OR abs(b.paid) > abs(b.total) OR b.paid < 0
           UNION ALL SELECT o.store_id, 'bill ' || o.id FROM billing_bill o
            JOIN billing_bill n ON n.store_id = o.store_id AND n.credit_of_id = o.id GROUP BY o.store_id, o.id, o.total
            HAVING o.total + sum(n.total) <> 0""",
    ),
    Invariant(
        "I16",
        "every billed line was approved by the customer",
        """SELECT l.store_id, 'bill line ' || l.id FROM billing_billline l
            LEFT JOIN pricing_estimateline e ON e.store_id = l.store_id AND e.id = l.estimate_line_id
            WHERE l.mirrors_id IS NULL AND e.approval IS DISTINCT FROM 'approved'""",
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
            WHERE NOT EXISTS (SELECT 1 FROM billing_billevent e
                              WHERE e.store_id = b.store_id AND e.pgh_obj_id = b.id AND e.status = b.status)
           UNION ALL SELECT store_id, 'order ' || number FROM service_repairorder o
            WHERE NOT EXISTS (SELECT 1 FROM service_repairorderevent e
                              WHERE e.store_id = o.store_id AND e.pgh_obj_id = o.id AND e.status = o.status)
           UNION ALL SELECT store_id, 'lead ' || id FROM sales_lead l
            WHERE NOT EXISTS (SELECT 1 FROM sales_leadevent e
                              WHERE e.store_id = l.store_id AND e.pgh_obj_id = l.id AND e.status = l.status)""",
    ),
    Invariant(
        "I20",
        "no log, audit, notice or answer holds an open address, a password or a phone number that the house wrote",
        f"""SELECT store_id, 'activity ' || id FROM accounts_activity
            WHERE facts::text ~ {PHONE} OR facts::text ~ {ADDRESS} OR note ~ {ADDRESS}
           UNION ALL SELECT store_id, 'notice ' || id FROM accounts_notice
            WHERE facts::text ~ {PHONE} OR facts::text ~ {ADDRESS} OR url ~ {ADDRESS}
           UNION ALL SELECT store_id, 'message ' || id FROM customers_message WHERE body ~ {ADDRESS}
           UNION ALL SELECT NULL, 'answer ' || id FROM accounts_rememberedanswer
            WHERE encode(body, 'escape') ~ {ADDRESS} OR headers::text ~ {ADDRESS}
           UNION ALL SELECT NULL, 'user ' || id FROM accounts_user
            WHERE password <> '' AND password !~ '^(!|[a-z0-9_]+[$])'""",
    ),
    Invariant(
        "S1",
        "an open lead has one open revisit, due on the lead's day",
        """SELECT l.store_id, 'lead ' || l.id FROM sales_lead l
            LEFT JOIN sales_revisit r ON r.store_id = l.store_id AND r.lead_id = l.id AND r.state = 'open'
            WHERE (l.status IN ('following', 'review') AND l.next_due_on IS DISTINCT FROM r.due_on)
               OR (l.status NOT IN ('following', 'review') AND r.id IS NOT NULL)""",
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
        "S4",
        "nothing is still to be confirmed about a car that has come",
        """SELECT c.store_id, 'confirmation ' || c.id FROM appointments_confirmation c
            JOIN appointments_appointment a ON a.store_id = c.store_id AND a.id = c.appointment_id
            WHERE c.state = 'planned' AND a.status = 'arrived'""",
    ),
    Invariant(
        "S3",
        "what a bill charges is out of the store, and bound to no bill that stands no longer",
        f"""SELECT o.store_id, 'order ' || o.number FROM service_repairorder o
            JOIN billing_bill b ON b.store_id = o.store_id AND b.id = o.bill_id AND b.status IN {STANDS}
            JOIN (SELECT l.store_id, l.bill_id, e.part_id, sum(l.quantity) AS billed FROM billing_billline l
                  JOIN pricing_estimateline e
                  ON e.store_id = l.store_id AND e.id = l.estimate_line_id AND e.part_id IS NOT NULL
                  GROUP BY l.store_id, l.bill_id, e.part_id) line
            ON line.store_id = b.store_id AND line.bill_id = b.id
            JOIN (SELECT k.store_id, k.order_id, i.part_id,
                         sum(r.quantity) FILTER (WHERE r.status = 'issued') AS issued
                  FROM (SELECT store_id, order_id, reservation_id FROM service_orderpart
                        UNION ALL SELECT v.store_id, v.id, p.reservation_id FROM appointments_appointmentpart p
                        JOIN service_repairorder v
                        ON v.store_id = p.store_id AND v.appointment_id = p.appointment_id) k
                  JOIN parts_reservation r ON r.store_id = k.store_id AND r.id = k.reservation_id
                  JOIN parts_stockitem i ON i.store_id = r.store_id AND i.id = r.item_id
                  GROUP BY k.store_id, k.order_id, i.part_id) goods
            ON goods.store_id = o.store_id AND goods.order_id = o.id AND goods.part_id = line.part_id
            WHERE line.billed > COALESCE(goods.issued, 0)
           UNION ALL SELECT r.store_id, 'reservation ' || r.id FROM parts_reservation r
            LEFT JOIN billing_bill b ON b.store_id = r.store_id AND b.id = r.bill_key AND b.status IN {STANDS}
            WHERE r.bill_key IS NOT NULL AND b.id IS NULL""",
    ),
]


def legal_moves() -> list[Invariant]:
    """I10 for every table of moves: whatever the log says was moved, the table knows."""
    return [_legal(table) for table in tables()]


def _legal(table: dict) -> Invariant:
    statuses = type(next(iter(table))[0])
    subject = f"{statuses.__module__.split('.')[0]}.{statuses.__qualname__.split('.')[0]}".lower()
    pairs = ", ".join(f"('{start.value}', '{end.value}')" for start, end in table)
    return Invariant(
        "I10",
        f"every move of {subject} in the log is a move of its table",
        f"SELECT store_id, 'activity ' || id FROM accounts_activity WHERE subject = '{subject}' AND verb = 'move'"
        f" AND (from_status, to_status) NOT IN ({pairs})",
    )


def broken(*, at: datetime) -> list[tuple[Invariant, list[tuple]]]:
    """Every invariant that is broken at that moment, with its first rows."""
    found = []
    with connection.cursor() as cursor:
        for invariant in [*INVARIANTS, *legal_moves(), *keys_to_nothing(), *addresses_in_the_audit()]:
            cursor.execute(f"SELECT * FROM ({invariant.sql}) broken LIMIT 20", {"at": at})
            if rows := cursor.fetchall():
                found.append((invariant, rows))
    return found
