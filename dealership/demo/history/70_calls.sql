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

-- The hotline of the last month: most calls are answered at once, a few missed and called back.
INSERT INTO appointments_phonecall (store_id, external_id, number, customer_id, taken_by_id, reason, note, rang_at, answered_at,
    ended_at, tries, called_back_at, called_back_by_id, reached, dialled, engaged, legs, reply)
SELECT c.store_id, 'H-' || c.n, p.number, c.customer_id, CASE WHEN NOT missed THEN k.user_id END,
       CASE WHEN missed THEN '' ELSE (ARRAY['question', 'fault', 'booking', 'change', 'question', 'other'])[1 + c.n % 6] END, '', rang,
       CASE WHEN NOT missed THEN rang + make_interval(secs => 3 + draw % 11) END,
       rang + make_interval(secs => CASE WHEN missed THEN 25 ELSE 80 + draw * 2 END), 0,
       CASE WHEN missed THEN rang + interval '6 minutes' END, CASE WHEN missed THEN k.user_id END, missed, '', false, '{}', ''
FROM (SELECT t.n, s.store_id, car.customer_id, draw, draw < 6 missed, d.store_no,
             (d.on_day + time '08:30' + make_interval(mins => pg_temp.draw(t.n, 71, 540))) AT TIME ZONE s.zone rang
      FROM demo_day d JOIN demo_store s ON s.no = d.store_no CROSS JOIN generate_series(0, 8) g (call)
      CROSS JOIN LATERAL (SELECT d.store_no * 1000 + d.ago * 10 + g.call n) t CROSS JOIN LATERAL (SELECT pg_temp.draw(t.n, 70, 100) draw) r
      JOIN demo_car car ON car.store_no = d.store_no AND car.c = t.n * 11 % car.of
      WHERE d.ago <= 30) c
JOIN demo_person k ON k.no = c.store_no AND k.role = 'hotline_clerk' AND k.k = c.n % k.of
JOIN customers_customerphone p ON p.customer_id = c.customer_id
WHERE c.rang < (SELECT at FROM demo_plan) - interval '10 minutes';
