-- Leads of the last twelve months: open ones mostly on time, a few due today or overdue; won and lost ones before them.
DROP TABLE IF EXISTS demo_lead;
CREATE TEMP TABLE demo_lead AS
WITH thrown AS MATERIALIZED (
    SELECT i, s.no store_no, s.store_id, s.zone, p.at, (p.at AT TIME ZONE s.zone)::date today,
           (p.at AT TIME ZONE s.zone - interval '9 hours 30 minutes')::date last_worked_on,
           pg_temp.draw(i, 1, 100) fate, pg_temp.draw(i, 2, 100) heat, pg_temp.draw(i, 3, 100) luck,
           pg_temp.draw(i, 9, 3) seller_k, pg_temp.draw(i, 11, (SELECT count(*)::int FROM demo_model)) model_no
    FROM demo_plan p, generate_series(1, p.leads) i JOIN demo_store s ON s.no = i % (SELECT stores FROM demo_plan)
), graded AS (
    SELECT *, CASE WHEN fate < 35 THEN 'following' WHEN fate < 84 THEN 'lost' ELSE 'won' END status,
           CASE WHEN heat < 4 THEN 'O' WHEN heat < 18 THEN 'A' WHEN heat < 48 THEN 'B' WHEN heat < 80 THEN 'C' ELSE 'N' END grade
    FROM thrown
), timed AS (
    SELECT *, CASE grade WHEN 'O' THEN 3 WHEN 'A' THEN 7 WHEN 'B' THEN 15 WHEN 'C' THEN 60 ELSE 90 END step FROM graded
), placed AS (
    SELECT *,
        CASE WHEN status <> 'following' THEN today - 20 - pg_temp.draw(i, 4, 330)
             WHEN luck < 4 THEN today - step - 1 - pg_temp.draw(i, 5, 2)
             WHEN luck < 12 THEN today - step
             ELSE least(today - pg_temp.draw(i, 6, step), last_worked_on) END last_contact_on,
        CASE grade WHEN 'O' THEN today + 1 + pg_temp.draw(i, 7, 6) WHEN 'A' THEN today + 9 + pg_temp.draw(i, 7, 19)
                   WHEN 'B' THEN today + 33 + pg_temp.draw(i, 7, 54) WHEN 'C' THEN today + 95 + pg_temp.draw(i, 7, 80)
        END expected_by
    FROM timed
)
SELECT p.*, nextval(pg_get_serial_sequence('customers_customer', 'id')) customer_id,
       nextval(pg_get_serial_sequence('sales_lead', 'id')) lead_id,
       seller.user_id owner_id, least(pg_temp.draw(i, 8, 4), 340 / step) earlier, m.family,
       CASE pg_temp.draw(i, 10, 5) WHEN 0 THEN 'walk_in' WHEN 1 THEN 'inbound_call' WHEN 2 THEN 'friend' ELSE 'canvassing' END source
FROM placed p
JOIN demo_person seller ON seller.no = p.store_no AND seller.role = 'sales_consultant'
     AND seller.k = p.seller_k
JOIN demo_model m ON m.no = p.model_no;
ANALYZE demo_lead;

ALTER TABLE demo_lead ADD first_at timestamptz, ADD last_at timestamptz, ADD closed_at timestamptz;
-- Today's contacts are as old as the day: nobody was called at an hour that is still to come.
UPDATE demo_lead SET last_at = (last_contact_on + time '09:00') AT TIME ZONE zone + make_interval(mins => pg_temp.draw(i, 12,
    least(480, floor(extract(epoch FROM at - (last_contact_on + time '09:15') AT TIME ZONE zone) / 60))::int));
UPDATE demo_lead SET first_at = last_at - make_interval(days => earlier * step);
UPDATE demo_lead SET closed_at = last_at + interval '1 day' WHERE status <> 'following';

INSERT INTO customers_customer
    (id, store_id, kind, name, initials, sort_key, email, credit_code, note, demo, created_at, version)
SELECT l.customer_id, l.store_id, 'person', n.name, n.initials, n.sort_key, '', '', '', true, l.first_at, 1
FROM demo_lead l JOIN demo_name n ON n.no = (l.i / 2) % (SELECT count(*)::int FROM demo_name);
INSERT INTO customers_customerphone (store_id, customer_id, number, raw, "primary", shared)
SELECT store_id, customer_id, '138' || lpad(i::text, 8, '0'), '', true, false FROM demo_lead;

INSERT INTO sales_lead (id, store_id, customer_id, owner_id, status, grade, grade_confirmed, expected_by, next_due_on,
    last_contact_on, attempts, extensions, source, family, need, means, authority, note, created_at, closed_at,
    lost_reason, lost_to, version)
SELECT lead_id, store_id, customer_id, owner_id, status, grade, true,
    CASE WHEN status = 'following' THEN expected_by ELSE last_contact_on + 10 END,
    CASE WHEN status = 'following' THEN last_contact_on + step END, last_contact_on, 0, 0, source, family,
    'yes', CASE WHEN luck % 3 = 0 THEN 'unknown' ELSE 'yes' END, CASE WHEN luck % 5 = 0 THEN 'unknown' ELSE 'yes' END,
    '', first_at, closed_at,
    CASE WHEN status = 'lost' THEN (ARRAY['price', 'competitor_brand', 'other_dealer', 'plan_cancelled', 'product',
         'unreachable', 'used_car'])[1 + pg_temp.draw(i, 13, 7)] ELSE '' END, '', 1
FROM demo_lead;

-- One contact each step back from the last one; the revisits between them were kept, some of them a day late.
INSERT INTO sales_contact (store_id, lead_id, channel, effective, at, note, by_id, recorded_at)
SELECT store_id, lead_id, (ARRAY['call', 'wechat', 'visit', 'showroom'])[1 + pg_temp.draw(i * 7 + k, 14, 4)], true,
       last_at - make_interval(days => k * step), '', owner_id, last_at - make_interval(days => k * step)
FROM demo_lead, generate_series(0, earlier) k;
INSERT INTO sales_revisit (store_id, lead_id, owner_id, grade, due_on, state, opened_at, closed_at)
SELECT store_id, lead_id, owner_id, grade, last_contact_on - k * step - late, CASE late WHEN 0 THEN 'kept' ELSE 'late' END,
       last_at - make_interval(days => (k + 1) * step), last_at - make_interval(days => k * step)
FROM (SELECT l.*, k, (pg_temp.draw(i * 7 + k, 15, 100) < 12)::int late
      FROM demo_lead l, generate_series(0, earlier - 1) k WHERE earlier > 0) done;
INSERT INTO sales_revisit (store_id, lead_id, owner_id, grade, due_on, state, opened_at)
SELECT store_id, lead_id, owner_id, grade, last_contact_on + step, 'open', last_at FROM demo_lead WHERE status = 'following';
INSERT INTO sales_gradechange (store_id, lead_id, old, new, cause, by_id, at)
SELECT store_id, lead_id, '', grade, 'customer', owner_id, first_at FROM demo_lead;

-- The street: the visit that made each canvassed lead, and a closed door for every second one.
INSERT INTO sales_canvassvisit (store_id, client_id, fingerprint, outcome, visited_at, received_at, by_id, grade, phone,
    name, note, customer_id, lead_id)
SELECT l.store_id, md5('lead' || l.i)::uuid, md5('lead' || l.i), (ARRAY['met', 'left_details', 'revisit_agreed'])[1 + l.i % 3],
       l.first_at, l.first_at + interval '2 minutes', l.owner_id, l.grade, p.number, c.name, '', l.customer_id, l.lead_id
FROM demo_lead l JOIN customers_customer c ON c.id = l.customer_id JOIN customers_customerphone p ON p.customer_id = c.id
WHERE l.source = 'canvassing';
INSERT INTO sales_canvassvisit (store_id, client_id, fingerprint, outcome, visited_at, received_at, by_id, grade, phone, name, note)
SELECT store_id, md5('door' || i)::uuid, md5('door' || i), (ARRAY['absent', 'refused', 'gate_refused', 'wrong_person'])[1 + i % 4],
       first_at + interval '9 minutes', first_at + interval '10 minutes', owner_id, '', '', '', ''
FROM demo_lead WHERE source = 'canvassing' AND i % 2 = 0;
