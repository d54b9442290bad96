import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.math
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_initial'),
        ('customers', '0002_initial'),
        ('parts', '0002_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('pricing', '0001_initial'),
        ('vehicles', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='estimate',
            name='vehicle',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='estimates', to='vehicles.vehicle'),
        ),
        migrations.AddField(
            model_name='estimateevent',
            name='created_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='estimateevent',
            name='customer',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='estimateevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='estimateevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='pricing.estimate'),
        ),
        migrations.AddField(
            model_name='estimateevent',
            name='store',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.store', verbose_name='store'),
        ),
        migrations.AddField(
            model_name='estimateevent',
            name='told_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='estimateevent',
            name='vehicle',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vehicles.vehicle'),
        ),
        migrations.AddField(
            model_name='estimateline',
            name='answer_recorded_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='estimateline',
            name='estimate',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='pricing.estimate'),
        ),
        migrations.AddField(
            model_name='estimateline',
            name='part',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parts.part'),
        ),
        migrations.AddField(
            model_name='estimateline',
            name='store',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store'),
        ),
        migrations.AddField(
            model_name='estimatelineevent',
            name='answer_recorded_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='estimatelineevent',
            name='estimate',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='pricing.estimate'),
        ),
        migrations.AddField(
            model_name='estimatelineevent',
            name='part',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='parts.part'),
        ),
        migrations.AddField(
            model_name='estimatelineevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='estimatelineevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='pricing.estimateline'),
        ),
        migrations.AddField(
            model_name='estimatelineevent',
            name='store',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.store', verbose_name='store'),
        ),
        migrations.AddField(
            model_name='labourrate',
            name='store',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store'),
        ),
        migrations.AddField(
            model_name='maintenanceitem',
            name='part',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parts.part'),
        ),
        migrations.AddField(
            model_name='maintenanceitem',
            name='operation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pricing.operation'),
        ),
        migrations.AddField(
            model_name='estimatelineevent',
            name='operation',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='pricing.operation'),
        ),
        migrations.AddField(
            model_name='estimateline',
            name='operation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pricing.operation'),
        ),
        migrations.AddField(
            model_name='packageline',
            name='operation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pricing.operation'),
        ),
        migrations.AddField(
            model_name='packageline',
            name='part',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parts.part'),
        ),
        migrations.AddField(
            model_name='packageline',
            name='package',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='pricing.repairpackage'),
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
            model_name='labourrate',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_until', None)), fields=('store', 'category', 'unit'), name='one_open_rate_a_category'),
        ),
        migrations.AddConstraint(
            model_name='estimateline',
            constraint=models.UniqueConstraint(fields=('estimate', 'position'), name='one_estimate_line_a_position'),
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
        migrations.AddConstraint(
            model_name='packageline',
            constraint=models.UniqueConstraint(fields=('package', 'position'), name='one_package_line_a_position'),
        ),
        migrations.AddConstraint(
            model_name='packageline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('operation__isnull', False), ('part__isnull', True)), models.Q(('operation__isnull', True), ('part__isnull', False)), _connector='OR'), name='package_line_is_operation_or_part'),
        ),
    ]
