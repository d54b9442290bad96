-- Cars that came to the workshop: seat by seat of each day, by appointment or without; and those that did not come.
DROP TABLE IF EXISTS demo_advisor, demo_seated, demo_order, demo_missed;
CREATE TEMP TABLE demo_advisor AS
SELECT s.no store_no, r.id advisor_id, r.user_id advisor_user, (row_number() OVER (PARTITION BY s.no ORDER BY r.id) - 1)::int k,
       (count(*) OVER (PARTITION BY s.no))::int of
FROM demo_store s JOIN capacity_resource r ON r.store_id = s.store_id AND r.kind = 'advisor';
ANALYZE demo_advisor;

-- `claimed` is false for whoever is more than the day has seats for; `again` is the visit whose repair did not hold.
CREATE TEMP TABLE demo_seated AS
WITH numbered AS (
    SELECT s.no store_no, s.store_id, s.zone, s.code store_code, p.at, d.ago, d.on_day, j, j * p.stores + s.no i, j - d.orders_from k,
           pg_temp.draw(j * p.stores + s.no, 28, 100) < 4 AND j > 400 redone_soon, j - 100 - pg_temp.draw(j * p.stores + s.no, 29, 200) earlier_j
    FROM demo_plan p CROSS JOIN demo_store s JOIN demo_day d ON d.store_no = s.no
    CROSS JOIN LATERAL generate_series(d.orders_from, d.orders_to - 1) j
)
SELECT n.*, t.seat, t.minutes room, (n.on_day + t.starts) AT TIME ZONE n.zone start, l.bay, l.bay_id, l.technician_id, l.technician_user,
       n.k < COALESCE(f.of, 22) claimed, CASE WHEN redone_soon THEN earlier_j ELSE j END % c.of c, c.of cars
FROM numbered n
JOIN (SELECT store_no, max(of) of FROM demo_car GROUP BY store_no) c ON c.store_no = n.store_no
LEFT JOIN (SELECT DISTINCT store_no, ago, of FROM demo_free) f ON f.store_no = n.store_no AND f.ago = n.ago
LEFT JOIN demo_free e ON e.store_no = n.store_no AND e.ago = n.ago AND e.k = n.k % f.of
JOIN demo_seat t ON t.seat = COALESCE(e.seat, n.k % 22)
JOIN demo_lane l ON l.store_no = n.store_no AND l.lane = t.lane;
ANALYZE demo_seated;

CREATE TEMP TABLE demo_order AS
WITH drawn AS (
    SELECT o.*, c.customer_id, c.vehicle_id, x.menu, (c.days_old - o.ago) * c.km_a_day km, pg_temp.draw(o.i, 24, 3) advisor_k,
           pg_temp.draw(o.i, 25, 26) pace, pg_temp.draw(o.i, 26, 100) < 3 redone, pg_temp.draw(o.i, 27, 1000) fate,
           pg_temp.draw(o.i, 32, 100) < 56 by_appointment,
           CASE WHEN pg_temp.draw(o.i, 33, 100) < 11 THEN 16 + pg_temp.draw(o.i, 34, 12) ELSE pg_temp.draw(o.i, 34, 22) - 12 END delay
    FROM demo_seated o JOIN demo_car c ON c.store_no = o.store_no AND c.c = o.c
    JOIN demo_choice x ON x.bay = o.bay AND x.maintenance_group = c.maintenance_group AND x.k = pg_temp.draw(o.i, 23, x.of)
), repeated AS (
    -- Whoever came back soon came back with the same.
    SELECT o.*, COALESCE(e.menu, o.menu) work FROM drawn o
    LEFT JOIN drawn e ON o.redone_soon AND e.store_no = o.store_no AND e.j = o.earlier_j AND e.bay = o.bay
), timed AS (
    SELECT o.*, w.total, w.net, w.tax, w.minutes, w.codes, w.first_work, m.system, m.words, a.advisor_id, a.advisor_user,
           CASE WHEN by_appointment THEN start + make_interval(mins => delay) ELSE start END arrived,
           greatest(start, CASE WHEN by_appointment THEN start + make_interval(mins => delay) END) + interval '12 minutes' begun,
           least(ceil(w.minutes * (86 + pace) / 100.0), room - 12 - greatest(delay, 0))::int clock,
           fate < 25 AND ago > 1 AND o.bay = 'GEN' overnight, fate >= 970 late
    FROM repeated o JOIN demo_sum w ON w.store_no = o.store_no AND w.menu = o.work JOIN demo_menu m ON m.menu = o.work
    JOIN demo_advisor a ON a.store_no = o.store_no AND a.k = o.advisor_k % a.of
), promised AS (
    SELECT *, begun + make_interval(mins => clock) finish,
           CASE WHEN overnight THEN (on_day + 1 + time '12:00') AT TIME ZONE zone
                ELSE start + make_interval(mins => (minutes + 89) / 10 * 10) END promised
    FROM timed
)
SELECT *, to_char(start AT TIME ZONE zone, 'YY') || lpad((j + 1)::text, 6, '0') number,
       CASE WHEN overnight THEN (on_day + 1 + time '09:10') AT TIME ZONE zone + make_interval(mins => pace * 4)
            WHEN late THEN promised + make_interval(mins => 10 + pace) ELSE finish + make_interval(mins => 20 + pace / 2) END delivered,
       nextval(pg_get_serial_sequence('appointments_appointment', 'id')) appointment_id,
       nextval(pg_get_serial_sequence('pricing_estimate', 'id')) estimate_id,
       nextval(pg_get_serial_sequence('capacity_claimset', 'id')) claim_set_id,
       nextval(pg_get_serial_sequence('service_repairorder', 'id')) order_id,
       nextval(pg_get_serial_sequence('billing_bill', 'id')) bill_id
FROM promised ORDER BY i;
ANALYZE demo_order;

INSERT INTO pricing_estimate (id, store_id, customer_id, vehicle_id, status, total, minutes, created_at, told_at, told_by_id,
    channel, answer)
SELECT estimate_id, store_id, customer_id, vehicle_id, 'told', total, minutes, arrived, arrived, advisor_user, 'person', 'accepted' FROM demo_order;
INSERT INTO pricing_estimateline (store_id, estimate_id, position, kind, code, name_zh, name_en, quantity, unit, unit_price,
    discount, amount, tax_rate, net, tax, part_kind, warranty_class, operation_id, part_id, time_units, approval, answered_at,
    answered_through, answer_recorded_by_id, decline_reason)
SELECT o.store_id, o.estimate_id, l.position, l.kind, l.code, l.name_zh, l.name_en, l.quantity, l.unit, l.unit_price, 0, l.amount, l.tax_rate,
       l.net, l.tax, l.part_kind, l.warranty_class, l.operation_id, l.part_id, l.time_units, 'approved', o.arrived, 'person', o.advisor_user, ''
FROM demo_order o JOIN demo_line l ON l.store_no = o.store_no AND l.menu = o.work;

INSERT INTO capacity_claimset (id, store_id, created_at)
SELECT claim_set_id, store_id, CASE WHEN by_appointment THEN start - interval '3 days' ELSE arrived END FROM demo_order;
INSERT INTO appointments_appointment (id, store_id, number, kind, status, customer_id, vehicle_id, start, "end", bay_id,
    technician_id, advisor_id, claim_set_id, complaint, diagnosis, diagnosis_note, estimate_id, transport, source, repeat_of, time_version,
    created_at, arrived_at, at_risk_reason, cancel_reason, contact_phone)
SELECT appointment_id, store_id, 'H-A' || number, CASE WHEN by_appointment THEN 'appointment' ELSE 'walk_in' END, 'arrived',
       customer_id, vehicle_id, start, start + make_interval(mins => minutes), bay_id, technician_id, advisor_id, claim_set_id, words,
       'known_job', '', estimate_id, 'wait', 'phone', '', 1, CASE WHEN by_appointment THEN start - interval '3 days' ELSE arrived END, arrived, '', '', ''
FROM demo_order;
INSERT INTO appointments_appointmentoperation (store_id, appointment_id, operation_id)
SELECT o.store_id, o.appointment_id, l.operation_id FROM demo_order o JOIN demo_line l ON l.store_no = o.store_no AND l.menu = o.work AND l.kind = 'labour';
INSERT INTO appointments_segment (store_id, appointment_id, position, bay_id, technician_id, operations, start, "end", version)
SELECT store_id, appointment_id, 1, bay_id, technician_id, codes, start, start + make_interval(mins => minutes), 1 FROM demo_order;
INSERT INTO capacity_claim (store_id, resource_id, during, status, claim_set_id, kind, label)
SELECT store_id, resource, tstzrange(start, start + make_interval(mins => minutes)), 'taken', claim_set_id,
       CASE WHEN by_appointment THEN 'appointment' ELSE 'walk_in' END, ''
FROM demo_order, unnest(ARRAY[bay_id, technician_id]) resource WHERE claimed;

-- One in ten who had an appointment did not come, a few called it off the day before.
CREATE TEMP TABLE demo_missed AS
SELECT o.*, c.customer_id other_customer, c.vehicle_id other_vehicle, o.fate % 16 < 10 stayed_away,
       nextval(pg_get_serial_sequence('appointments_appointment', 'id')) missed_id,
       nextval(pg_get_serial_sequence('capacity_claimset', 'id')) missed_set_id
FROM demo_order o JOIN demo_car c ON c.store_no = o.store_no AND c.c = (o.c + 11) % o.cars
WHERE o.by_appointment AND o.fate % 100 < 16;
INSERT INTO capacity_claimset (id, store_id, created_at)
SELECT missed_set_id, store_id, start - interval '4 days' FROM demo_missed;
INSERT INTO appointments_appointment (id, store_id, number, kind, status, customer_id, vehicle_id, start, "end", bay_id,
    technician_id, advisor_id, claim_set_id, complaint, diagnosis, diagnosis_note, transport, source, repeat_of, time_version,
    created_at, at_risk_reason, cancelled_at, cancel_reason, contact_phone)
SELECT missed_id, store_id, 'H-N' || number, 'appointment', CASE WHEN stayed_away THEN 'no_show' ELSE 'cancelled' END, other_customer,
       other_vehicle, start, start + make_interval(mins => minutes), bay_id, technician_id, advisor_id, missed_set_id, words,
       'known_job', '', 'wait', 'phone', '', 1, start - interval '4 days', '', CASE WHEN NOT stayed_away THEN start - interval '22 hours' END,
       CASE WHEN stayed_away THEN '' ELSE '临时有事' END, ''
FROM demo_missed;
INSERT INTO appointments_appointmentoperation (store_id, appointment_id, operation_id)
SELECT o.store_id, o.missed_id, l.operation_id FROM demo_missed o JOIN demo_line l ON l.store_no = o.store_no AND l.menu = o.work AND l.kind = 'labour';
