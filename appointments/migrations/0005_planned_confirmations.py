from django.db import migrations

# What was still planned for cars that have come, or come no more, will not be asked: it says so.
CALL_OFF = """
    UPDATE appointments_confirmation c SET state = 'cancelled', decided_at = COALESCE(a.arrived_at, a.cancelled_at, now())
    FROM appointments_appointment a
    WHERE a.id = c.appointment_id AND c.state = 'planned' AND a.status IN ('arrived', 'no_show', 'cancelled')
"""


class Migration(migrations.Migration):

    dependencies = [
        ('appointments', '0004_freed_at'),
    ]

    operations = [migrations.RunSQL(CALL_OFF, migrations.RunSQL.noop)]
