-- The calls after three days: most were answered, a few in vain; who was unhappy complained, and was heard.
DROP TABLE IF EXISTS demo_call;
CREATE TEMP TABLE demo_call AS
WITH drawn AS (
    SELECT d.*, pg_temp.draw(d.i, 40, 1000) mood, pg_temp.draw(d.i, 41, 100) reach, g.user_id agent,
           ((d.delivered AT TIME ZONE d.zone)::date + 3 + (pg_temp.draw(d.i, 42, 100) < 3)::int + time '09:30'
            + make_interval(mins => pg_temp.draw(d.i, 43, 480))) AT TIME ZONE d.zone called
    FROM demo_order d JOIN demo_person g ON g.no = d.store_no AND g.role = 'crm_agent' AND g.k = 0
)
SELECT *, nextval(pg_get_serial_sequence('followup_calltask', 'id')) task_id FROM drawn WHERE called < at - interval '5 minutes';
ANALYZE demo_call;
INSERT INTO followup_calltask (id, store_id, kind, source_id, customer_id, vehicle_id, about, about_url, status, urgency, due_at, attempts,
    created_at, closed_at)
SELECT task_id, store_id, 'service_day3', order_id, customer_id, vehicle_id, 'H-R' || number, '/orders/' || order_id || '/',
       CASE WHEN reach < 12 THEN 'given_up' ELSE 'done' END, 4, delivered + interval '3 days', CASE WHEN reach < 12 THEN 3 ELSE 1 END,
       delivered + interval '1 day', called FROM demo_call;
INSERT INTO followup_callresult (store_id, task_id, outcome, attitude, fixed, charges_explained, on_time, recommend, reasons,
    words, through_link, by_id, at)
SELECT store_id, task_id, CASE WHEN mood < 5 THEN 'dissatisfied' WHEN mood < 60 THEN 'neutral' ELSE 'satisfied' END,
       CASE WHEN mood < 5 THEN 2 WHEN mood < 60 THEN 3 WHEN mood < 380 THEN 4 ELSE 5 END, mood >= 5, mood % 19 > 0, delivered <= promised,
       CASE WHEN mood < 5 THEN 3 WHEN mood < 60 THEN 7 ELSE 8 + mood % 3 END, '{}'::varchar[], '', false, agent, called
FROM demo_call WHERE reach >= 12
UNION ALL
SELECT store_id, task_id, 'no_answer', NULL, NULL, NULL, NULL, NULL, '{}', '', false, agent, called - make_interval(hours => 2 * n)
FROM demo_call, generate_series(0, 2) n WHERE reach < 12;
INSERT INTO followup_complaint (store_id, number, customer_id, vehicle_id, task_id, about, about_url, category, words, status,
    owner_id, received_at, react_due_at, answer_due_at, solve_due_at, taken_at, answered_at, resolved_at, closed_at, answer, remedy, cause)
SELECT store_id, 'H-C' || number, customer_id, vehicle_id, task_id, 'H-R' || number, '/orders/' || order_id || '/',
       (ARRAY['skill', 'charge', 'delay', 'attitude'])[1 + i % 4], '对上次服务不满意', 'closed', agent, called,
       called + interval '1 hour', called + interval '3 hours', called + interval '3 days', called + interval '20 minutes',
       called + interval '2 hours', called + interval '2 days', called + interval '2 days 4 hours', '已致电说明处理安排', '已当面致歉并复检', '流程疏漏'
FROM demo_call WHERE mood < 5 AND reach >= 12 AND called < at - interval '3 days';
