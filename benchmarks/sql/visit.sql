-- A visit that makes a lead: the customer with his number, the lead with its first contact, grade and revisit.
BEGIN;
INSERT INTO customers_customer
    (store_id, kind, name, initials, sort_key, email, credit_code, note, demo, created_at, version)
VALUES (%(store)s, 'person', '周全', ' zq', 'zhou quan', '', '', '', false, now(), 1);
INSERT INTO customers_customerphone (store_id, customer_id, number, raw, "primary", shared)
VALUES (%(store)s, currval('customers_customer_id_seq'), %(phone)s, '', true, false);
INSERT INTO accounts_activity (store_id, subject, subject_id, verb, from_status, to_status, note, facts, actor_kind, actor_id, at)
VALUES (%(store)s, 'customers.customer', currval('customers_customer_id_seq'), 'add', '', '', '', '{}', 'staff', %(sales)s, now());
INSERT INTO sales_lead
    (store_id, customer_id, owner_id, status, grade, grade_confirmed, expected_by, next_due_on, last_contact_on, attempts,
     extensions, source, family, need, means, authority, note, created_at, lost_reason, lost_to, version)
VALUES (%(store)s, currval('customers_customer_id_seq'), %(sales)s, 'following', 'B', true, current_date + 90,
    current_date + 15, current_date, 0, 0, 'canvassing', '', 'unknown', 'unknown', 'unknown', '', now(), '', '', 1);
INSERT INTO sales_revisit (store_id, lead_id, owner_id, grade, due_on, status, opened_at)
VALUES (%(store)s, currval('sales_lead_id_seq'), %(sales)s, 'B', current_date + 15, 'open', now());
INSERT INTO sales_contact (store_id, lead_id, channel, effective, at, note, by_id, recorded_at)
VALUES (%(store)s, currval('sales_lead_id_seq'), 'visit', true, now(), '', %(sales)s, now());
INSERT INTO sales_gradechange (store_id, lead_id, old, new, cause, by_id, at)
VALUES (%(store)s, currval('sales_lead_id_seq'), '', 'B', 'customer', %(sales)s, now());
INSERT INTO sales_canvassvisit
    (store_id, client_id, fingerprint, outcome, visited_at, received_at, by_id, grade, phone, name, note, customer_id, lead_id)
VALUES (%(store)s, %(client)s, '', 'met', now(), now(), %(sales)s, 'B', %(phone)s, '周全', '',
    currval('customers_customer_id_seq'), currval('sales_lead_id_seq'));
COMMIT;
