-- Drafts with their lines; they are numbered, chained and issued in the order of their days afterwards.
DROP TABLE IF EXISTS demo_facts, demo_past;
CREATE TEMP TABLE demo_facts AS
SELECT d.bill_id, jsonb_build_object(
    'company', jsonb_build_object('name', s.company, 'credit_code', s.credit_code, 'address', s.address, 'phone', s.phone),
    'customer', jsonb_build_object('name', c.name, 'phone', p.number),
    'vehicle', jsonb_build_object('plate', v.plate, 'vin', v.vin, 'model', m.name_zh, 'model_en', m.name_en, 'energy', w.fuel,
                                  'colour', v.colour),
    'mileage', d.km, 'mileage_in', d.km, 'advisor', u.name, 'order', 'H-R' || d.number, 'complaint', d.words,
    'received_on', d.on_day, 'completed_on', (d.delivered AT TIME ZONE d.zone)::date) facts
FROM demo_order d JOIN accounts_store s ON s.id = d.store_id JOIN customers_customer c ON c.store_id = s.id AND c.id = d.customer_id
JOIN customers_customerphone p ON p.store_id = s.id AND p.customer_id = c.id
JOIN vehicles_vehicle v ON v.store_id = s.id AND v.id = d.vehicle_id
JOIN vehicles_vehiclemodel m ON m.id = v.model_id JOIN vehicles_powertrain w ON w.id = m.powertrain_id
JOIN accounts_user u ON u.id = d.advisor_user;
ANALYZE demo_facts;
INSERT INTO billing_bill (id, store_id, customer_id, vehicle_id, payer, status, number, credit_reason, facts, total, net, tax,
    paid, created_at, previous_hash, hash)
SELECT d.bill_id, store_id, customer_id, vehicle_id, 'customer', 'draft', '', '', f.facts, total, net, tax, 0, finish, '', ''
FROM demo_order d JOIN demo_facts f USING (bill_id);
INSERT INTO billing_billline (store_id, bill_id, position, kind, code, name_zh, name_en, quantity, unit, unit_price, discount,
    amount, tax_rate, net, tax, part_kind, warranty_class, estimate_line_id, difference_reason)
SELECT d.store_id, d.bill_id, e.position, e.kind, e.code, e.name_zh, e.name_en, e.quantity, e.unit, e.unit_price, e.discount,
       e.amount, e.tax_rate, e.net, e.tax, e.part_kind, e.warranty_class, e.id, ''
FROM demo_order d JOIN pricing_estimateline e ON e.store_id = d.store_id AND e.estimate_id = d.estimate_id;
CREATE TEMP TABLE demo_past AS
SELECT row_number() OVER (ORDER BY d.store_id, d.delivered, d.bill_id) no, d.bill_id, d.delivered, c.user_id cashier
FROM demo_order d JOIN demo_person c ON c.no = d.store_no AND c.role = 'cashier' AND c.k = 0;
ALTER TABLE demo_past ADD PRIMARY KEY (no);
ANALYZE demo_past;
