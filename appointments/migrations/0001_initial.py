import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=30, verbose_name='number')),
                ('kind', models.CharField(choices=[('appointment', 'appointment'), ('walk_in', 'walk-in'), ('delivery_prep', 'delivery preparation')], default='appointment', max_length=14, verbose_name='kind')),
                ('status', models.CharField(choices=[('confirmed', 'confirmed'), ('prepared', 'prepared'), ('arrived', 'arrived'), ('no_show', 'no-show'), ('cancelled', 'cancelled')], default='confirmed', max_length=12, verbose_name='status')),
                ('start', models.DateTimeField(verbose_name='start')),
                ('end', models.DateTimeField(verbose_name='end')),
                ('complaint', models.TextField(verbose_name="the customer's own words")),
                ('diagnosis', models.CharField(choices=[('known_job', 'known job'), ('inspect', 'inspect on site'), ('not_drivable', 'not drivable, rescue'), ('recall', 'covered by a recall'), ('maintenance', 'maintenance by plan')], default='known_job', max_length=14, verbose_name='diagnosis')),
                ('diagnosis_note', models.CharField(blank=True, max_length=200, verbose_name='note on the diagnosis')),
                ('transport', models.CharField(choices=[('wait', 'waits in the store'), ('leave', 'leaves the car'), ('pickup', 'pick-up and return')], default='wait', max_length=10, verbose_name='transport')),
                ('source', models.CharField(default='phone', max_length=20, verbose_name='source')),
                ('repeat_of', models.CharField(blank=True, max_length=30, verbose_name='repeat repair of')),
                ('time_version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField()),
                ('arrived_at', models.DateTimeField(blank=True, null=True)),
                ('freed_at', models.DateTimeField(blank=True, null=True)),
                ('at_risk_at', models.DateTimeField(blank=True, null=True)),
                ('at_risk_reason', models.CharField(blank=True, max_length=200)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('cancel_reason', models.CharField(blank=True, max_length=200, verbose_name='why cancelled')),
            ],
            options={
                'verbose_name': 'appointment',
            },
        ),
        migrations.CreateModel(
            name='AppointmentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('number', models.CharField(max_length=30, verbose_name='number')),
                ('kind', models.CharField(choices=[('appointment', 'appointment'), ('walk_in', 'walk-in'), ('delivery_prep', 'delivery preparation')], default='appointment', max_length=14, verbose_name='kind')),
                ('status', models.CharField(choices=[('confirmed', 'confirmed'), ('prepared', 'prepared'), ('arrived', 'arrived'), ('no_show', 'no-show'), ('cancelled', 'cancelled')], default='confirmed', max_length=12, verbose_name='status')),
                ('start', models.DateTimeField(verbose_name='start')),
                ('end', models.DateTimeField(verbose_name='end')),
                ('complaint', models.TextField(verbose_name="the customer's own words")),
                ('diagnosis', models.CharField(choices=[('known_job', 'known job'), ('inspect', 'inspect on site'), ('not_drivable', 'not drivable, rescue'), ('recall', 'covered by a recall'), ('maintenance', 'maintenance by plan')], default='known_job', max_length=14, verbose_name='diagnosis')),
                ('diagnosis_note', models.CharField(blank=True, max_length=200, verbose_name='note on the diagnosis')),
                ('transport', models.CharField(choices=[('wait', 'waits in the store'), ('leave', 'leaves the car'), ('pickup', 'pick-up and return')], default='wait', max_length=10, verbose_name='transport')),
                ('source', models.CharField(default='phone', max_length=20, verbose_name='source')),
                ('repeat_of', models.CharField(blank=True, max_length=30, verbose_name='repeat repair of')),
                ('time_version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField()),
                ('arrived_at', models.DateTimeField(blank=True, null=True)),
                ('freed_at', models.DateTimeField(blank=True, null=True)),
                ('at_risk_at', models.DateTimeField(blank=True, null=True)),
                ('at_risk_reason', models.CharField(blank=True, max_length=200)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('cancel_reason', models.CharField(blank=True, max_length=200, verbose_name='why cancelled')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AppointmentPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('day', 'a day before'), ('hour', 'an hour before')], max_length=6)),
                ('side', models.CharField(choices=[('readiness', 'our readiness'), ('customer', 'the customer')], max_length=10)),
                ('due_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('planned', 'planned'), ('asked', 'asked'), ('kept', 'customer keeps it'), ('moved', 'moved'), ('cancelled', 'cancelled'), ('ready', 'ready'), ('not_ready', 'not ready'), ('failed', 'message failed'), ('unknown', 'message doubtful'), ('skipped', 'booked inside the window')], default='planned', max_length=10)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='ConfirmationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('version', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('day', 'a day before'), ('hour', 'an hour before')], max_length=6)),
                ('side', models.CharField(choices=[('readiness', 'our readiness'), ('customer', 'the customer')], max_length=10)),
                ('due_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('planned', 'planned'), ('asked', 'asked'), ('kept', 'customer keeps it'), ('moved', 'moved'), ('cancelled', 'cancelled'), ('ready', 'ready'), ('not_ready', 'not ready'), ('failed', 'message failed'), ('unknown', 'message doubtful'), ('skipped', 'booked inside the window')], default='planned', max_length=10)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Fault',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True)),
                ('system', models.CharField(max_length=40, verbose_name='system')),
                ('words_zh', models.CharField(max_length=120)),
                ('symptom_zh', models.CharField(max_length=80)),
                ('symptom_en', models.CharField(max_length=80)),
                ('fits', models.CharField(max_length=40)),
                ('causes', models.CharField(blank=True, max_length=200)),
                ('safety_critical', models.BooleanField(default=False)),
                ('advice', models.CharField(blank=True, max_length=200)),
                ('source', models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name='PhoneCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(blank=True, max_length=60)),
                ('number', models.CharField(blank=True, max_length=30, verbose_name='caller')),
                ('reason', models.CharField(blank=True, choices=[('booking', 'booking'), ('fault', 'fault report'), ('question', 'question'), ('change', 'change of an appointment'), ('not_offered', 'asked for a service we lack'), ('other', 'other')], max_length=12, verbose_name='reason')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('rang_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='tries to call back')),
                ('called_back_at', models.DateTimeField(blank=True, null=True, verbose_name='called back')),
            ],
        ),
        migrations.CreateModel(
            name='PrepItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(choices=[('repair_order', 'repair order'), ('parts', 'parts'), ('expert', 'expert'), ('crew', 'technician and bay'), ('tools', 'tools and equipment'), ('documents', 'documents')], max_length=14, verbose_name='group')),
                ('owner_role', models.CharField(blank=True, choices=[('sales_consultant', 'Sales consultant'), ('sales_manager', 'Sales manager'), ('hotline_clerk', 'Hotline clerk'), ('service_advisor', 'Service advisor'), ('service_manager', 'Service manager'), ('technician', 'Technician'), ('quality_inspector', 'Quality inspector'), ('parts_clerk', 'Parts clerk'), ('cashier', 'Cashier'), ('crm_agent', 'Follow-up agent'), ('general_manager', 'General manager'), ('group_manager', 'Group manager'), ('system_admin', 'System administrator')], max_length=30)),
                ('due_at', models.DateTimeField()),
                ('not_needed', models.BooleanField(default=False)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('evidence', models.CharField(blank=True, max_length=200, verbose_name='evidence')),
            ],
        ),
        migrations.CreateModel(
            name='Segment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('operations', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None)),
                ('start', models.DateTimeField()),
                ('end', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name='VisitEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=30)),
                ('at', models.DateTimeField()),
                ('facts', models.JSONField(blank=True, default=dict)),
            ],
        ),
    ]
