from django.db import migrations

# Goods that were issued to a car whose bill stands know their bill from now on, so that nobody takes them back.
CHARGE = """
    UPDATE parts_reservation r SET bill_key = o.bill_id
    FROM service_repairorder o
    JOIN billing_bill b ON b.id = o.bill_id AND b.status IN ('draft', 'issued', 'paid')
    JOIN LATERAL (
        SELECT reservation_id FROM service_orderpart WHERE order_id = o.id
        UNION SELECT reservation_id FROM appointments_appointmentpart WHERE appointment_id = o.appointment_id
    ) kept ON true
    WHERE r.id = kept.reservation_id AND r.status = 'issued' AND EXISTS (
        SELECT 1 FROM billing_billline l
        JOIN billing_estimateline e ON e.id = l.estimate_line_id
        JOIN parts_stockitem i ON i.id = r.item_id AND i.part_id = e.part_id
        WHERE l.bill_id = o.bill_id
    )
"""


class Migration(migrations.Migration):

    dependencies = [
        ('service', '0003_one_open_order_a_car'),
        ('parts', '0002_goods_on_a_bill'),
        ('billing', '0004_discarded_drafts'),
    ]

    operations = [migrations.RunSQL(CHARGE, "UPDATE parts_reservation SET bill_key = NULL WHERE bill_key IS NOT NULL")]
