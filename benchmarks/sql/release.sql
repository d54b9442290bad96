-- The last booking of this connection is cancelled: its time and its parts are free again.
BEGIN;
-- In the order of their keys, as a booking locks them: else the two wait for each other.
SELECT i.id FROM parts_stockitem i JOIN parts_reservation r ON r.store_id = i.store_id AND r.item_id = i.id
JOIN appointments_appointmentpart p ON p.store_id = r.store_id AND p.reservation_id = r.id
WHERE i.store_id = %(store)s AND p.appointment_id = currval('appointments_appointment_id_seq')
ORDER BY i.id FOR NO KEY UPDATE OF i;
UPDATE capacity_claim SET status = 'released' WHERE store_id = %(store)s AND claim_set_id = currval('capacity_claimset_id_seq');
UPDATE appointments_appointment SET status = 'cancelled', cancelled_at = now(), cancel_reason = 'customer'
WHERE store_id = %(store)s AND id = currval('appointments_appointment_id_seq');
WITH freed AS (
    UPDATE parts_reservation r SET status = 'released', released_at = now() FROM appointments_appointmentpart p
    WHERE r.store_id = %(store)s AND p.store_id = r.store_id AND p.reservation_id = r.id AND p.appointment_id = currval('appointments_appointment_id_seq')
    RETURNING r.item_id, r.quantity
)
UPDATE parts_stockitem i SET reserved = reserved - freed.quantity FROM freed
WHERE i.store_id = %(store)s AND i.id = freed.item_id;
COMMIT;
