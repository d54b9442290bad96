-- Cars that came to the workshop in the last twelve months, from appointment to bill, payment and follow-up call.
DROP TABLE IF EXISTS demo_work, demo_car, demo_lane, demo_advisor, demo_price, demo_seat, demo_order;
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
       nextval(pg_get_serial_sequence('vehicles_vehicle', 'id')) vehicle_id,
       pg_temp.draw(c, 22, (SELECT count(*)::int FROM demo_model)) model_no
FROM (SELECT s.no store_no, s.store_id, s.zone, c, (SELECT ceil(orders / 2.4 / stores)::int FROM demo_plan) of
      FROM demo_store s, generate_series(0, (SELECT ceil(orders / 2.4 / stores)::int - 1 FROM demo_plan)) c) p;
ANALYZE demo_car, demo_work;

INSERT INTO customers_customer
    (id, store_id, kind, name, initials, sort_key, email, credit_code, note, demo, created_at, version)
SELECT c.customer_id, c.store_id, 'person', n.name, n.initials, n.sort_key, 'demo' || c.customer_id || '@customer.example', '',
       '', true, p.at - interval '400 days', 1
FROM demo_car c CROSS JOIN demo_plan p
JOIN demo_name n ON n.no = (c.c * 7 + c.store_no) % (SELECT count(*) FROM demo_name);
INSERT INTO customers_customerphone (store_id, customer_id, number, raw, "primary", shared)
SELECT store_id, customer_id, '139' || lpad(c::text, 8, '0'), '', true, false FROM demo_car;
-- Four lanes a store (a bay with its technician) and four starts a day: no two visits of a lane ever overlap.
CREATE TEMP TABLE demo_lane AS
SELECT s.no store_no, (b.n - 1)::int k, b.id bay_id, t.id technician_id, t.user_id technician_user, b.code bay
FROM demo_store s
JOIN (SELECT r.id, r.store_id, bt.code, row_number() OVER (PARTITION BY r.store_id ORDER BY bt.code, r.id) n
      FROM capacity_resource r JOIN capacity_baytype bt ON bt.id = r.bay_type_id AND bt.code IN ('FAST', 'GEN')
      WHERE r.kind = 'bay') b ON b.store_id = s.store_id AND b.n <= 4
JOIN (SELECT id, store_id, user_id, row_number() OVER (PARTITION BY store_id ORDER BY id) n FROM capacity_resource
      WHERE kind = 'technician' AND 'T3' = ANY (skills)) t ON t.store_id = s.store_id AND t.n = b.n;
CREATE TEMP TABLE demo_advisor AS
SELECT s.no store_no, r.id advisor_id, r.user_id advisor_user, (row_number() OVER (PARTITION BY s.no ORDER BY r.id) - 1)::int k
FROM demo_store s JOIN capacity_resource r ON r.store_id = s.store_id AND r.kind = 'advisor';
CREATE TEMP TABLE demo_price AS
SELECT s.no store_no, w.bay, w.k work_k, w.system, w.words, w.quantity, o.id operation_id, o.code op_code, o.name_zh op_zh,
       o.name_en op_en, o.time_units, o.warranty_class, ceil(o.time_units * 0.6)::int minutes, pt.id part_id,
       pt.display_number part_number, pt.name_zh part_zh, pt.name_en part_en, pt.unit, pt.kind part_kind, r.price rate,
       r.tax_rate, i.price, i.id item_id, round(r.price * o.time_units / 100, 2) labour,
       round(i.price * w.quantity, 2) material
FROM demo_work w JOIN pricing_operation o ON o.code = w.code JOIN parts_part pt ON pt.number = w.part
CROSS JOIN demo_store s
JOIN pricing_labourrate r ON r.store_id = s.store_id AND r.category = o.category AND r.unit = 'hour'
JOIN parts_stockitem i ON i.store_id = s.store_id AND i.part_id = pt.id;
ANALYZE demo_lane, demo_advisor, demo_price;

-- The last two days are left to the stories of today, which need free bays.
CREATE TEMP TABLE demo_seat AS
WITH placed AS (
    SELECT i, s.no store_no, (i / p.stores)::int j, (p.at AT TIME ZONE s.zone)::date - 363
           + ((i / p.stores) * 361 / greatest(ceil(p.orders::numeric / p.stores), 1))::int on_day
    FROM demo_plan p, generate_series(0, p.orders - 1) i JOIN demo_store s ON s.no = i % (SELECT stores FROM demo_plan)
)
SELECT *, (row_number() OVER (PARTITION BY store_no, on_day ORDER BY j) - 1)::int k, pg_temp.draw(i, 23, 4) work_k,
       pg_temp.draw(i, 24, 3) advisor_k, pg_temp.draw(i, 25, 40) slack, pg_temp.draw(i, 26, 100) < 3 redone,
       pg_temp.draw(i, 27, 100) < 5 late FROM placed;
ANALYZE demo_seat;

CREATE TEMP TABLE demo_order AS
WITH staffed AS (
    SELECT o.*, s.store_id, s.zone, s.code store_code, l.bay_id, l.technician_id, l.technician_user, a.advisor_id, a.advisor_user,
           c.customer_id, c.vehicle_id, w.system, w.words, w.quantity, w.operation_id, w.op_code, w.op_zh, w.op_en, w.time_units,
           w.warranty_class, w.minutes, w.part_id, w.part_number, w.part_zh, w.part_en, w.unit, w.part_kind, w.rate, w.tax_rate,
           w.price, w.item_id, w.labour, w.material, w.labour - round(w.labour / (1 + w.tax_rate), 2) labour_tax,
           w.material - round(w.material / 1.13, 2) material_tax,
           (o.on_day + (ARRAY[time '08:00', '10:00', '13:00', '15:00'])[1 + o.k / 4 % 4]) AT TIME ZONE s.zone start
    FROM demo_seat o JOIN demo_store s ON s.no = o.store_no JOIN demo_lane l ON l.store_no = o.store_no AND l.k = o.k % 4
    JOIN demo_advisor a ON a.store_no = o.store_no AND a.k = o.advisor_k
    JOIN demo_car c ON c.store_no = o.store_no AND c.c = o.j % c.of
    JOIN demo_price w ON w.store_no = o.store_no AND w.bay = l.bay AND w.work_k = o.work_k
)
SELECT *, to_char(start AT TIME ZONE zone, 'YY') || lpad((j + 1)::text, 6, '0') number, start + make_interval(mins => minutes) finish,
       start + make_interval(mins => minutes + 60) promised,
       start + make_interval(mins => minutes + CASE WHEN late THEN 100 ELSE 25 + slack END) delivered,
       nextval(pg_get_serial_sequence('appointments_appointment', 'id')) appointment_id,
       nextval(pg_get_serial_sequence('pricing_estimate', 'id')) estimate_id,
       nextval(pg_get_serial_sequence('service_repairorder', 'id')) order_id,
       nextval(pg_get_serial_sequence('billing_bill', 'id')) bill_id
FROM staffed ORDER BY i;
ANALYZE demo_order;

-- The check digit of position 9 is computed as GB 16735 asks: weights 7 6 5 4 3 2 on the serial, the rest comes from the plan.
INSERT INTO vehicles_vehicle (id, store_id, model_id, plate, vin, colour, mileage, mileage_on, delivered_on,
    note, created_at, version)
SELECT c.vehicle_id, c.store_id, m.id,
       '沪' || substr('ABCDEFGHJK', 1 + c.c / 100000, 1) || CASE WHEN m.is_nev THEN 'D' ELSE '' END || lpad((c.c % 100000)::text, 5, '0'),
       'LSVDM49J' || substr('0123456789X', 1 + (p.vin_base + w.sum) % 11, 1) || 'T2' || lpad(c.c::text, 6, '0'),
       (ARRAY['白', '黑', '灰', '蓝', '红'])[1 + c.c % 5],
       greatest(8000 + pg_temp.draw(c.vehicle_id, 20, 90000), 5000 + last.j), last.on_day,
       (p.at - make_interval(days => 400 + pg_temp.draw(c.vehicle_id, 21, 1500)))::date, '', p.at - interval '400 days', 1
FROM demo_car c CROSS JOIN demo_plan p JOIN demo_model m ON m.no = c.model_no
LEFT JOIN (SELECT vehicle_id, max(on_day) on_day, max(j) j FROM demo_order GROUP BY vehicle_id) last USING (vehicle_id)
CROSS JOIN LATERAL (SELECT sum(substr(lpad(c.c::text, 6, '0'), k, 1)::int * (8 - k))::int sum FROM generate_series(1, 6) k) w;
INSERT INTO customers_ownership (store_id, customer_id, vehicle_id, since)
SELECT c.store_id, c.customer_id, c.vehicle_id, v.delivered_on FROM demo_car c JOIN vehicles_vehicle v ON v.id = c.vehicle_id;

INSERT INTO pricing_estimate (id, store_id, customer_id, vehicle_id, status, total, minutes, created_at, told_at, told_by_id,
    channel, answer)
SELECT estimate_id, store_id, customer_id, vehicle_id, 'told', labour + material, minutes, start, start, advisor_user,
       'person', 'accepted' FROM demo_order;
INSERT INTO pricing_estimateline (store_id, estimate_id, position, kind, code, name_zh, name_en, quantity, unit, unit_price,
    discount, amount, tax_rate, net, tax, part_kind, warranty_class, operation_id, part_id, approval, answered_at,
    answered_through, answer_recorded_by_id, decline_reason)
SELECT store_id, estimate_id, 1, 'labour', op_code, op_zh, op_en, round(time_units / 100.0, 2), 'hour', rate, 0, labour, tax_rate,
       labour - labour_tax, labour_tax, '', warranty_class, operation_id, NULL::bigint, 'approved', start, 'person', advisor_user, ''
FROM demo_order
UNION ALL
SELECT store_id, estimate_id, 2, 'part', part_number, part_zh, part_en, quantity, unit, price, 0, material, 0.13,
       material - material_tax, material_tax, part_kind, '', NULL, part_id, 'approved', start, 'person', advisor_user, ''
FROM demo_order;

INSERT INTO appointments_appointment (id, store_id, number, kind, status, customer_id, vehicle_id, start, "end", bay_id,
    technician_id, advisor_id, complaint, diagnosis, diagnosis_note, estimate_id, transport, source, repeat_of, time_version,
    created_at, arrived_at, at_risk_reason, cancel_reason)
SELECT appointment_id, store_id, 'H-A' || number, CASE WHEN i % 5 < 3 THEN 'appointment' ELSE 'walk_in' END, 'arrived',
       customer_id, vehicle_id, start, finish, bay_id, technician_id, advisor_id, words, 'known_job', '', estimate_id, 'wait',
       'phone', '', 1, start - interval '3 days', start, '', '' FROM demo_order;
INSERT INTO appointments_appointment_operations (appointment_id, operation_id)
SELECT appointment_id, operation_id FROM demo_order;
INSERT INTO appointments_segment (store_id, appointment_id, position, bay_id, technician_id, operations, start, "end", version)
SELECT store_id, appointment_id, 1, bay_id, technician_id, ARRAY[op_code], start, finish, 1 FROM demo_order;
INSERT INTO capacity_claim (store_id, resource_id, during, state, appointment_id, walk_in, note)
SELECT store_id, resource, tstzrange(start, finish), 'taken', appointment_id, i % 5 >= 3, ''
FROM demo_order, unnest(ARRAY[bay_id, technician_id]) resource WHERE k < 16;

-- Each part was received before it was issued, so that the ledger's sum stays what is on hand.
INSERT INTO parts_stockmovement (store_id, item_id, kind, quantity, note, at)
SELECT store_id, item_id, x.kind, x.sign * quantity, '', start + x.later
FROM demo_order, (VALUES ('receipt', 1, interval '-2 days'), ('issue', -1, interval '10 minutes')) x (kind, sign, later);
