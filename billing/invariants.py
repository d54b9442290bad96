"""Invariants of bills and payments."""

from accounts.invariants import Invariant

INVARIANTS = [
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
        "bill numbers of a store and year run from 1 without a gap, each once",
        """SELECT store_id, 'year ' || year FROM billing_bill WHERE serial IS NOT NULL GROUP BY store_id, year
            HAVING max(serial) <> count(*) OR min(serial) <> 1""",
    ),
    Invariant(
        "I14",
        "the hash chain of issued bills is unbroken",
        """SELECT store_id, 'bill ' || number FROM (SELECT store_id, number, previous_hash,
            lag(hash, 1, '') OVER (PARTITION BY store_id ORDER BY year, serial, id) expected
            FROM billing_bill WHERE serial IS NOT NULL) chain WHERE previous_hash <> expected""",
    ),
    Invariant(
        "I15",
        "what a bill says is paid is the sum of its allocations, at most its total; a credit takes back all of it;"
        " a receipt pays no more than it is, and what went back is not on a bill",
        """SELECT b.store_id, 'bill ' || b.id FROM billing_bill b
            WHERE b.paid <> COALESCE((SELECT sum(a.amount) FROM billing_allocation a
                                       WHERE a.store_id = b.store_id AND a.bill_id = b.id), 0)
               OR abs(b.paid) > abs(b.total) OR b.paid < 0
           UNION ALL SELECT r.store_id, 'receipt ' || r.id FROM billing_receipt r
            JOIN billing_allocation a ON a.store_id = r.store_id AND a.receipt_id = r.id
            GROUP BY r.store_id, r.id, r.amount
            HAVING abs(sum(a.amount)) > abs(r.amount) OR bool_or(a.amount * r.amount < 0)
           UNION ALL SELECT m.store_id, 'receipt ' || m.origin FROM
            (SELECT r.store_id, COALESCE(r.gives_back_id, r.id) origin, sum(r.amount) here,
                    sum((SELECT sum(a.amount) FROM billing_allocation a
                         WHERE a.store_id = r.store_id AND a.receipt_id = r.id)) spent
             FROM billing_receipt r GROUP BY 1, 2) m WHERE m.here < m.spent OR m.here < 0
           UNION ALL SELECT o.store_id, 'bill ' || o.id FROM billing_bill o
            JOIN billing_bill n ON n.store_id = o.store_id AND n.credit_of_id = o.id GROUP BY o.store_id, o.id, o.total
            HAVING o.total + sum(n.total) <> 0""",
    ),
    Invariant(
        "I16",
        "every billed line has one source; one of an estimate was approved by the customer",
        """SELECT l.store_id, 'bill line ' || l.id FROM billing_billline l
            LEFT JOIN pricing_estimateline e ON e.store_id = l.store_id AND e.id = l.estimate_line_id
            WHERE num_nonnulls(l.estimate_line_id, l.mirrors_id) <> 1
               OR (l.estimate_line_id IS NOT NULL AND e.approval IS DISTINCT FROM 'approved')""",
    ),
    Invariant(
        "I19",
        "every change of a bill has its row in the audit",
        """SELECT store_id, 'bill ' || id FROM billing_bill b
            WHERE NOT EXISTS (SELECT 1 FROM billing_billevent e
                              WHERE e.store_id = b.store_id AND e.pgh_obj_id = b.id AND e.status = b.status)""",
    ),
]
