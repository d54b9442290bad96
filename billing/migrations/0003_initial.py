import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.math
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_initial'),
        ('billing', '0002_initial'),
        ('customers', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('pricing', '0001_initial'),
        ('vehicles', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='bill',
            name='vehicle',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bills', to='vehicles.vehicle'),
        ),
        migrations.AddField(
            model_name='billevent',
            name='credit_of',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='billing.bill'),
        ),
        migrations.AddField(
            model_name='billevent',
            name='customer',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='billevent',
            name='issued_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='billevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='billevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='billing.bill'),
        ),
        migrations.AddField(
            model_name='billevent',
            name='store',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.store', verbose_name='store'),
        ),
        migrations.AddField(
            model_name='billevent',
            name='vehicle',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vehicles.vehicle'),
        ),
        migrations.AddField(
            model_name='billline',
            name='bill',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='billing.bill'),
        ),
        migrations.AddField(
            model_name='billline',
            name='estimate_line',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='billed', to='pricing.estimateline'),
        ),
        migrations.AddField(
            model_name='billline',
            name='mirrors',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mirror', to='billing.billline'),
        ),
        migrations.AddField(
            model_name='billline',
            name='store',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store'),
        ),
        migrations.AddField(
            model_name='payment',
            name='bill',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='billing.bill'),
        ),
        migrations.AddField(
            model_name='payment',
            name='store',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store'),
        ),
        migrations.AddField(
            model_name='payment',
            name='taken_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='bill',
            index=models.Index(fields=['store', 'status', '-issued_at'], name='bill_status'),
        ),
        migrations.AddIndex(
            model_name='bill',
            index=models.Index(fields=['store', '-created_at', '-id'], name='bill_created'),
        ),
        migrations.AddIndex(
            model_name='bill',
            index=models.Index(fields=['store', 'vehicle'], name='bill_vehicle'),
        ),
        migrations.AddConstraint(
            model_name='bill',
            constraint=models.UniqueConstraint(fields=('store', 'year', 'serial'), name='bill_numbers_without_twin'),
        ),
        migrations.AddConstraint(
            model_name='bill',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('hash', ''), ('issued_at__isnull', True), ('number', ''), ('serial__isnull', True), ('status__in', ['draft', 'discarded'])), models.Q(models.Q(('status__in', ['draft', 'discarded']), _negated=True), models.Q(('number', ''), _negated=True), models.Q(('hash', ''), _negated=True), ('issued_at__isnull', False), ('serial__isnull', False)), _connector='OR'), name='issued_bill_has_number_time_and_hash'),
        ),
        migrations.AddConstraint(
            model_name='bill',
            constraint=models.CheckConstraint(condition=models.Q(('total', django.db.models.expressions.CombinedExpression(models.F('net'), '+', models.F('tax')))), name='bill_total_is_net_and_tax'),
        ),
        migrations.AddConstraint(
            model_name='bill',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('credit_of__isnull', True), ('paid__gte', 0), ('paid__lte', models.F('total'))), models.Q(('credit_of__isnull', False), ('paid__gte', models.F('total')), ('paid__lte', 0)), _connector='OR'), name='paid_at_most_the_total'),
        ),
        migrations.AddConstraint(
            model_name='bill',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'paid'), _negated=True), ('paid', models.F('total')), _connector='OR'), name='paid_bill_is_paid_in_full'),
        ),
        migrations.AddConstraint(
            model_name='bill',
            constraint=models.UniqueConstraint(fields=('credit_of',), name='one_credit_note_a_bill'),
        ),
        migrations.AddConstraint(
            model_name='billline',
            constraint=models.UniqueConstraint(fields=('bill', 'position'), name='one_bill_line_a_position'),
        ),
        migrations.AddConstraint(
            model_name='billline',
            constraint=models.CheckConstraint(condition=models.Q(('amount', django.db.models.expressions.CombinedExpression(django.db.models.functions.math.Round(models.ExpressionWrapper(django.db.models.expressions.CombinedExpression(models.F('quantity'), '*', models.F('unit_price')), models.DecimalField()), precision=2), '-', models.F('discount'))), ('net', django.db.models.expressions.CombinedExpression(models.F('amount'), '-', models.F('tax')))), name='bill_line_says_its_amount'),
        ),
        migrations.AddConstraint(
            model_name='billline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('estimate_line__isnull', False), ('mirrors__isnull', True)), models.Q(('estimate_line__isnull', True), ('mirrors__isnull', False)), _connector='OR'), name='bill_line_was_approved'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(fields=['store', '-at'], name='payment_at'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='payment_of_something'),
        ),
    ]
