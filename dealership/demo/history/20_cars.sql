-- Customers of the workshop with their cars; a car is as old as it is, and drives so many kilometres a day.
DROP TABLE IF EXISTS demo_car;
CREATE TEMP TABLE demo_car AS
SELECT c.*, nextval(pg_get_serial_sequence('customers_customer', 'id')) customer_id,
       nextval(pg_get_serial_sequence('vehicles_vehicle', 'id')) vehicle_id, m.id model_id, m.is_nev, m.maintenance_group,
       25 + pg_temp.draw(c.n, 20, 26) km_a_day, 400 + pg_temp.draw(c.n, 21, 1500) days_old
FROM (SELECT s.no store_no, s.store_id, p.at, (p.at AT TIME ZONE s.zone)::date today, c, k.of, s.no * 100000 + c n,
             pg_temp.draw(s.no * 100000 + c, 22, (SELECT count(*)::int FROM demo_model)) model_no
      FROM demo_plan p CROSS JOIN demo_store s CROSS JOIN LATERAL (SELECT ceil(p.orders / 1.8 / p.stores)::int of) k
      CROSS JOIN LATERAL generate_series(0, k.of - 1) c) c
JOIN demo_model m ON m.no = c.model_no ORDER BY store_no, c;
ANALYZE demo_car;

INSERT INTO customers_customer
    (id, store_id, kind, name, initials, sort_key, email, credit_code, note, demo, created_at, version)
SELECT c.customer_id, c.store_id, 'person', n.name, n.initials, n.sort_key, 'demo' || c.customer_id || '@customer.example', '',
       '', true, c.at - interval '400 days', 1
FROM demo_car c JOIN demo_name n ON n.no = (c.c * 7 + c.store_no) % (SELECT count(*) FROM demo_name);
INSERT INTO customers_customerphone (store_id, customer_id, number, raw, "primary", shared)
SELECT store_id, customer_id, '139' || lpad(c::text, 8, '0'), '', true, false FROM demo_car;
-- The check digit of position 9 is computed as GB 16735 asks: weights 7 6 5 4 3 2 on the serial, the rest comes from the plan.
-- Read on the day before the twelve months; each later visit reads more (60_workshop.sql).
INSERT INTO vehicles_vehicle (id, store_id, model_id, plate, vin, colour, mileage, mileage_on, delivered_on,
    note, created_at, version)
SELECT c.vehicle_id, c.store_id, c.model_id,
       '沪' || substr('ABCDEFGHJK', 1 + c.c / 100000, 1) || CASE WHEN c.is_nev THEN 'D' ELSE '' END || lpad((c.c % 100000)::text, 5, '0'),
       'LSVDM49J' || substr('0123456789X', 1 + (p.vin_base + w.sum) % 11, 1) || 'T2' || lpad(c.c::text, 6, '0'),
       (ARRAY['白', '黑', '灰', '蓝', '红'])[1 + c.c % 5], (c.days_old - 364) * c.km_a_day, c.today - 364,
       c.today - c.days_old, '', c.at - interval '400 days', 1
FROM demo_car c CROSS JOIN demo_plan p
CROSS JOIN LATERAL (SELECT sum(substr(lpad(c.c::text, 6, '0'), k, 1)::int * (8 - k))::int sum FROM generate_series(1, 6) k) w;
INSERT INTO customers_ownership (store_id, customer_id, vehicle_id, since)
SELECT store_id, customer_id, vehicle_id, today - days_old FROM demo_car;
