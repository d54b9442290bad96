import accounts.models.keys
import core.columns
import core.phones
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import pghistory.utils
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_initial'),
        ('capacity', '0001_initial'),
        ('customers', '0001_initial'),
        ('parts', '0001_initial'),
        ('pricing', '0001_initial'),
        ('vehicles', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                ('diagnosis', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pricing.operation')),
                ('usual_operation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pricing.operation')),
                ('usual_part', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parts.part')),
            ],
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
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
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('advisor', accounts.models.keys.StoreKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='capacity.resource', verbose_name='service advisor')),
                ('bay', accounts.models.keys.StoreKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='capacity.resource', verbose_name='bay')),
                ('claim_set', accounts.models.keys.OneStoreKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='capacity.claimset', verbose_name='taken time')),
                ('customer', accounts.models.keys.StoreKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='customers.customer')),
                ('estimate', accounts.models.keys.StoreKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='pricing.estimate')),
                ('technician', accounts.models.keys.StoreKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='capacity.resource', verbose_name='technician')),
                ('vehicle', accounts.models.keys.StoreKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='vehicles.vehicle')),
            ],
            options={
                'verbose_name': 'appointment',
                'indexes': [
                    models.Index(fields=['store', 'start'], name='appointment_start'),
                    models.Index(fields=['store', 'vehicle', '-start'], name='appointment_vehicle'),
                    models.Index(fields=['store', 'customer', '-start'], name='appointment_customer'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('store', 'number'), name='one_appointment_a_number'),
                    models.CheckConstraint(condition=models.Q(('customer__isnull', False), ('kind', 'delivery_prep'), _connector='OR'), name='only_new_cars_are_prepared_without_an_owner'),
                    models.UniqueConstraint(condition=models.Q(('status__in', ['confirmed', 'prepared', 'arrived'])), fields=('store', 'estimate'), name='one_live_appointment_an_estimate'),
                    models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='appointment_ends_after_start'),
                    models.CheckConstraint(condition=models.Q(models.Q(('arrived_at__isnull', False), ('status', 'arrived')), models.Q(models.Q(('status', 'arrived'), _negated=True), ('arrived_at__isnull', True)), _connector='OR'), name='arrived_appointment_has_time'),
                    models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at__isnull', False), ('status', 'cancelled')), models.Q(models.Q(('status', 'cancelled'), _negated=True), ('cancelled_at__isnull', True)), _connector='OR'), name='cancelled_appointment_has_time'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AppointmentPart',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('appointment', accounts.models.keys.StoreKey(on_delete=django.db.models.deletion.CASCADE, related_name='needs', to='appointments.appointment')),
                ('reservation', accounts.models.keys.OneStoreKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointment_need', to='parts.reservation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('day', 'a day before'), ('hour', 'an hour before')], max_length=6)),
                ('side', models.CharField(choices=[('readiness', 'our readiness'), ('customer', 'the customer')], max_length=10)),
                ('due_at', models.DateTimeField()),
                ('status', models.CharField(choices=[('planned', 'planned'), ('asked', 'asked'), ('kept', 'customer keeps it'), ('moved', 'moved'), ('cancelled', 'cancelled'), ('ready', 'ready'), ('not_ready', 'not ready'), ('failed', 'message failed'), ('unknown', 'message doubtful'), ('skipped', 'too late for it')], default='planned', max_length=10)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('appointment', accounts.models.keys.StoreKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='confirmations', to='appointments.appointment')),
            ],
            options={
                'indexes': [
                    models.Index(condition=models.Q(('status', 'planned')), fields=['store', 'due_at'], name='confirmation_due'),
                    models.Index(fields=['store', 'status', 'due_at'], name='confirmation_status'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('store', 'appointment', 'version', 'kind', 'side'), name='four_confirmations_a_time'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ConfirmationEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('version', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('day', 'a day before'), ('hour', 'an hour before')], max_length=6)),
                ('side', models.CharField(choices=[('readiness', 'our readiness'), ('customer', 'the customer')], max_length=10)),
                ('due_at', models.DateTimeField()),
                ('status', models.CharField(choices=[('planned', 'planned'), ('asked', 'asked'), ('kept', 'customer keeps it'), ('moved', 'moved'), ('cancelled', 'cancelled'), ('ready', 'ready'), ('not_ready', 'not ready'), ('failed', 'message failed'), ('unknown', 'message doubtful'), ('skipped', 'too late for it')], default='planned', max_length=10)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('decided_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.store', verbose_name='store')),
                ('appointment', accounts.models.keys.StoreKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='appointments.appointment')),
                ('pgh_obj', accounts.models.keys.StoreKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='appointments.confirmation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PhoneCall',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('external_id', models.CharField(blank=True, max_length=60)),
                ('number', core.columns.MaskedPhoneField(blank=True, max_length=30, verbose_name='caller')),
                ('number_folded', models.GeneratedField(db_persist=True, expression=core.phones.FoldedPhone('number'), output_field=models.TextField())),
                ('reason', models.CharField(blank=True, choices=[('booking', 'booking'), ('fault', 'fault report'), ('question', 'question'), ('change', 'change of an appointment'), ('not_offered', 'asked for a service we lack'), ('other', 'other')], max_length=12, verbose_name='reason')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('rang_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='tries to call back')),
                ('called_back_at', models.DateTimeField(blank=True, null=True, verbose_name='called back')),
                ('called_back_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('taken_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('customer', accounts.models.keys.StoreKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='customers.customer')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['store', '-rang_at'], name='call_rang'),
                    models.Index(models.F('store'), django.contrib.postgres.indexes.OpClass('number_folded', 'text_pattern_ops'), name='call_number'),
                    models.Index(condition=models.Q(('answered_at__isnull', True), ('called_back_at__isnull', True), ('ended_at__isnull', False)), fields=['store', 'rang_at'], name='call_owed'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('store', 'external_id'), name='one_row_a_phone_call'),
                    models.CheckConstraint(condition=models.Q(('answered_at__isnull', True), ('answered_at__gte', models.F('rang_at')), _connector='OR'), name='answered_after_ringing'),
                    models.CheckConstraint(condition=models.Q(models.Q(('called_back_at__isnull', True), ('called_back_by__isnull', True)), models.Q(('answered_at__isnull', True), ('called_back_at__isnull', False), ('called_back_by__isnull', False)), _connector='OR'), name='only_missed_calls_are_called_back'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AppointmentEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
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
                ('created_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.store', verbose_name='store')),
                ('advisor', accounts.models.keys.StoreKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='capacity.resource', verbose_name='service advisor')),
                ('bay', accounts.models.keys.StoreKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='capacity.resource', verbose_name='bay')),
                ('claim_set', accounts.models.keys.StoreKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='capacity.claimset')),
                ('customer', accounts.models.keys.StoreKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer')),
                ('estimate', accounts.models.keys.StoreKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='pricing.estimate')),
                ('pgh_obj', accounts.models.keys.StoreKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='appointments.appointment')),
                ('technician', accounts.models.keys.StoreKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='capacity.resource', verbose_name='technician')),
                ('vehicle', accounts.models.keys.StoreKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vehicles.vehicle')),
                ('call', accounts.models.keys.StoreKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='appointments.phonecall')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='appointment',
            name='call',
            field=accounts.models.keys.StoreKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='appointments.phonecall'),
        ),
        migrations.CreateModel(
            name='PrepItem',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('group', models.CharField(choices=[('repair_order', 'repair order'), ('parts', 'parts'), ('expert', 'expert'), ('crew', 'technician and bay'), ('tools', 'tools and equipment'), ('documents', 'documents')], max_length=14, verbose_name='group')),
                ('owner_role', models.CharField(blank=True, choices=[('sales_consultant', 'Sales consultant'), ('sales_manager', 'Sales manager'), ('hotline_clerk', 'Hotline clerk'), ('service_advisor', 'Service advisor'), ('service_manager', 'Service manager'), ('technician', 'Technician'), ('quality_inspector', 'Quality inspector'), ('parts_clerk', 'Parts clerk'), ('cashier', 'Cashier'), ('crm_agent', 'Follow-up agent'), ('general_manager', 'General manager'), ('group_manager', 'Group manager'), ('system_admin', 'System administrator')], max_length=30)),
                ('due_at', models.DateTimeField()),
                ('not_needed', models.BooleanField(default=False)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('evidence', models.CharField(blank=True, max_length=200, verbose_name='evidence')),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('appointment', accounts.models.keys.StoreKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='preparation', to='appointments.appointment')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('store', 'appointment', 'group'), name='one_preparation_a_group'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Segment',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('operations', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None)),
                ('start', models.DateTimeField()),
                ('end', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('appointment', accounts.models.keys.StoreKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='segments', to='appointments.appointment')),
                ('bay', accounts.models.keys.StoreKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='capacity.resource')),
                ('technician', accounts.models.keys.StoreKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='capacity.resource')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('store', 'appointment', 'version', 'position'), name='one_segment_a_position'),
                    models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='segment_ends_after_start'),
                ],
            },
        ),
        migrations.CreateModel(
            name='VisitEvent',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=30)),
                ('at', models.DateTimeField()),
                ('facts', models.JSONField(blank=True, default=dict)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('appointment', accounts.models.keys.StoreKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='visit_events', to='appointments.appointment')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['store', 'appointment', 'at'], name='visit_event_appointment'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AppointmentFault',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('fault', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appointments.fault')),
                ('appointment', accounts.models.keys.StoreKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='fault_rows', to='appointments.appointment')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('store', 'appointment', 'fault'), name='one_row_an_appointment_and_fault'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AppointmentOperation',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('operation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pricing.operation')),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('appointment', accounts.models.keys.StoreKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='operation_rows', to='appointments.appointment')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('store', 'appointment', 'operation'), name='one_row_an_appointment_and_operation'),
                ],
            },
        ),
    ]
