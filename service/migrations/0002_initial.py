import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_initial'),
        ('appointments', '0005_initial'),
        ('billing', '0003_initial'),
        ('capacity', '0002_initial'),
        ('customers', '0002_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('pricing', '0002_initial'),
        ('service', '0001_initial'),
        ('vehicles', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='repairorder',
            name='vehicle',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='vehicles.vehicle'),
        ),
        migrations.AddField(
            model_name='photo',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='service.repairorder'),
        ),
        migrations.AddField(
            model_name='orderpart',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='needs', to='service.repairorder'),
        ),
        migrations.AddField(
            model_name='jobevent',
            name='order',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='service.repairorder'),
        ),
        migrations.AddField(
            model_name='job',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='jobs', to='service.repairorder'),
        ),
        migrations.AddField(
            model_name='inspection',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='inspections', to='service.repairorder'),
        ),
        migrations.AddField(
            model_name='finding',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='service.repairorder'),
        ),
        migrations.AddField(
            model_name='extrawork',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='extra_work', to='service.repairorder'),
        ),
        migrations.AddField(
            model_name='repairorderevent',
            name='advisor',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='service advisor'),
        ),
        migrations.AddField(
            model_name='repairorderevent',
            name='appointment',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='appointments.appointment'),
        ),
        migrations.AddField(
            model_name='repairorderevent',
            name='bill',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='billing.bill'),
        ),
        migrations.AddField(
            model_name='repairorderevent',
            name='customer',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='repairorderevent',
            name='estimate',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='pricing.estimate'),
        ),
        migrations.AddField(
            model_name='repairorderevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='repairorderevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='service.repairorder'),
        ),
        migrations.AddField(
            model_name='repairorderevent',
            name='rework_of',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='service.repairorder'),
        ),
        migrations.AddField(
            model_name='repairorderevent',
            name='store',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.store', verbose_name='store'),
        ),
        migrations.AddField(
            model_name='repairorderevent',
            name='vehicle',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vehicles.vehicle'),
        ),
        migrations.AddField(
            model_name='walkaroundmark',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='service.repairorder'),
        ),
        migrations.AddField(
            model_name='walkaroundmark',
            name='store',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store'),
        ),
        migrations.AddField(
            model_name='worklog',
            name='job',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='log', to='service.job'),
        ),
        migrations.AddField(
            model_name='worklog',
            name='store',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store'),
        ),
        migrations.AddField(
            model_name='worklog',
            name='technician',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='work', to='capacity.resource'),
        ),
        migrations.AddIndex(
            model_name='repairorder',
            index=models.Index(fields=['store', 'status', 'promised_at'], name='order_status'),
        ),
        migrations.AddIndex(
            model_name='repairorder',
            index=models.Index(fields=['store', '-created_at'], name='order_created'),
        ),
        migrations.AddIndex(
            model_name='repairorder',
            index=models.Index(fields=['store', 'vehicle', '-created_at'], name='order_vehicle'),
        ),
        migrations.AddIndex(
            model_name='repairorder',
            index=models.Index(models.F('store'), models.OrderBy(models.F('delivered_at'), descending=True), condition=models.Q(('delivered_at__isnull', False)), name='order_delivered'),
        ),
        migrations.AddConstraint(
            model_name='repairorder',
            constraint=models.UniqueConstraint(fields=('store', 'number'), name='one_repair_order_a_number'),
        ),
        migrations.AddConstraint(
            model_name='repairorder',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['delivered', 'closed', 'cancelled']), _negated=True), fields=('store', 'vehicle'), name='one_open_order_a_car'),
        ),
        migrations.AddConstraint(
            model_name='repairorder',
            constraint=models.CheckConstraint(condition=models.Q(('energy_percent__isnull', True), ('energy_percent__lte', 100), _connector='OR'), name='energy_percent'),
        ),
        migrations.AddConstraint(
            model_name='repairorder',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'awaiting_customer', 'cancelled']), ('signed_at__isnull', False), _connector='OR'), name='order_in_work_is_signed'),
        ),
        migrations.AddConstraint(
            model_name='repairorder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['ready', 'settled', 'delivered', 'closed']), _negated=True), ('ready_at__isnull', False), _connector='OR'), name='ready_order_passed_inspection'),
        ),
        migrations.AddConstraint(
            model_name='repairorder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['delivered', 'closed']), _negated=True), models.Q(('bill__isnull', False), ('delivered_at__isnull', False)), _connector='OR'), name='delivered_order_has_time_and_bill'),
        ),
        migrations.AddIndex(
            model_name='photo',
            index=models.Index(fields=['order'], name='photo_order'),
        ),
        migrations.AddConstraint(
            model_name='photo',
            constraint=models.UniqueConstraint(fields=('order', 'sha256', 'occasion'), name='one_photo_once'),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(fields=['store', 'technician', 'status'], name='job_technician'),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(condition=models.Q(('done_at__isnull', False)), fields=['store', '-done_at'], name='job_done'),
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', False), ('status', 'done')), models.Q(models.Q(('status', 'done'), _negated=True), ('done_at__isnull', True)), _connector='OR'), name='done_job_has_time'),
        ),
        migrations.AddIndex(
            model_name='inspection',
            index=models.Index(fields=['store', '-at'], name='inspection_at'),
        ),
        migrations.AddConstraint(
            model_name='inspection',
            constraint=models.UniqueConstraint(fields=('order', 'round'), name='one_inspection_a_round'),
        ),
        migrations.AddConstraint(
            model_name='inspection',
            constraint=models.CheckConstraint(condition=models.Q(('passed', True), models.Q(('cause', ''), _negated=True), _connector='OR'), name='failed_inspection_has_a_cause'),
        ),
        migrations.AddIndex(
            model_name='finding',
            index=models.Index(fields=['order'], name='finding_order'),
        ),
        migrations.AddIndex(
            model_name='worklog',
            index=models.Index(fields=['store', 'technician', '-started_at'], name='worklog_technician'),
        ),
        migrations.AddConstraint(
            model_name='worklog',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('technician',), name='one_running_clock_a_technician'),
        ),
        migrations.AddConstraint(
            model_name='worklog',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='clock_ends_after_start'),
        ),
    ]
