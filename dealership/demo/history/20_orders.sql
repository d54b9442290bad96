-- Cars that came to the workshop in the last twelve months, from appointment to bill, payment and follow-up call.
DROP TABLE IF EXISTS demo_work, demo_car, demo_lane, demo_order, demo_line;
CREATE TEMP TABLE demo_work (bay text, k int, code text, part text, quantity numeric, system text, words text);
INSERT INTO demo_work VALUES
    ('FAST', 0, 'LO-03-006', '5Q0819653', 1, '空调', '空调有味道,顺便换滤芯'),
    ('GEN', 0, 'LO-46-001', '5Q0698151D', 1, '制动', '刹车有异响'),
    ('FAST', 1, 'LO-03-021', '5G1955425', 1, '车身', '雨刮刮不干净'),
    ('GEN', 1, 'LO-40-004', '5Q0411315', 2, '悬架', '过减速带咯噔响'),
    ('FAST', 2, 'LO-03-009', 'B000750M3', 1, '制动', '到期换制动液'),
    ('GEN', 2, 'LO-48-002', '5Q0423811', 1, '转向', '打方向咔咔响'),
    ('FAST', 3, 'LO-27-001', '000915105CC', 1, '电气', '早上打不着车'),
    ('GEN', 3, 'LO-40-003', '5Q0498621', 1, '悬架', '行驶嗡嗡响');

CREATE TEMP TABLE demo_car AS
SELECT p.*, nextval(pg_get_serial_sequence('customers_customer', 'id')) customer_id,
       nextval(pg_get_serial_sequence('customers_vehicle', 'id')) vehicle_id,
       pg_temp.draw(c, 22, (SELECT count(*)::int FROM demo_model)) model_no
FROM (SELECT s.no store_no, s.store_id, s.zone, c, (SELECT ceil(orders / 2.4 / stores)::int FROM demo_plan) of
      FROM demo_store s, generate_series(0, (SELECT ceil(orders / 2.4 / stores)::int - 1 FROM demo_plan)) c) p;
ANALYZE demo_car, demo_work;

INSERT INTO customers_customer
    (id, store_id, kind, name, initials, sort_key, email, credit_code, note, demo, created_at, version)
SELECT c.customer_id, c.store_id, 'person', n.name, n.initials, n.sort_key, 'kunde' || c.customer_id || '@customer.example', '',
       '', true, p.at - interval '400 days', 1
FROM demo_car c CROSS JOIN demo_plan p
JOIN demo_name n ON n.no = (c.c * 7 + c.store_no) % (SELECT count(*) FROM demo_name);
INSERT INTO customers_customerphone (store_id, customer_id, number, raw, "primary", shared)
SELECT store_id, customer_id, '139' || lpad(c::text, 8, '0'), '', true, false FROM demo_car;
-- The check digit of position 9 is computed as GB 16735 asks: weights 7 6 5 4 3 2 on the serial, 353 from the rest.
INSERT INTO customers_vehicle (id, store_id, customer_id, model_id, plate, vin, colour, mileage, mileage_on, delivered_on,
    note, created_at, version)
SELECT c.vehicle_id, c.store_id, c.customer_id, m.id,
       CASE WHEN m.is_nev THEN '沪AD' || lpad((c.c % 100000)::text, 5, '0')
            ELSE '沪' || substr('ABCDEFGHJK', 1 + c.c / 100000, 1) || lpad((c.c % 100000)::text, 5, '0') END,
       'LSVDM49J' || substr('0123456789X', 1 + (demo.base + w.sum) % 11, 1) || 'T2' || '0' || lpad(c.c::text, 5, '0'),
       (ARRAY['白', '黑', '灰', '蓝', '红'])[1 + c.c % 5], 8000 + pg_temp.draw(c.vehicle_id, 20, 90000), NULL,
       (p.at - make_interval(days => 400 + pg_temp.draw(c.vehicle_id, 21, 1500)))::date, '', p.at - interval '400 days', 1
FROM demo_car c CROSS JOIN demo_plan p CROSS JOIN (SELECT vin_base base FROM demo_vin) demo
JOIN demo_model m ON m.no = c.model_no
CROSS JOIN LATERAL (SELECT sum(substr('0' || lpad(c.c::text, 5, '0'), k, 1)::int * (8 - k))::int sum
                    FROM generate_series(1, 6) k) w;

-- Four lanes a store (a bay with its technician) and four starts a day: no two visits of a lane ever overlap.
CREATE TEMP TABLE demo_lane AS
SELECT s.no store_no, (b.n - 1)::int k, b.id bay_id, t.id technician_id, t.user_id technician_user, b.code bay
FROM demo_store s
JOIN (SELECT r.id, r.store_id, bt.code, row_number() OVER (PARTITION BY r.store_id ORDER BY bt.code, r.id) n
      FROM appointments_resource r JOIN appointments_baytype bt ON bt.id = r.bay_type_id AND bt.code IN ('FAST', 'GEN')
      WHERE r.kind = 'bay') b ON b.store_id = s.store_id AND b.n <= 4
JOIN (SELECT id, store_id, user_id, row_number() OVER (PARTITION BY store_id ORDER BY id) n FROM appointments_resource
      WHERE kind = 'technician' AND 'T3' = ANY (skills)) t ON t.store_id = s.store_id AND t.n = b.n;

ANALYZE demo_lane;
CREATE TEMP TABLE demo_order AS
WITH seated AS MATERIALIZED (
    SELECT i, s.no store_no, s.store_id, s.zone, s.code store_code, (i / p.stores)::int j,
           ((p.at AT TIME ZONE s.zone)::date - 362 + ((i / p.stores) * 361 / greatest(ceil(p.orders::numeric / p.stores), 1))::int) on_day
    FROM demo_plan p, generate_series(0, p.orders - 1) i JOIN demo_store s ON s.no = i % (SELECT stores FROM demo_plan)
), ranked AS (
    SELECT *, (row_number() OVER (PARTITION BY store_no, on_day ORDER BY j) - 1)::int k, pg_temp.draw(i, 23, 4) work_k,
           pg_temp.draw(i, 24, 3) advisor_k FROM seated
)
SELECT r.*, (r.on_day + (ARRAY[time '08:00', '10:00', '13:00', '15:00'])[1 + r.k / 4 % 4]) AT TIME ZONE r.zone start,
       l.bay_id, l.technician_id, l.technician_user, c.customer_id, c.vehicle_id, w.system, w.words,
       o.id operation_id, o.code op_code, o.name_zh op_zh, o.name_en op_en, o.time_units, o.category, o.warranty_class,
       pt.id part_id, pt.number part_number, pt.name_zh part_zh, pt.name_en part_en, pt.unit, pt.kind part_kind, w.quantity,
       a.id advisor_id, a.user_id advisor_user,
       nextval(pg_get_serial_sequence('appointments_appointment', 'id')) appointment_id,
       nextval(pg_get_serial_sequence('billing_estimate', 'id')) estimate_id,
       nextval(pg_get_serial_sequence('service_repairorder', 'id')) order_id,
       nextval(pg_get_serial_sequence('billing_bill', 'id')) bill_id
FROM ranked r
JOIN demo_lane l ON l.store_no = r.store_no AND l.k = r.k % 4
JOIN demo_car c ON c.store_no = r.store_no AND c.c = r.j % c.of
JOIN demo_work w ON w.bay = l.bay AND w.k = r.work_k
JOIN billing_operation o ON o.code = w.code
JOIN parts_part pt ON pt.number = w.part
JOIN (SELECT id, user_id, store_id, row_number() OVER (PARTITION BY store_id ORDER BY id) - 1 k FROM appointments_resource
      WHERE kind = 'advisor') a ON a.store_id = r.store_id AND a.k = r.advisor_k;

ANALYZE demo_order;
ALTER TABLE demo_order ADD finish timestamptz, ADD delivered timestamptz, ADD promised timestamptz, ADD labour numeric,
    ADD material numeric, ADD labour_tax numeric, ADD material_tax numeric, ADD tax_rate numeric, ADD rate numeric,
    ADD price numeric, ADD redone boolean, ADD number text;
UPDATE demo_order d SET
    finish = start + make_interval(mins => ceil(time_units * 0.6)::int),
    promised = start + make_interval(mins => ceil(time_units * 0.6)::int + 60),
    delivered = start + make_interval(mins => ceil(time_units * 0.6)::int + 25 + pg_temp.draw(i, 25, 40)),
    redone = pg_temp.draw(i, 26, 100) < 3, number = to_char(start AT TIME ZONE zone, 'YY') || lpad((j + 1)::text, 6, '0'),
    rate = r.price, tax_rate = r.tax_rate, price = s.price
FROM billing_labourrate r, parts_stockitem s
WHERE r.store_id = d.store_id AND r.category = d.category AND r.unit = 'hour' AND s.store_id = d.store_id AND s.part_id = d.part_id;
UPDATE demo_order SET labour = round(rate * time_units / 100, 2), material = round(price * quantity, 2);
UPDATE demo_order SET labour_tax = labour - round(labour / (1 + tax_rate), 2), material_tax = material - round(material / 1.13, 2),
    delivered = CASE WHEN pg_temp.draw(i, 27, 100) < 5 THEN promised + interval '40 minutes' ELSE delivered END;
DELETE FROM demo_order WHERE delivered > (SELECT at FROM demo_plan) - interval '1 hour';

INSERT INTO appointments_appointment (id, store_id, number, kind, status, customer_id, vehicle_id, start, "end", bay_id,
    technician_id, advisor_id, complaint, diagnosis, diagnosis_note, estimate_id, transport, source, repeat_of, time_version,
    created_at, arrived_at, at_risk_reason, cancel_reason)
SELECT appointment_id, store_id, 'H-A' || number, CASE WHEN i % 5 < 3 THEN 'appointment' ELSE 'walk_in' END, 'arrived',
       customer_id, vehicle_id, start, finish, bay_id, technician_id, advisor_id, words, 'known_job', '', NULL, 'wait',
       'phone', '', 1, start - interval '3 days', start, '', '' FROM demo_order;
INSERT INTO appointments_appointment_operations (appointment_id, operation_id)
SELECT appointment_id, operation_id FROM demo_order;
INSERT INTO appointments_segment (store_id, appointment_id, position, bay_id, technician_id, operations, start, "end", version)
SELECT store_id, appointment_id, 1, bay_id, technician_id, ARRAY[op_code], start, finish, 1 FROM demo_order;
INSERT INTO appointments_claim (store_id, resource_id, during, state, appointment_id, walk_in, note)
SELECT store_id, resource, tstzrange(start, finish), 'taken', appointment_id, i % 5 >= 3, ''
FROM demo_order, unnest(ARRAY[bay_id, technician_id]) resource WHERE k < 16;

INSERT INTO billing_estimate (id, store_id, customer_id, vehicle_id, status, total, minutes, created_at, told_at, told_by_id,
    channel, answer)
SELECT estimate_id, store_id, customer_id, vehicle_id, 'draft', labour + material, ceil(time_units * 0.6), start, NULL,
       NULL, '', '' FROM demo_order;
UPDATE appointments_appointment a SET estimate_id = d.estimate_id FROM demo_order d WHERE a.id = d.appointment_id;
INSERT INTO billing_estimateline (store_id, estimate_id, position, kind, code, name_zh, name_en, quantity, unit, unit_price,
    discount, amount, tax_rate, net, tax, part_kind, warranty_class, operation_id, part_id, approval, answered_at,
    answered_through, answer_recorded_by_id, decline_reason)
SELECT store_id, estimate_id, 1, 'labour', op_code, op_zh, op_en, round(time_units / 100.0, 2), '小时', rate, 0, labour, tax_rate,
       labour - labour_tax, labour_tax, '', warranty_class, operation_id, NULL::bigint, 'approved', start, 'person', advisor_user, ''
FROM demo_order
UNION ALL
SELECT store_id, estimate_id, 2, 'part', part_number, part_zh, part_en, quantity, unit, price, 0, material, 0.13,
       material - material_tax, material_tax, part_kind, '', NULL, part_id, 'approved', start, 'person', advisor_user, ''
FROM demo_order;

UPDATE billing_estimate e SET status = 'told', told_at = d.start, told_by_id = d.advisor_user, channel = 'person', answer = 'accepted'
FROM demo_order d WHERE d.estimate_id = e.id;

-- Each part was received before it was issued, so that the ledger's sum stays what is on hand.
INSERT INTO parts_stockmovement (store_id, item_id, kind, quantity, note, at)
SELECT d.store_id, s.id, x.kind, x.sign * d.quantity, '', d.start + x.later
FROM demo_order d JOIN parts_stockitem s ON s.store_id = d.store_id AND s.part_id = d.part_id,
     (VALUES ('receipt', 1, interval '-2 days'), ('issue', -1, interval '10 minutes')) x (kind, sign, later);
