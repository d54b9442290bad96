-- Customers of a store by part of the name, with their numbers and the cars that are theirs now.
SELECT c.id, c.kind, c.name, c.email, c.note, c.created_at, c.version,
       (SELECT json_agg(p.number) FROM customers_customerphone p WHERE p.store_id = c.store_id AND p.customer_id = c.id),
       (SELECT json_agg(json_build_object('id', v.id, 'plate', v.plate, 'vin', v.vin, 'model', m.code))
        FROM customers_ownership o JOIN vehicles_vehicle v ON v.store_id = o.store_id AND v.id = o.vehicle_id
        LEFT JOIN vehicles_vehiclemodel m ON m.id = v.model_id
        WHERE o.store_id = c.store_id AND o.customer_id = c.id AND o.until IS NULL)
FROM customers_customer c
WHERE c.store_id = %(store)s AND c.merged_into_id IS NULL AND c.name LIKE '%%' || %(text)s || '%%'
ORDER BY c.created_at DESC, c.id DESC
LIMIT 50;
