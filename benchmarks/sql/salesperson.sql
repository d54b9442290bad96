-- A salesperson's full register, the same in a house of any size: two hundred open leads, half of them due.
WITH person AS (SELECT %(store)s::bigint store_id, %(sales)s::bigint owner_id, %(today)s::date today),
customer AS (
    INSERT INTO customers_customer
        (store_id, kind, name, initials, sort_key, email, credit_code, note, demo, created_at, version)
    SELECT store_id, 'person', '周到' || i, ' zd', 'zhou dao', '', '', '', true, now() - interval '30 days', 1
    FROM person, generate_series(1, 200) i
    RETURNING id, store_id
), phone AS (
    INSERT INTO customers_customerphone (store_id, customer_id, number, raw, "primary", shared)
    SELECT store_id, id, '135' || lpad(id::text, 8, '0'), '', true, false FROM customer
), lead AS (
    INSERT INTO sales_lead (store_id, customer_id, owner_id, status, grade, grade_confirmed, expected_by, next_due_on,
        last_contact_on, attempts, extensions, source, family, need, means, authority, note, created_at, lost_reason,
        lost_to, version)
    SELECT c.store_id, c.id, owner_id, 'following', substr('OABC', (1 + c.id %% 4)::int, 1), true, today + 40,
           today - 3 + (c.id %% 8)::int, today - 9, 0, 0, 'canvassing', '', 'yes', 'yes', 'unknown', '',
           now() - interval '30 days', '', '', 1
    FROM customer c, person
    RETURNING id, store_id, owner_id, grade, next_due_on
)
INSERT INTO sales_revisit (store_id, lead_id, owner_id, grade, due_on, status, opened_at)
SELECT store_id, id, owner_id, grade, next_due_on, 'open', now() - interval '9 days' FROM lead;
