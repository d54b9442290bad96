-- One bill with its lines by the token of its link, in one statement.
SELECT b.number, b.status, b.total, b.net, b.tax, b.paid, b.issued_at, b.facts, l.expires_at,
       (SELECT json_agg(r ORDER BY r.position) FROM billing_billline r
        WHERE r.store_id = b.store_id AND r.bill_id = b.id)
FROM customers_link l JOIN billing_bill b ON b.store_id = l.store_id AND b.id = l.subject_id
WHERE l.token_hash = %(hash)s AND l.kind = 'b' AND l.revoked_at IS NULL AND l.expires_at > now() AND b.status <> 'draft';
