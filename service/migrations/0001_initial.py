import accounts.models.keys
import django.db.models.deletion
import pghistory.utils
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_initial'),
        ('appointments', '0001_initial'),
        ('billing', '0001_initial'),
        ('capacity', '0001_initial'),
        ('customers', '0001_initial'),
        ('parts', '0001_initial'),
        ('pricing', '0001_initial'),
        ('vehicles', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ChecklistItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_zh', models.CharField(max_length=120)),
                ('name_en', models.CharField(blank=True, max_length=120)),
                ('source', models.TextField(blank=True)),
                ('code', models.CharField(max_length=20, unique=True)),
                ('phase', models.CharField(db_index=True, max_length=20, verbose_name='phase')),
                ('area', models.CharField(max_length=20, verbose_name='area')),
                ('options', models.CharField(blank=True, max_length=60)),
                ('standard', models.CharField(blank=True, max_length=200)),
                ('photo_required', models.BooleanField(default=False)),
                ('critical', models.BooleanField(default=False)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('text', models.TextField(verbose_name='what was found')),
                ('severity', models.CharField(choices=[('good', 'in order'), ('watch', 'watch it'), ('urgent', 'needs work now')], default='watch', max_length=8, verbose_name='how urgent')),
                ('system', models.CharField(blank=True, max_length=40, verbose_name='system')),
                ('at', models.DateTimeField()),
                ('found_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('operation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pricing.operation')),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
            ],
            options={
                'verbose_name': 'finding',
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('status', models.CharField(choices=[('waiting', 'waiting'), ('working', 'in work'), ('paused', 'paused'), ('done', 'done')], default='waiting', max_length=10)),
                ('rework', models.BooleanField(default=False)),
                ('assigned_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('bay', accounts.models.keys.StoreKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='capacity.resource')),
                ('line', accounts.models.keys.StoreKey(on_delete=django.db.models.deletion.PROTECT, related_name='jobs', to='pricing.estimateline')),
                ('technician', accounts.models.keys.StoreKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='jobs', to='capacity.resource')),
            ],
            options={
                'verbose_name': 'job',
            },
        ),
        migrations.CreateModel(
            name='RepairOrder',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=30, verbose_name='number')),
                ('status', models.CharField(choices=[('draft', 'being received'), ('awaiting_customer', 'waiting for the customer'), ('confirmed', 'signed, to be dispatched'), ('dispatched', 'dispatched'), ('in_progress', 'in work'), ('paused', 'paused'), ('qc_pending', 'to be inspected'), ('qc_failed', 'failed inspection'), ('ready', 'ready'), ('settled', 'settled'), ('delivered', 'handed over'), ('closed', 'closed'), ('cancelled', 'cancelled')], default='draft', max_length=18, verbose_name='status')),
                ('complaint', models.TextField(verbose_name="the customer's own words")),
                ('mileage', models.PositiveIntegerField(blank=True, null=True, verbose_name='mileage, km')),
                ('lower_mileage_reason', models.CharField(blank=True, max_length=200, verbose_name='why the mileage is lower than before')),
                ('energy_percent', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='fuel or charge, percent')),
                ('belongings', models.CharField(blank=True, max_length=200, verbose_name='belongings in the car')),
                ('old_parts', models.CharField(choices=[('take', 'takes them along'), ('dispose', 'leaves them to us')], default='dispose', max_length=10, verbose_name='old parts')),
                ('waits', models.BooleanField(default=True, verbose_name='customer waits in the store')),
                ('promised_at', models.DateTimeField(blank=True, null=True, verbose_name='promised for')),
                ('signed_at', models.DateTimeField(blank=True, null=True, verbose_name='signed')),
                ('signed_by_name', models.CharField(blank=True, max_length=60, verbose_name='signed by')),
                ('signature', models.TextField(blank=True)),
                ('signed_hash', models.CharField(blank=True, max_length=64)),
                ('created_at', models.DateTimeField(verbose_name='opened')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='work finished')),
                ('ready_at', models.DateTimeField(blank=True, null=True, verbose_name='passed inspection')),
                ('delivered_at', models.DateTimeField(blank=True, null=True, verbose_name='handed over')),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('advisor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='service advisor')),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('appointment', accounts.models.keys.OneStoreKey(on_delete=django.db.models.deletion.PROTECT, related_name='order', to='appointments.appointment')),
                ('bill', accounts.models.keys.OneStoreKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='order', to='billing.bill')),
                ('customer', accounts.models.keys.StoreKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='customers.customer')),
                ('estimate', accounts.models.keys.StoreKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='pricing.estimate')),
                ('rework_of', accounts.models.keys.StoreKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reworks', to='service.repairorder')),
                ('vehicle', accounts.models.keys.StoreKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='vehicles.vehicle')),
            ],
            options={
                'verbose_name': 'repair order',
            },
        ),
        migrations.CreateModel(
            name='Photo',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('occasion', models.CharField(choices=[('reception', 'reception'), ('finding', 'finding'), ('inspection', 'inspection')], default='reception', max_length=12)),
                ('angle', models.CharField(blank=True, max_length=20)),
                ('image', models.BinaryField()),
                ('sha256', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('taken_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('finding', accounts.models.keys.StoreKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='service.finding')),
                ('order', accounts.models.keys.StoreKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='service.repairorder')),
            ],
        ),
        migrations.CreateModel(
            name='OrderPart',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('reservation', accounts.models.keys.OneStoreKey(on_delete=django.db.models.deletion.PROTECT, related_name='order_need', to='parts.reservation')),
                ('order', accounts.models.keys.StoreKey(on_delete=django.db.models.deletion.CASCADE, related_name='needs', to='service.repairorder')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='JobEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('status', models.CharField(choices=[('waiting', 'waiting'), ('working', 'in work'), ('paused', 'paused'), ('done', 'done')], default='waiting', max_length=10)),
                ('rework', models.BooleanField(default=False)),
                ('assigned_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('store', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.store', verbose_name='store')),
                ('bay', accounts.models.keys.StoreKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='capacity.resource')),
                ('line', accounts.models.keys.StoreKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='pricing.estimateline')),
                ('pgh_obj', accounts.models.keys.StoreKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='service.job')),
                ('technician', accounts.models.keys.StoreKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='capacity.resource')),
                ('order', accounts.models.keys.StoreKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='service.repairorder')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='job',
            name='order',
            field=accounts.models.keys.StoreKey(on_delete=django.db.models.deletion.CASCADE, related_name='jobs', to='service.repairorder'),
        ),
        migrations.CreateModel(
            name='Inspection',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('round', models.PositiveSmallIntegerField()),
                ('passed', models.BooleanField()),
                ('cause', models.CharField(blank=True, choices=[('work', 'workmanship'), ('part', 'faulty part'), ('diagnosis', 'wrong diagnosis'), ('forgotten', 'something forgotten'), ('clean', 'cleanliness')], max_length=10, verbose_name='cause')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('road_test', models.BooleanField(default=False, verbose_name='road test')),
                ('checked_items', models.JSONField(blank=True, default=list)),
                ('not_applicable', models.JSONField(blank=True, default=list)),
                ('at', models.DateTimeField()),
                ('inspector', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('order', accounts.models.keys.StoreKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='inspections', to='service.repairorder')),
            ],
            options={
                'verbose_name': 'inspection',
            },
        ),
        migrations.AddField(
            model_name='finding',
            name='order',
            field=accounts.models.keys.StoreKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='service.repairorder'),
        ),
        migrations.CreateModel(
            name='ExtraWork',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('promised_before', models.DateTimeField(null=True)),
                ('promised_if_approved', models.DateTimeField(null=True, verbose_name='promised for, if approved')),
                ('asked_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('estimate', accounts.models.keys.OneStoreKey(on_delete=django.db.models.deletion.PROTECT, related_name='extra_work', to='pricing.estimate')),
                ('finding', accounts.models.keys.StoreKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='extra_work', to='service.finding')),
                ('order', accounts.models.keys.StoreKey(on_delete=django.db.models.deletion.CASCADE, related_name='extra_work', to='service.repairorder')),
            ],
            options={
                'verbose_name': 'extra work',
            },
        ),
        migrations.CreateModel(
            name='RepairOrderEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('number', models.CharField(max_length=30, verbose_name='number')),
                ('status', models.CharField(choices=[('draft', 'being received'), ('awaiting_customer', 'waiting for the customer'), ('confirmed', 'signed, to be dispatched'), ('dispatched', 'dispatched'), ('in_progress', 'in work'), ('paused', 'paused'), ('qc_pending', 'to be inspected'), ('qc_failed', 'failed inspection'), ('ready', 'ready'), ('settled', 'settled'), ('delivered', 'handed over'), ('closed', 'closed'), ('cancelled', 'cancelled')], default='draft', max_length=18, verbose_name='status')),
                ('complaint', models.TextField(verbose_name="the customer's own words")),
                ('mileage', models.PositiveIntegerField(blank=True, null=True, verbose_name='mileage, km')),
                ('lower_mileage_reason', models.CharField(blank=True, max_length=200, verbose_name='why the mileage is lower than before')),
                ('energy_percent', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='fuel or charge, percent')),
                ('belongings', models.CharField(blank=True, max_length=200, verbose_name='belongings in the car')),
                ('old_parts', models.CharField(choices=[('take', 'takes them along'), ('dispose', 'leaves them to us')], default='dispose', max_length=10, verbose_name='old parts')),
                ('waits', models.BooleanField(default=True, verbose_name='customer waits in the store')),
                ('promised_at', models.DateTimeField(blank=True, null=True, verbose_name='promised for')),
                ('signed_at', models.DateTimeField(blank=True, null=True, verbose_name='signed')),
                ('signed_by_name', models.CharField(blank=True, max_length=60, verbose_name='signed by')),
                ('signature', models.TextField(blank=True)),
                ('signed_hash', models.CharField(blank=True, max_length=64)),
                ('created_at', models.DateTimeField(verbose_name='opened')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='work finished')),
                ('ready_at', models.DateTimeField(blank=True, null=True, verbose_name='passed inspection')),
                ('delivered_at', models.DateTimeField(blank=True, null=True, verbose_name='handed over')),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('advisor', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='service advisor')),
                ('store', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.store', verbose_name='store')),
                ('appointment', accounts.models.keys.StoreKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='appointments.appointment')),
                ('bill', accounts.models.keys.StoreKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='billing.bill')),
                ('customer', accounts.models.keys.StoreKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer')),
                ('estimate', accounts.models.keys.StoreKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='pricing.estimate')),
                ('pgh_obj', accounts.models.keys.StoreKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='service.repairorder')),
                ('rework_of', accounts.models.keys.StoreKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='service.repairorder')),
                ('vehicle', accounts.models.keys.StoreKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vehicles.vehicle')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WalkAroundMark',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('damage', models.CharField(choices=[('scratch', 'scratch'), ('dent', 'dent'), ('crack', 'crack'), ('missing', 'missing part')], max_length=10)),
                ('place', models.CharField(max_length=40, verbose_name='where')),
                ('x', models.PositiveSmallIntegerField(default=50)),
                ('y', models.PositiveSmallIntegerField(default=50)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('order', accounts.models.keys.StoreKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='service.repairorder')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WorkLog',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('pause_reason', models.CharField(blank=True, choices=[('parts', 'waiting for parts'), ('customer', 'waiting for the customer'), ('expert', 'waiting for an expert'), ('bay', 'waiting for a bay'), ('shift', 'end of shift'), ('other', 'other car first')], max_length=10)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('job', accounts.models.keys.StoreKey(on_delete=django.db.models.deletion.CASCADE, related_name='log', to='service.job')),
                ('technician', accounts.models.keys.StoreKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='work', to='capacity.resource')),
            ],
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
        migrations.AddConstraint(
            model_name='photo',
            constraint=models.UniqueConstraint(fields=('store', 'order', 'sha256', 'occasion'), name='one_photo_once'),
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
            constraint=models.UniqueConstraint(fields=('store', 'order', 'round'), name='one_inspection_a_round'),
        ),
        migrations.AddConstraint(
            model_name='inspection',
            constraint=models.CheckConstraint(condition=models.Q(('passed', True), models.Q(('cause', ''), _negated=True), _connector='OR'), name='failed_inspection_has_a_cause'),
        ),
        migrations.AddIndex(
            model_name='worklog',
            index=models.Index(fields=['store', 'technician', '-started_at'], name='worklog_technician'),
        ),
        migrations.AddConstraint(
            model_name='worklog',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('store', 'technician'), name='one_running_clock_a_technician'),
        ),
        migrations.AddConstraint(
            model_name='worklog',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='clock_ends_after_start'),
        ),
    ]
