-- The panels of a store's sales board: numbers of now, of this month and of the days before, twelve weeks, and reasons.
SELECT count(*) FILTER (WHERE next_due_on < %(today)s), count(*) FILTER (WHERE next_due_on IS NULL),
       count(*) FILTER (WHERE status = 'review')
FROM sales_lead WHERE store_id = %(store)s AND status IN ('following', 'review');

SELECT count(*) FILTER (WHERE status = 'asked'), count(*) FILTER (WHERE kind = 'yield' AND asked_at >= m.first)
FROM sales_ownershipcase, (SELECT date_trunc('month', %(today)s::date) AS first) m
WHERE store_id = %(store)s;

WITH days AS (
    SELECT first, %(today)s::date AS last, first - (%(today)s::date - first + 1) AS before
    FROM (SELECT date_trunc('month', %(today)s::date)::date AS first) m
)
SELECT created_at::date >= first, count(*), count(*) FILTER (WHERE status = 'won'),
       count(*) FILTER (WHERE status IN ('following', 'review'))
FROM sales_lead, days WHERE store_id = %(store)s AND created_at >= before AND created_at < last + 1 GROUP BY 1;

WITH days AS (
    SELECT first, %(today)s::date AS last, first - (%(today)s::date - first + 1) AS before
    FROM (SELECT date_trunc('month', %(today)s::date)::date AS first) m
)
SELECT expected_by >= first, count(*), count(*) FILTER (WHERE status = 'lost'),
       count(*) FILTER (WHERE status IN ('following', 'review'))
FROM sales_lead, days WHERE store_id = %(store)s AND expected_by BETWEEN before AND last GROUP BY 1;

WITH days AS (
    SELECT first, %(today)s::date AS last, first - (%(today)s::date - first + 1) AS before
    FROM (SELECT date_trunc('month', %(today)s::date)::date AS first) m
)
SELECT closed_at::date >= first, lost_reason, count(*)
FROM sales_lead, days
WHERE store_id = %(store)s AND status = 'lost' AND closed_at >= before AND closed_at < last + 1 GROUP BY 1, 2;

SELECT (%(today)s::date - due_on) / 7, count(*) FILTER (WHERE status = 'kept'),
       count(*) FILTER (WHERE status IN ('kept', 'late') OR status = 'open' AND due_on < %(today)s
                        OR status IN ('moved', 'dropped') AND closed_at::date > due_on)
FROM sales_revisit WHERE store_id = %(store)s AND due_on > %(today)s::date - 84 AND due_on <= %(today)s GROUP BY 1;

SELECT (%(today)s::date - created_at::date) / 7, count(*)
FROM sales_lead WHERE store_id = %(store)s AND created_at >= %(today)s::date - 83 GROUP BY 1;
