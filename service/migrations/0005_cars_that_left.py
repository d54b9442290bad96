from django.db import migrations

# The appointment of an order that has ended holds nothing any more.
FREE = """
    UPDATE appointments_appointment a SET freed_at = COALESCE(o.delivered_at, now())
    FROM service_repairorder o
    WHERE o.appointment_id = a.id AND o.status IN ('delivered', 'closed', 'cancelled') AND a.freed_at IS NULL
"""


class Migration(migrations.Migration):

    dependencies = [
        ('service', '0004_goods_on_bills'),
        ('appointments', '0005_planned_confirmations'),
    ]

    operations = [migrations.RunSQL(FREE, migrations.RunSQL.noop)]
