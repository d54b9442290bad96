-- Leads of the last twelve months. Each is followed for some weeks, by its grade, and then won or lost, by its source.
DROP TABLE IF EXISTS demo_grade, demo_source, demo_lost, demo_lead, demo_contact;
-- step: days to the next contact, as REVISIT in sales/settings.py.
CREATE TEMP TABLE demo_grade (grade text, below int, step int, life int, wins int, soonest int, latest int);
INSERT INTO demo_grade VALUES
    ('O', 7, 3, 7, 55, 1, 7), ('A', 27, 7, 26, 35, 9, 28), ('B', 61, 15, 75, 21, 33, 87), ('C', 88, 60, 130, 12, 95, 175),
    ('N', 100, 90, 200, 7, NULL, NULL);
CREATE TEMP TABLE demo_source (source text, below int, wins int);
INSERT INTO demo_source VALUES
    ('walk_in', 30, 120), ('canvassing', 58, 65), ('inbound_call', 73, 90), ('friend', 85, 150), ('owner_referral', 92, 160),
    ('live_stream', 100, 60);
CREATE TEMP TABLE demo_lost (reason text, below int, lost_to text);
INSERT INTO demo_lost VALUES
    ('price', 26, ''), ('competitor_brand', 48, '某竞品品牌'), ('other_dealer', 62, '同城另一家店'), ('plan_cancelled', 76, ''),
    ('product', 84, ''), ('unreachable', 93, ''), ('stock_wait', 97, ''), ('used_car', 100, '二手车');

CREATE TEMP TABLE demo_lead AS
WITH thrown AS MATERIALIZED (
    SELECT n * p.stores + s.no i, s.no store_no, s.store_id, s.zone, p.at, d.on_day created_on, d.ago,
           (p.at AT TIME ZONE s.zone)::date today
    FROM demo_plan p CROSS JOIN demo_store s JOIN demo_day d ON d.store_no = s.no
    CROSS JOIN LATERAL generate_series(d.leads_from, d.leads_to - 1) n
), drawn AS MATERIALIZED (
    SELECT *, pg_temp.draw(i, 1, 100) heat, pg_temp.draw(i, 2, 100) origin, pg_temp.draw(i, 3, 100) luck, pg_temp.draw(i, 4, 1000) chance,
           pg_temp.draw(i, 5, 100) span, pg_temp.draw(i, 9, 3) seller_k, pg_temp.draw(i, 10, 100) cause,
           pg_temp.draw(i, 11, (SELECT count(*)::int FROM demo_model)) model_no
    FROM thrown
), graded AS (
    SELECT t.*, g.grade, g.step, s.source, g.wins * s.wins / 10 wins, g.life * (60 + t.span) / 100 life,
           CASE WHEN soonest > 0 THEN today + soonest + pg_temp.draw(i, 7, latest - soonest + 1) END hoped_for
    FROM drawn t
    JOIN demo_grade g ON g.below > t.heat AND NOT EXISTS (SELECT 1 FROM demo_grade o WHERE o.below > t.heat AND o.below < g.below)
    JOIN demo_source s ON s.below > t.origin AND NOT EXISTS (SELECT 1 FROM demo_source o WHERE o.below > t.origin AND o.below < s.below)
), followed AS (
    -- `passed`: how often the interval has passed since the first contact; the last of them may be missed by a day or two.
    SELECT *, CASE WHEN ago <= life THEN 'following' WHEN chance < wins THEN 'won' ELSE 'lost' END status,
           least(ago, life) / step passed, ago % step since
    FROM graded
), counted AS (
    SELECT *, CASE WHEN status = 'following' AND passed > 0 AND (since = 0 AND luck < 75 OR since IN (1, 2) AND luck < 8)
                   THEN passed - 1 ELSE passed END earlier
    FROM followed
)
SELECT c.*, created_on + earlier * step last_contact_on, seller.user_id owner_id, other.user_id rival_id, m.family,
       nextval(pg_get_serial_sequence('customers_customer', 'id')) customer_id,
       nextval(pg_get_serial_sequence('sales_lead', 'id')) lead_id
FROM counted c
JOIN demo_person seller ON seller.no = c.store_no AND seller.role = 'sales_consultant' AND seller.k = c.seller_k % seller.of
JOIN demo_person other ON other.no = c.store_no AND other.role = 'sales_consultant' AND other.k = (c.seller_k + 1) % other.of
JOIN demo_model m ON m.no = c.model_no
ORDER BY i;
ANALYZE demo_lead;

-- Each has its own hour of the day; whom that hour has not reached today was met when the day began, or is yesterday's.
ALTER TABLE demo_lead ADD first_at timestamptz, ADD last_at timestamptz, ADD closed_at timestamptz;
UPDATE demo_lead SET first_at = (created_on + time '09:00' + make_interval(mins => pg_temp.draw(i, 12, 480))) AT TIME ZONE zone;
UPDATE demo_lead SET first_at = first_at - interval '1 day', created_on = created_on - 1, last_contact_on = last_contact_on - 1
WHERE first_at + make_interval(days => earlier * step) > at - interval '15 minutes';
UPDATE demo_lead SET last_at = first_at + make_interval(days => earlier * step);
UPDATE demo_lead SET closed_at = least(first_at + make_interval(days => life, mins => 40), at - interval '1 minute')
WHERE status <> 'following';

INSERT INTO customers_customer
    (id, store_id, kind, name, initials, sort_key, email, credit_code, note, demo, created_at, version)
SELECT l.customer_id, l.store_id, 'person', n.name, n.initials, n.sort_key, '', '', '', true, l.first_at, 1
FROM demo_lead l JOIN demo_name n ON n.no = (l.i * 7 / 2) % (SELECT count(*)::int FROM demo_name);
INSERT INTO customers_customerphone (store_id, customer_id, number, raw, "primary", shared)
SELECT store_id, customer_id, '138' || lpad(i::text, 8, '0'), '', true, false FROM demo_lead;

INSERT INTO sales_lead (id, store_id, customer_id, owner_id, status, grade, grade_confirmed, expected_by, next_due_on,
    last_contact_on, attempts, extensions, source, family, need, means, authority, note, created_at, closed_at,
    lost_reason, lost_to, version)
SELECT lead_id, store_id, customer_id, owner_id, status, grade, true,
    CASE WHEN status = 'following' THEN hoped_for ELSE (closed_at AT TIME ZONE zone)::date - 3 + pg_temp.draw(i, 8, 6) END,
    CASE WHEN status = 'following' THEN last_contact_on + step END, last_contact_on, 0, 0, source, family,
    'yes', CASE WHEN luck % 3 = 0 THEN 'unknown' ELSE 'yes' END, CASE WHEN luck % 5 = 0 THEN 'unknown' ELSE 'yes' END,
    '', first_at, closed_at, COALESCE(o.reason, ''), COALESCE(o.lost_to, ''), 1
FROM demo_lead l LEFT JOIN demo_lost o ON l.status = 'lost' AND o.below > l.cause
    AND NOT EXISTS (SELECT 1 FROM demo_lost b WHERE b.below > l.cause AND b.below < o.below);

-- One contact each interval; the revisits between them were kept, some of them a day late.
CREATE TEMP TABLE demo_contact AS
SELECT l.*, k, first_at + make_interval(days => k * step) met_at, pg_temp.draw(i * 7 + k, 14, 4) way, pg_temp.draw(i * 7 + k, 15, 100) < 7 late
FROM demo_lead l CROSS JOIN generate_series(0, earlier) k;
INSERT INTO sales_contact (store_id, lead_id, channel, effective, at, note, by_id, recorded_at)
SELECT store_id, lead_id, (ARRAY['call', 'wechat', 'visit', 'showroom'])[1 + way], true, met_at, '', owner_id, met_at FROM demo_contact;
INSERT INTO sales_revisit (store_id, lead_id, owner_id, grade, due_on, status, opened_at, closed_at)
SELECT store_id, lead_id, owner_id, grade, (met_at AT TIME ZONE zone)::date - late::int, CASE WHEN late THEN 'late' ELSE 'kept' END,
       met_at - make_interval(days => step), met_at
FROM demo_contact WHERE k > 0;
INSERT INTO sales_revisit (store_id, lead_id, owner_id, grade, due_on, status, opened_at)
SELECT store_id, lead_id, owner_id, grade, last_contact_on + step, 'open', last_at FROM demo_lead WHERE status = 'following';
INSERT INTO sales_gradechange (store_id, lead_id, old, new, cause, by_id, at)
SELECT store_id, lead_id, '', grade, 'customer', owner_id, first_at FROM demo_lead;

-- The street: the visit that made each canvassed lead, and two closed doors for each.
INSERT INTO sales_canvassvisit (store_id, client_id, fingerprint, outcome, visited_at, received_at, by_id, grade, phone,
    name, note, customer_id, lead_id)
SELECT l.store_id, md5('lead' || l.i)::uuid, md5('lead' || l.i), (ARRAY['met', 'left_details', 'revisit_agreed'])[1 + l.i % 3],
       l.first_at, l.first_at + interval '2 minutes', l.owner_id, l.grade, p.number, c.name, '', l.customer_id, l.lead_id
FROM demo_lead l JOIN customers_customer c ON c.store_id = l.store_id AND c.id = l.customer_id
JOIN customers_customerphone p ON p.store_id = c.store_id AND p.customer_id = c.id
WHERE l.source = 'canvassing';
INSERT INTO sales_canvassvisit (store_id, client_id, fingerprint, outcome, visited_at, received_at, by_id, grade, phone, name, note)
SELECT store_id, md5('door' || door || i)::uuid, md5('door' || door || i), (ARRAY['absent', 'refused', 'gate_refused', 'wrong_person'])[1 + (i + door) % 4],
       first_at + make_interval(mins => 4 * door), first_at + make_interval(mins => 4 * door + 1), owner_id, '', '', '', ''
FROM demo_lead CROSS JOIN generate_series(1, 2) door WHERE source = 'canvassing';

-- A colleague who met the same customer and yielded (SALES-38).
INSERT INTO sales_ownershipcase (store_id, lead_id, kind, status, asked_by_id, asked_at, reason, decided_by_id, decided_at)
SELECT store_id, lead_id, 'yield', 'granted', rival_id, last_at, '', rival_id, last_at FROM demo_lead WHERE span < 3 AND rival_id <> owner_id;
