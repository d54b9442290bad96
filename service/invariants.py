"""Invariants of repair orders."""

from accounts.invariants import Invariant

STANDS = "('draft', 'issued', 'paid')"

INVARIANTS = [
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
        "I19",
        "every change of a repair order has its row in the audit",
        """SELECT store_id, 'order ' || number FROM service_repairorder o
            WHERE NOT EXISTS (SELECT 1 FROM service_repairorderevent e
                              WHERE e.store_id = o.store_id AND e.pgh_obj_id = o.id AND e.status = o.status)""",
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
