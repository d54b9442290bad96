-- The repair orders with their jobs, clocks, inspections, parts, and what was remembered of the car.
INSERT INTO service_repairorder (id, store_id, number, appointment_id, customer_id, vehicle_id, advisor_id, status, complaint,
    mileage, lower_mileage_reason, energy_percent, belongings, old_parts, waits, promised_at, estimate_id, bill_id, signed_at,
    signed_by_name, signature, signed_hash, created_at, finished_at, ready_at, delivered_at, closed_at, version)
SELECT d.order_id, d.store_id, 'H-R' || d.number, d.appointment_id, d.customer_id, d.vehicle_id, d.advisor_user,
       CASE WHEN d.delivered < d.at - interval '4 days' THEN 'closed' ELSE 'delivered' END, d.words, d.km, '',
       20 + pg_temp.draw(d.i, 30, 70), '', 'dispose', NOT d.overnight, d.promised, d.estimate_id, d.bill_id, d.arrived + interval '9 minutes',
       c.name, '', '', d.arrived + interval '2 minutes', d.finish, d.finish + interval '10 minutes', d.delivered,
       CASE WHEN d.delivered < d.at - interval '4 days' THEN d.delivered + interval '4 days' END, 1
FROM demo_order d JOIN customers_customer c ON c.store_id = d.store_id AND c.id = d.customer_id;
-- One job after the other, each with its share of the clock.
INSERT INTO service_job (store_id, order_id, line_id, technician_id, bay_id, status, rework, assigned_at, done_at)
SELECT d.store_id, d.order_id, e.id, d.technician_id, d.bay_id, 'done', false, d.arrived + interval '10 minutes',
       d.begun + make_interval(secs => 60.0 * d.clock * (l.after_minutes + l.minutes) / d.minutes)
FROM demo_order d JOIN pricing_estimateline e ON e.store_id = d.store_id AND e.estimate_id = d.estimate_id
    AND e.kind = 'labour'
JOIN demo_line l ON l.store_no = d.store_no AND l.menu = d.work AND l.position = e.position;
INSERT INTO service_worklog (store_id, job_id, technician_id, started_at, ended_at, pause_reason, note)
SELECT d.store_id, jb.id, d.technician_id, COALESCE(lag(jb.done_at) OVER (PARTITION BY jb.order_id ORDER BY jb.done_at, jb.id), d.begun),
       jb.done_at, '', ''
FROM demo_order d JOIN service_job jb ON jb.store_id = d.store_id AND jb.order_id = d.order_id;
INSERT INTO service_inspection (store_id, order_id, round, passed, cause, note, road_test, checked_items, not_applicable, inspector_id, at)
SELECT d.store_id, d.order_id, r, r = 1 + d.redone::int, CASE WHEN r = 1 + d.redone::int THEN '' ELSE 'forgotten' END, '', r = 1,
       '[]', '[]', i.user_id, d.finish + make_interval(mins => 5 * r)
FROM demo_order d JOIN demo_person i ON i.no = d.store_no AND i.role = 'quality_inspector' AND i.k = 0,
     generate_series(1, 2) r WHERE r <= 1 + d.redone::int;
INSERT INTO vehicles_repairfact (store_id, vehicle_id, system, "on", km, order_number, text)
SELECT store_id, vehicle_id, system, on_day, km, 'H-R' || number, first_work FROM demo_order;
UPDATE vehicles_vehicle v SET mileage = last.km, mileage_on = last.on_day
FROM (SELECT store_id, vehicle_id, max(km) km, max(on_day) on_day FROM demo_order GROUP BY store_id, vehicle_id) last
WHERE v.store_id = last.store_id AND v.id = last.vehicle_id;

-- Parts were kept for the car, mostly from the shelf at once; each was received before it was issued, so that the ledger's
-- sum stays what is on hand.
DROP TABLE IF EXISTS demo_part;
CREATE TEMP TABLE demo_part AS
SELECT o.*, l.item_id, l.quantity::int, p.user_id clerk, pg_temp.draw(o.i * 9 + l.position, 35, 100) < 6 waited,
       CASE WHEN by_appointment THEN start - interval '3 days' ELSE arrived END asked,
       nextval(pg_get_serial_sequence('parts_reservation', 'id')) reservation_id
FROM demo_order o JOIN demo_line l ON l.store_no = o.store_no AND l.menu = o.work AND l.kind = 'part'
JOIN demo_person p ON p.no = o.store_no AND p.role = 'parts_clerk' AND p.k = 0;
INSERT INTO parts_reservation (id, store_id, item_id, quantity, vehicle_id, label, needed_at, status, shelf, picked_at, picked_by_id,
    issued_at, issued_by_id, release_reason, created_at, bill_key)
SELECT reservation_id, store_id, item_id, quantity, vehicle_id, 'H-A' || number, start, 'issued', 'Y-' || lpad((1 + i % 20)::text, 2, '0'),
       greatest(asked, arrived - interval '90 minutes'), clerk, begun, clerk, '', asked, bill_id FROM demo_part;
INSERT INTO appointments_appointmentpart (store_id, appointment_id, reservation_id)
SELECT store_id, appointment_id, reservation_id FROM demo_part;
INSERT INTO parts_stockmovement (store_id, item_id, kind, quantity, note, at, by_id, reservation_id)
SELECT store_id, item_id, 'receipt', quantity, '', asked - interval '2 days', clerk, NULL::bigint FROM demo_part
UNION ALL
SELECT store_id, item_id, 'issue', -quantity, '', begun, clerk, reservation_id FROM demo_part;
INSERT INTO accounts_activity (store_id, subject, subject_id, verb, from_status, to_status, note, facts, actor_kind, actor_id, at)
SELECT store_id, 'parts.reservation', reservation_id, 'move', 'awaited', 'reserved', '', '{}', 'system', NULL,
       greatest(asked, arrived - interval '2 hours') FROM demo_part WHERE waited;
