-- A salesperson's revisits that are due, the most urgent fifty, with the customer's name and number.
SELECT l.id, l.status, l.grade, l.grade_confirmed, l.expected_by, l.next_due_on, l.last_contact_on, l.attempts,
       l.extensions, l.source, l.family, l.need, l.means, l.authority, l.note, l.created_at, l.closed_at, l.lost_reason,
       l.lost_to, l.version, c.id, c.name, u.id, u.name,
       (SELECT number FROM customers_customerphone p
        WHERE p.store_id = c.store_id AND p.customer_id = c.id AND p."primary")
FROM sales_lead l
JOIN customers_customer c ON c.store_id = l.store_id AND c.id = l.customer_id
JOIN accounts_user u ON u.id = l.owner_id
WHERE l.store_id = %(store)s AND l.owner_id = %(sales)s AND l.status IN ('following', 'review')
  AND l.next_due_on <= %(today)s
ORDER BY l.status <> 'review', l.next_due_on = %(today)s, strpos('OABCN', l.grade), l.next_due_on, l.id
LIMIT 50;
