-- The repair orders with their jobs, clocks, inspections and what was remembered of the car; then the calls after three days.
INSERT INTO service_repairorder (id, store_id, number, appointment_id, customer_id, vehicle_id, advisor_id, status, complaint,
    mileage, lower_mileage_reason, energy_percent, belongings, old_parts, waits, promised_at, estimate_id, bill_id, signed_at,
    signed_by_name, signature, signed_hash, created_at, finished_at, ready_at, delivered_at, closed_at, version)
SELECT d.order_id, d.store_id, 'H-R' || d.number, d.appointment_id, d.customer_id, d.vehicle_id, d.advisor_user,
       CASE WHEN d.delivered < p.at - interval '4 days' THEN 'closed' ELSE 'delivered' END, d.words, 5000 + d.j, '',
       20 + pg_temp.draw(d.i, 30, 70), '', 'dispose', true, d.promised, d.estimate_id, d.bill_id, d.start, c.name, '', '',
       d.start, d.finish, d.finish + interval '10 minutes', d.delivered,
       CASE WHEN d.delivered < p.at - interval '4 days' THEN d.delivered + interval '4 days' END, 1
FROM demo_order d CROSS JOIN demo_plan p JOIN customers_customer c ON c.id = d.customer_id;
INSERT INTO service_job (store_id, order_id, line_id, technician_id, bay_id, status, rework, assigned_at, done_at)
SELECT d.store_id, d.order_id, e.id, d.technician_id, d.bay_id, 'done', false, d.start, d.finish
FROM demo_order d JOIN pricing_estimateline e ON e.estimate_id = d.estimate_id AND e.kind = 'labour';
INSERT INTO service_worklog (store_id, job_id, technician_id, started_at, ended_at, pause_reason, note)
SELECT d.store_id, jb.id, d.technician_id, d.start, d.start + (d.finish - d.start) * (0.75 + pg_temp.draw(d.i, 31, 40) / 100.0), '', ''
FROM demo_order d JOIN service_job jb ON jb.order_id = d.order_id;
INSERT INTO service_inspection (store_id, order_id, round, passed, cause, note, road_test, checked_items, not_applicable, inspector_id, at)
SELECT d.store_id, d.order_id, r, r = 1 + d.redone::int, CASE WHEN r = 1 + d.redone::int THEN '' ELSE 'forgotten' END, '', r = 1,
       '[]', '[]', i.user_id, d.finish + make_interval(mins => 5 * r)
FROM demo_order d JOIN demo_person i ON i.no = d.store_no AND i.role = 'quality_inspector' AND i.k = 0,
     generate_series(1, 2) r WHERE r <= 1 + d.redone::int;
INSERT INTO vehicles_repairfact (store_id, vehicle_id, system, "on", km, order_number, text)
SELECT store_id, vehicle_id, system, on_day, 5000 + j, 'H-R' || number, op_zh FROM demo_order;

DROP TABLE IF EXISTS demo_call;
CREATE TEMP TABLE demo_call AS
SELECT d.*, nextval(pg_get_serial_sequence('followup_calltask', 'id')) task_id, pg_temp.draw(d.i, 40, 100) mood, g.user_id agent
FROM demo_order d JOIN demo_person g ON g.no = d.store_no AND g.role = 'crm_agent' AND g.k = 0
WHERE d.delivered < (SELECT at FROM demo_plan) - interval '5 days';
ANALYZE demo_call;
INSERT INTO followup_calltask (id, store_id, kind, source_id, customer_id, vehicle_id, about, about_url, status, urgency, due_at, attempts,
    created_at, closed_at)
SELECT task_id, store_id, 'service_day3', order_id, customer_id, vehicle_id, 'H-R' || number, '/orders/' || order_id || '/', 'done', 4,
       delivered + interval '3 days', 1, delivered + interval '1 day', delivered + interval '3 days 2 hours' FROM demo_call;
INSERT INTO followup_callresult (store_id, task_id, outcome, attitude, fixed, charges_explained, on_time, recommend, reasons,
    words, through_link, by_id, at)
SELECT store_id, task_id, CASE WHEN mood < 4 THEN 'dissatisfied' WHEN mood < 15 THEN 'neutral' ELSE 'satisfied' END,
       CASE WHEN mood < 4 THEN 2 WHEN mood < 15 THEN 3 ELSE 4 + mood % 2 END, mood >= 4, mood % 9 > 0, delivered <= promised,
       CASE WHEN mood < 4 THEN 3 WHEN mood < 15 THEN 7 ELSE 8 + mood % 3 END, '{}',
       '', false, agent, delivered + interval '3 days 2 hours'
FROM demo_call;
INSERT INTO followup_complaint (store_id, number, customer_id, vehicle_id, task_id, about, about_url, category, words, status,
    owner_id, received_at, react_due_at, answer_due_at, solve_due_at, taken_at, answered_at, resolved_at, closed_at, answer, remedy, cause)
SELECT store_id, 'H-C' || number, customer_id, vehicle_id, task_id, 'H-R' || number, '/orders/' || order_id || '/',
       (ARRAY['skill', 'charge', 'delay', 'attitude'])[1 + i % 4], '对上次服务不满意', 'closed', agent,
       delivered + interval '3 days 2 hours', delivered + interval '3 days 3 hours', delivered + interval '3 days 5 hours',
       delivered + interval '6 days', delivered + interval '3 days 2 hours 20 minutes', delivered + interval '3 days 4 hours', delivered + interval '5 days', delivered + interval '5 days 4 hours',
       '已致电说明处理安排', '已当面致歉并复检', '流程疏漏' FROM demo_call WHERE mood < 4 AND delivered < (SELECT at FROM demo_plan) - interval '10 days';
