-- The rows of a booked appointment: claims and segment, parts, preparation, confirmations, messages, notices, audit.
BEGIN;
INSERT INTO accounts_counter (store_id, kind, year, last) VALUES (%(store)s, 'appointment', %(year)s, 1)
ON CONFLICT (store_id, kind, year) DO UPDATE SET last = accounts_counter.last + 1;
INSERT INTO capacity_resource (store_id, kind, name, vehicle_id, skills, active, version)
SELECT %(store)s, 'vehicle', plate, id, '{}', true, 1 FROM vehicles_vehicle
WHERE store_id = %(store)s AND id = %(vehicle)s ON CONFLICT DO NOTHING;
INSERT INTO capacity_claimset (store_id, created_at) VALUES (%(store)s, now());
INSERT INTO appointments_appointment
    (store_id, number, kind, status, customer_id, vehicle_id, start, "end", bay_id, technician_id, advisor_id, claim_set_id,
     complaint, diagnosis, diagnosis_note, estimate_id, transport, source, repeat_of, time_version, created_at, created_by_id,
     at_risk_reason, cancel_reason, contact_phone)
SELECT %(store)s, 'A26-' || last, 'appointment', 'confirmed', %(customer)s, %(vehicle)s, %(start)s, %(end)s, %(bay)s,
       %(technician)s, %(advisor)s, currval('capacity_claimset_id_seq'), '换件', 'known_job', '', %(estimate)s, 'wait', 'phone', '', 1, now(), %(hotline)s, '', '', ''
FROM accounts_counter WHERE store_id = %(store)s AND kind = 'appointment' AND year = %(year)s;
INSERT INTO appointments_appointmentoperation (store_id, appointment_id, operation_id)
VALUES (%(store)s, currval('appointments_appointment_id_seq'), %(operation)s);
INSERT INTO appointments_segment
    (store_id, appointment_id, position, bay_id, technician_id, operations, start, "end", version)
VALUES (%(store)s, currval('appointments_appointment_id_seq'), 1, %(bay)s, %(technician)s, ARRAY[%(code)s], %(start)s, %(end)s, 1);
INSERT INTO capacity_claim (store_id, resource_id, during, status, kind, label, claim_set_id)
SELECT %(store)s, seat, tstzrange(%(start)s, least(%(end)s, %(start)s + stay)), 'taken', 'appointment', '',
       currval('capacity_claimset_id_seq')
FROM (VALUES (%(bay)s, interval '1 day'), (%(technician)s, interval '1 day'), (%(advisor)s, interval '15 minutes'),
             ((SELECT id FROM capacity_resource WHERE store_id = %(store)s AND vehicle_id = %(vehicle)s), interval '1 day')) v (seat, stay)
ON CONFLICT DO NOTHING;
UPDATE parts_stockitem SET reserved = reserved + 1 WHERE store_id = %(store)s AND id IN (
    SELECT id FROM parts_stockitem WHERE store_id = %(store)s AND part_id = ANY (%(parts)s) ORDER BY id FOR NO KEY UPDATE);
WITH kept AS (
    INSERT INTO parts_reservation
        (store_id, item_id, quantity, vehicle_id, label, needed_at, status, shelf, release_reason, created_at)
    SELECT %(store)s, id, 1, %(vehicle)s, '', %(start)s, 'reserved', '', '', now()
    FROM parts_stockitem WHERE store_id = %(store)s AND part_id = ANY (%(parts)s)
    RETURNING id
)
INSERT INTO appointments_appointmentpart (store_id, appointment_id, reservation_id)
SELECT %(store)s, currval('appointments_appointment_id_seq'), id FROM kept;
INSERT INTO appointments_prepitem (store_id, appointment_id, "group", owner_id, owner_role, due_at, not_needed, evidence)
SELECT %(store)s, currval('appointments_appointment_id_seq'), v.*, %(start)s - interval '1 day', false, ''
FROM (VALUES ('repair_order', %(adviser)s, ''), ('parts', NULL, 'parts_clerk'), ('expert', NULL, 'service_manager'),
             ('crew', NULL, 'service_manager'), ('tools', NULL, 'service_manager'), ('documents', %(adviser)s, '')) v;
INSERT INTO appointments_confirmation (store_id, appointment_id, version, kind, side, due_at, status, note)
SELECT %(store)s, currval('appointments_appointment_id_seq'), 1, kind, side, %(start)s - ahead, 'planned', ''
FROM (VALUES ('day', interval '1 day'), ('hour', interval '1 hour')) k (kind, ahead), (VALUES ('readiness'), ('customer')) s (side);
INSERT INTO customers_message
    (store_id, customer_id, purpose, source_id, version, channel, address, subject, body, link_kind, link_subject_id,
     marketing, status, reason, reference, attempts, due_at, not_after, created_at)
SELECT %(store)s, %(customer)s, purpose, currval('appointments_appointment_id_seq'), 1, 'console', 'demo@customer.example',
       '预约', '尊敬的客户,您的爱车已预约到店。确认、改期或取消请点此:{link}', 'a', currval('appointments_appointment_id_seq'),
       false, 'planned', '', gen_random_uuid(), 0, %(start)s - ahead, %(start)s, now()
FROM (VALUES ('appointment_booked', interval '2 days'), ('appointment_day', '1 day'), ('appointment_hour', '1 hour')) v (purpose, ahead);
INSERT INTO accounts_notice (store_id, to_user_id, to_role, kind, facts, url, subject, subject_id, created_at)
SELECT %(store)s, v.*, 'appointment_booked', '{"plate": "", "when": ""}',
       '/appointments/' || currval('appointments_appointment_id_seq') || '/', 'appointments.appointment',
       currval('appointments_appointment_id_seq'), now()
FROM (VALUES (%(adviser)s, ''), (NULL, 'parts_clerk')) v;
INSERT INTO appointments_visitevent (store_id, appointment_id, kind, at, by_id, facts)
VALUES (%(store)s, currval('appointments_appointment_id_seq'), 'booked', now(), %(hotline)s, '{}');
INSERT INTO accounts_activity (store_id, subject, subject_id, verb, from_status, to_status, note, facts, actor_kind, actor_id, at)
VALUES (%(store)s, 'appointments.appointment', currval('appointments_appointment_id_seq'), 'book', '', '', '', '{}',
    'staff', %(hotline)s, now());
COMMIT;
