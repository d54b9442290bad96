import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_initial'),
        ('appointments', '0004_initial'),
        ('capacity', '0002_initial'),
        ('customers', '0001_initial'),
        ('parts', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('pricing', '0001_initial'),
        ('vehicles', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='appointment',
            name='vehicle',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='vehicles.vehicle'),
        ),
        migrations.AddField(
            model_name='appointmentevent',
            name='advisor',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='capacity.resource', verbose_name='service advisor'),
        ),
        migrations.AddField(
            model_name='appointmentevent',
            name='bay',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='capacity.resource', verbose_name='bay'),
        ),
        migrations.AddField(
            model_name='appointmentevent',
            name='claim_set',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='capacity.claimset', verbose_name='taken time'),
        ),
        migrations.AddField(
            model_name='appointmentevent',
            name='created_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='appointmentevent',
            name='customer',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='appointmentevent',
            name='estimate',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='pricing.estimate'),
        ),
        migrations.AddField(
            model_name='appointmentevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='appointmentevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='appointments.appointment'),
        ),
        migrations.AddField(
            model_name='appointmentevent',
            name='store',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.store', verbose_name='store'),
        ),
        migrations.AddField(
            model_name='appointmentevent',
            name='technician',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='capacity.resource', verbose_name='technician'),
        ),
        migrations.AddField(
            model_name='appointmentevent',
            name='vehicle',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vehicles.vehicle'),
        ),
        migrations.AddField(
            model_name='appointmentpart',
            name='appointment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='needs', to='appointments.appointment'),
        ),
        migrations.AddField(
            model_name='appointmentpart',
            name='reservation',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='appointment_need', to='parts.reservation'),
        ),
        migrations.AddField(
            model_name='appointmentpart',
            name='store',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store'),
        ),
        migrations.AddField(
            model_name='confirmation',
            name='appointment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='confirmations', to='appointments.appointment'),
        ),
        migrations.AddField(
            model_name='confirmation',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='confirmation',
            name='store',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store'),
        ),
        migrations.AddField(
            model_name='confirmationevent',
            name='appointment',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='appointments.appointment'),
        ),
        migrations.AddField(
            model_name='confirmationevent',
            name='decided_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='confirmationevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='confirmationevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='appointments.confirmation'),
        ),
        migrations.AddField(
            model_name='confirmationevent',
            name='store',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.store', verbose_name='store'),
        ),
        migrations.AddField(
            model_name='fault',
            name='diagnosis',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pricing.operation'),
        ),
        migrations.AddField(
            model_name='fault',
            name='usual_operation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pricing.operation'),
        ),
        migrations.AddField(
            model_name='fault',
            name='usual_part',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parts.part'),
        ),
        migrations.AddField(
            model_name='appointment',
            name='faults',
            field=models.ManyToManyField(blank=True, related_name='+', to='appointments.fault'),
        ),
        migrations.AddField(
            model_name='phonecall',
            name='called_back_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='phonecall',
            name='customer',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='phonecall',
            name='store',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store'),
        ),
        migrations.AddField(
            model_name='phonecall',
            name='taken_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='appointmentevent',
            name='call',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='appointments.phonecall'),
        ),
        migrations.AddField(
            model_name='appointment',
            name='call',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='appointments.phonecall'),
        ),
        migrations.AddField(
            model_name='prepitem',
            name='appointment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='preparation', to='appointments.appointment'),
        ),
        migrations.AddField(
            model_name='prepitem',
            name='done_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='prepitem',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='prepitem',
            name='store',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store'),
        ),
        migrations.AddField(
            model_name='segment',
            name='appointment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='segments', to='appointments.appointment'),
        ),
        migrations.AddField(
            model_name='segment',
            name='bay',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='capacity.resource'),
        ),
        migrations.AddField(
            model_name='segment',
            name='store',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store'),
        ),
        migrations.AddField(
            model_name='segment',
            name='technician',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='capacity.resource'),
        ),
        migrations.AddField(
            model_name='visitevent',
            name='appointment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visit_events', to='appointments.appointment'),
        ),
        migrations.AddField(
            model_name='visitevent',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='visitevent',
            name='store',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store'),
        ),
        migrations.AddIndex(
            model_name='confirmation',
            index=models.Index(condition=models.Q(('state', 'planned')), fields=['store', 'due_at'], name='confirmation_due'),
        ),
        migrations.AddIndex(
            model_name='confirmation',
            index=models.Index(fields=['store', 'state', 'due_at'], name='confirmation_state'),
        ),
        migrations.AddConstraint(
            model_name='confirmation',
            constraint=models.UniqueConstraint(fields=('appointment', 'version', 'kind', 'side'), name='four_confirmations_a_time'),
        ),
        migrations.AddIndex(
            model_name='phonecall',
            index=models.Index(fields=['store', '-rang_at'], name='call_rang'),
        ),
        migrations.AddIndex(
            model_name='phonecall',
            index=models.Index(condition=models.Q(('answered_at__isnull', True), ('called_back_at__isnull', True), ('ended_at__isnull', False)), fields=['store', 'rang_at'], name='call_owed'),
        ),
        migrations.AddConstraint(
            model_name='phonecall',
            constraint=models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('store', 'external_id'), name='one_row_a_phone_call'),
        ),
        migrations.AddConstraint(
            model_name='phonecall',
            constraint=models.CheckConstraint(condition=models.Q(('answered_at__isnull', True), ('answered_at__gte', models.F('rang_at')), _connector='OR'), name='answered_after_ringing'),
        ),
        migrations.AddConstraint(
            model_name='phonecall',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('called_back_at__isnull', True), ('called_back_by__isnull', True)), models.Q(('answered_at__isnull', True), ('called_back_at__isnull', False), ('called_back_by__isnull', False)), _connector='OR'), name='only_missed_calls_are_called_back'),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(fields=['store', 'start'], name='appointment_start'),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(fields=['store', 'vehicle', '-start'], name='appointment_vehicle'),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(fields=['store', 'customer', '-start'], name='appointment_customer'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.UniqueConstraint(fields=('store', 'number'), name='one_appointment_a_number'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('customer__isnull', False), ('kind', 'delivery_prep'), _connector='OR'), name='only_new_cars_are_prepared_without_an_owner'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['confirmed', 'prepared', 'arrived'])), fields=('store', 'estimate'), name='one_live_appointment_an_estimate'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='appointment_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('arrived_at__isnull', False), ('status', 'arrived')), models.Q(models.Q(('status', 'arrived'), _negated=True), ('arrived_at__isnull', True)), _connector='OR'), name='arrived_appointment_has_time'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at__isnull', False), ('status', 'cancelled')), models.Q(models.Q(('status', 'cancelled'), _negated=True), ('cancelled_at__isnull', True)), _connector='OR'), name='cancelled_appointment_has_time'),
        ),
        migrations.AddConstraint(
            model_name='prepitem',
            constraint=models.UniqueConstraint(fields=('appointment', 'group'), name='one_preparation_a_group'),
        ),
        migrations.AddConstraint(
            model_name='segment',
            constraint=models.UniqueConstraint(fields=('appointment', 'version', 'position'), name='one_segment_a_position'),
        ),
        migrations.AddConstraint(
            model_name='segment',
            constraint=models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='segment_ends_after_start'),
        ),
        migrations.AddIndex(
            model_name='visitevent',
            index=models.Index(fields=['store', 'appointment', 'at'], name='visit_event_appointment'),
        ),
    ]
