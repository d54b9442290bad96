import accounts.models.keys
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.math
import pghistory.utils
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_initial'),
        ('customers', '0001_initial'),
        ('parts', '0001_initial'),
        ('vehicles', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Operation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True)),
                ('category', models.CharField(max_length=10, verbose_name='rate category')),
                ('name_zh', models.CharField(max_length=80)),
                ('name_en', models.CharField(max_length=80)),
                ('scope', models.CharField(blank=True, max_length=80, verbose_name='fits')),
                ('time_units', models.PositiveIntegerField(verbose_name='time units, 100 = 1 hour')),
                ('bay_type', models.CharField(max_length=10, verbose_name='bay type')),
                ('skill', models.CharField(max_length=10, verbose_name='skill needed')),
                ('high_voltage', models.BooleanField(default=False, verbose_name='high-voltage certificate needed')),
                ('warranty_class', models.CharField(blank=True, choices=[('MAINT1', '10 days / 2,000 km'), ('MAINT2', '30 days / 5,000 km'), ('OVERHAUL', '100 days / 20,000 km')], max_length=10)),
                ('source', models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name='RepairPackage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True)),
                ('name_zh', models.CharField(max_length=80)),
                ('name_en', models.CharField(max_length=80)),
                ('maintenance_group', models.CharField(max_length=20)),
            ],
        ),
        migrations.CreateModel(
            name='MaintenanceItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_zh', models.CharField(max_length=120)),
                ('name_en', models.CharField(blank=True, max_length=120)),
                ('source', models.TextField(blank=True)),
                ('code', models.CharField(max_length=20, unique=True)),
                ('maintenance_group', models.CharField(db_index=True, max_length=20)),
                ('act', models.CharField(max_length=20)),
                ('first_km', models.PositiveIntegerField(null=True)),
                ('first_months', models.PositiveSmallIntegerField(null=True)),
                ('every_km', models.PositiveIntegerField(null=True)),
                ('every_months', models.PositiveSmallIntegerField(null=True)),
                ('severe_km', models.PositiveIntegerField(null=True)),
                ('quantity', models.DecimalField(decimal_places=2, max_digits=8, null=True)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('part', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parts.part')),
                ('operation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pricing.operation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Estimate',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('status', models.CharField(choices=[('draft', 'draft'), ('told', 'told')], default='draft', max_length=10, verbose_name='status')),
                ('total', models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name='total incl. VAT')),
                ('minutes', models.PositiveIntegerField(default=0, verbose_name='working time, minutes')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('created_at', models.DateTimeField()),
                ('told_at', models.DateTimeField(blank=True, null=True, verbose_name='told')),
                ('channel', models.CharField(blank=True, choices=[('phone', 'by phone'), ('person', 'in person'), ('link', 'by link')], max_length=10, verbose_name='how it was told')),
                ('answer', models.CharField(blank=True, choices=[('accepted', 'accepted'), ('declined', 'declined'), ('open', 'still thinking')], max_length=10, verbose_name="customer's answer")),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('told_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('customer', accounts.models.keys.StoreKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='estimates', to='customers.customer')),
                ('vehicle', accounts.models.keys.StoreKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='estimates', to='vehicles.vehicle')),
            ],
            options={
                'verbose_name': 'estimate',
            },
        ),
        migrations.CreateModel(
            name='EstimateEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('status', models.CharField(choices=[('draft', 'draft'), ('told', 'told')], default='draft', max_length=10, verbose_name='status')),
                ('total', models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name='total incl. VAT')),
                ('minutes', models.PositiveIntegerField(default=0, verbose_name='working time, minutes')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('created_at', models.DateTimeField()),
                ('told_at', models.DateTimeField(blank=True, null=True, verbose_name='told')),
                ('channel', models.CharField(blank=True, choices=[('phone', 'by phone'), ('person', 'in person'), ('link', 'by link')], max_length=10, verbose_name='how it was told')),
                ('answer', models.CharField(blank=True, choices=[('accepted', 'accepted'), ('declined', 'declined'), ('open', 'still thinking')], max_length=10, verbose_name="customer's answer")),
                ('created_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.store', verbose_name='store')),
                ('told_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('customer', accounts.models.keys.StoreKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer')),
                ('pgh_obj', accounts.models.keys.StoreKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='pricing.estimate')),
                ('vehicle', accounts.models.keys.StoreKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vehicles.vehicle')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='EstimateLine',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('labour', 'labour'), ('part', 'material')], max_length=10)),
                ('code', models.CharField(max_length=40, verbose_name='code')),
                ('name_zh', models.CharField(max_length=80)),
                ('name_en', models.CharField(blank=True, max_length=80)),
                ('quantity', models.DecimalField(decimal_places=2, max_digits=8, verbose_name='quantity (hours, panels or pieces)')),
                ('unit', models.CharField(max_length=10, verbose_name='unit')),
                ('unit_price', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='unit price incl. VAT')),
                ('discount', models.DecimalField(decimal_places=2, default=0, max_digits=10, verbose_name='discount')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='amount incl. VAT')),
                ('tax_rate', models.DecimalField(decimal_places=3, max_digits=4)),
                ('net', models.DecimalField(decimal_places=2, max_digits=12)),
                ('tax', models.DecimalField(decimal_places=2, max_digits=12)),
                ('part_kind', models.CharField(blank=True, max_length=20, verbose_name='part kind')),
                ('warranty_class', models.CharField(blank=True, max_length=10)),
                ('approval', models.CharField(choices=[('waiting', 'waiting for the customer'), ('approved', 'approved'), ('declined', 'declined')], default='waiting', max_length=10)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_through', models.CharField(blank=True, choices=[('phone', 'by phone'), ('person', 'in person'), ('link', 'by link')], max_length=10)),
                ('decline_reason', models.CharField(blank=True, max_length=200)),
                ('answer_recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('part', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parts.part')),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('operation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pricing.operation')),
                ('estimate', accounts.models.keys.StoreKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='pricing.estimate')),
            ],
        ),
        migrations.CreateModel(
            name='EstimateLineEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('position', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('labour', 'labour'), ('part', 'material')], max_length=10)),
                ('code', models.CharField(max_length=40, verbose_name='code')),
                ('name_zh', models.CharField(max_length=80)),
                ('name_en', models.CharField(blank=True, max_length=80)),
                ('quantity', models.DecimalField(decimal_places=2, max_digits=8, verbose_name='quantity (hours, panels or pieces)')),
                ('unit', models.CharField(max_length=10, verbose_name='unit')),
                ('unit_price', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='unit price incl. VAT')),
                ('discount', models.DecimalField(decimal_places=2, default=0, max_digits=10, verbose_name='discount')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='amount incl. VAT')),
                ('tax_rate', models.DecimalField(decimal_places=3, max_digits=4)),
                ('net', models.DecimalField(decimal_places=2, max_digits=12)),
                ('tax', models.DecimalField(decimal_places=2, max_digits=12)),
                ('part_kind', models.CharField(blank=True, max_length=20, verbose_name='part kind')),
                ('warranty_class', models.CharField(blank=True, max_length=10)),
                ('approval', models.CharField(choices=[('waiting', 'waiting for the customer'), ('approved', 'approved'), ('declined', 'declined')], default='waiting', max_length=10)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_through', models.CharField(blank=True, choices=[('phone', 'by phone'), ('person', 'in person'), ('link', 'by link')], max_length=10)),
                ('decline_reason', models.CharField(blank=True, max_length=200)),
                ('answer_recorded_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('part', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='parts.part')),
                ('store', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.store', verbose_name='store')),
                ('operation', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='pricing.operation')),
                ('estimate', accounts.models.keys.StoreKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='pricing.estimate')),
                ('pgh_obj', accounts.models.keys.StoreKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='pricing.estimateline')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LabourRate',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('category', models.CharField(max_length=10)),
                ('unit', models.CharField(choices=[('hour', 'hour'), ('panel', 'panel')], default='hour', max_length=10)),
                ('price', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='price incl. VAT')),
                ('tax_rate', models.DecimalField(decimal_places=3, max_digits=4)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(blank=True, null=True)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('valid_until', None)), fields=('store', 'category', 'unit'), name='one_open_rate_a_category')],
            },
        ),
        migrations.CreateModel(
            name='PackageLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('quantity', models.DecimalField(decimal_places=2, max_digits=8)),
                ('operation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pricing.operation')),
                ('part', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parts.part')),
                ('package', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='pricing.repairpackage')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('package', 'position'), name='one_package_line_a_position'), models.CheckConstraint(condition=models.Q(models.Q(('operation__isnull', False), ('part__isnull', True)), models.Q(('operation__isnull', True), ('part__isnull', False)), _connector='OR'), name='package_line_is_operation_or_part')],
            },
        ),
        migrations.AddIndex(
            model_name='estimate',
            index=models.Index(fields=['store', 'vehicle', '-created_at'], name='estimate_vehicle'),
        ),
        migrations.AddConstraint(
            model_name='estimate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'draft'), ('told_at__isnull', True)), models.Q(('status', 'told'), ('told_at__isnull', False)), _connector='OR'), name='told_estimate_has_time'),
        ),
        migrations.AddConstraint(
            model_name='estimate',
            constraint=models.CheckConstraint(condition=models.Q(('total__gte', 0)), name='estimate_total_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='estimateline',
            constraint=models.UniqueConstraint(fields=('store', 'estimate', 'position'), name='one_estimate_line_a_position'),
        ),
        migrations.AddConstraint(
            model_name='estimateline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('approval', 'waiting')), models.Q(models.Q(('approval', 'waiting'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='answered_line_has_time'),
        ),
        migrations.AddConstraint(
            model_name='estimateline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='estimate_line_of_something'),
        ),
        migrations.AddConstraint(
            model_name='estimateline',
            constraint=models.CheckConstraint(condition=models.Q(('amount', django.db.models.expressions.CombinedExpression(django.db.models.functions.math.Round(models.ExpressionWrapper(django.db.models.expressions.CombinedExpression(models.F('quantity'), '*', models.F('unit_price')), models.DecimalField()), precision=2), '-', models.F('discount'))), ('net', django.db.models.expressions.CombinedExpression(models.F('amount'), '-', models.F('tax')))), name='estimate_line_says_its_amount'),
        ),
    ]
