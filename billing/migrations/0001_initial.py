import accounts.models.keys
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.math
import django.db.models.lookups
import pghistory.utils
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_initial'),
        ('customers', '0001_initial'),
        ('pricing', '0001_initial'),
        ('vehicles', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Bill',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('payer', models.CharField(choices=[('customer', 'customer'), ('warranty', 'factory warranty'), ('extended', 'extended warranty'), ('recall', 'recall'), ('goodwill', 'goodwill'), ('insurer', 'insurer'), ('internal', 'internal')], default='customer', max_length=12, verbose_name='payer')),
                ('status', models.CharField(choices=[('draft', 'draft'), ('issued', 'issued'), ('paid', 'paid'), ('credited', 'credited'), ('discarded', 'discarded')], default='draft', max_length=10, verbose_name='status')),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('serial', models.PositiveIntegerField(blank=True, null=True)),
                ('number', models.CharField(blank=True, max_length=30, verbose_name='number')),
                ('credit_reason', models.CharField(blank=True, max_length=200, verbose_name='why credited')),
                ('facts', models.JSONField(default=dict, verbose_name='copied facts')),
                ('total', models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name='total incl. VAT')),
                ('net', models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ('tax', models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ('paid', models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name='paid')),
                ('created_at', models.DateTimeField()),
                ('issued_at', models.DateTimeField(blank=True, null=True, verbose_name='issued at')),
                ('paid_at', models.DateTimeField(blank=True, null=True, verbose_name='paid at')),
                ('previous_hash', models.CharField(blank=True, max_length=64)),
                ('hash', models.CharField(blank=True, max_length=64)),
                ('issued_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('credit_of', accounts.models.keys.StoreKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='credits', to='billing.bill')),
                ('customer', accounts.models.keys.StoreKey(on_delete=django.db.models.deletion.PROTECT, related_name='bills', to='customers.customer')),
                ('vehicle', accounts.models.keys.StoreKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bills', to='vehicles.vehicle')),
            ],
            options={
                'verbose_name': 'bill',
                'indexes': [
                    models.Index(fields=['store', 'status', '-issued_at'], name='bill_status'),
                    models.Index(fields=['store', '-created_at', '-id'], name='bill_created'),
                    models.Index(condition=models.Q(('paid_at__isnull', False)), fields=['store', 'paid_at'], name='bill_paid_at'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('store', 'year', 'serial'), name='bill_numbers_without_twin'),
                    models.CheckConstraint(condition=models.Q(models.Q(('hash', ''), ('issued_at__isnull', True), ('number', ''), ('serial__isnull', True), ('status__in', ['draft', 'discarded'])), models.Q(models.Q(('status__in', ['draft', 'discarded']), _negated=True), models.Q(('number', ''), _negated=True), models.Q(('hash', ''), _negated=True), ('issued_at__isnull', False), ('serial__isnull', False)), _connector='OR'), name='issued_bill_has_number_time_and_hash'),
                    models.CheckConstraint(condition=models.Q(('total', django.db.models.expressions.CombinedExpression(models.F('net'), '+', models.F('tax')))), name='bill_total_is_net_and_tax'),
                    models.CheckConstraint(condition=models.Q(models.Q(('credit_of__isnull', True), ('paid__gte', 0), ('paid__lte', models.F('total'))), models.Q(('credit_of__isnull', False), ('paid__gte', models.F('total')), ('paid__lte', 0)), _connector='OR'), name='paid_at_most_the_total'),
                    models.CheckConstraint(condition=models.Q(models.Q(('status', 'paid'), _negated=True), ('paid', models.F('total')), _connector='OR'), name='paid_bill_is_paid_in_full'),
                    models.UniqueConstraint(fields=('store', 'credit_of'), name='one_credit_note_a_bill'),
                ],
            },
        ),
        migrations.CreateModel(
            name='BillEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('payer', models.CharField(choices=[('customer', 'customer'), ('warranty', 'factory warranty'), ('extended', 'extended warranty'), ('recall', 'recall'), ('goodwill', 'goodwill'), ('insurer', 'insurer'), ('internal', 'internal')], default='customer', max_length=12, verbose_name='payer')),
                ('status', models.CharField(choices=[('draft', 'draft'), ('issued', 'issued'), ('paid', 'paid'), ('credited', 'credited'), ('discarded', 'discarded')], default='draft', max_length=10, verbose_name='status')),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('serial', models.PositiveIntegerField(blank=True, null=True)),
                ('number', models.CharField(blank=True, max_length=30, verbose_name='number')),
                ('credit_reason', models.CharField(blank=True, max_length=200, verbose_name='why credited')),
                ('facts', models.JSONField(default=dict, verbose_name='copied facts')),
                ('total', models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name='total incl. VAT')),
                ('net', models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ('tax', models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ('paid', models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name='paid')),
                ('created_at', models.DateTimeField()),
                ('issued_at', models.DateTimeField(blank=True, null=True, verbose_name='issued at')),
                ('paid_at', models.DateTimeField(blank=True, null=True, verbose_name='paid at')),
                ('previous_hash', models.CharField(blank=True, max_length=64)),
                ('hash', models.CharField(blank=True, max_length=64)),
                ('issued_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.store', verbose_name='store')),
                ('credit_of', accounts.models.keys.StoreKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='billing.bill')),
                ('customer', accounts.models.keys.StoreKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer')),
                ('pgh_obj', accounts.models.keys.StoreKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='billing.bill')),
                ('vehicle', accounts.models.keys.StoreKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vehicles.vehicle')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='BillLine',
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
                ('difference_reason', models.CharField(blank=True, max_length=200, verbose_name='why it differs from the estimate')),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('bill', accounts.models.keys.StoreKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='billing.bill')),
                ('estimate_line', accounts.models.keys.StoreKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='billed', to='pricing.estimateline')),
                ('mirrors', accounts.models.keys.OneStoreKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mirror', to='billing.billline')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('store', 'bill', 'position'), name='one_bill_line_a_position'),
                    models.CheckConstraint(condition=models.Q(('amount', django.db.models.expressions.CombinedExpression(django.db.models.functions.math.Round(models.ExpressionWrapper(django.db.models.expressions.CombinedExpression(models.F('quantity'), '*', models.F('unit_price')), models.DecimalField()), precision=2), '-', models.F('discount'))), ('net', django.db.models.expressions.CombinedExpression(models.F('amount'), '-', models.F('tax')))), name='bill_line_says_its_amount'),
                    models.CheckConstraint(condition=django.db.models.lookups.Exact(models.Func('estimate_line', 'mirrors', function='num_nonnulls', output_field=models.IntegerField()), 1), name='bill_line_has_one_source'),
                    models.CheckConstraint(condition=models.Q(('estimate_line__isnull', True), ('quantity__gt', 0), _connector='OR'), name='estimate_line_is_charged'),
                    models.CheckConstraint(condition=models.Q(('mirrors__isnull', True), ('quantity__lt', 0), _connector='OR'), name='mirror_takes_back'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('method', models.CharField(max_length=20, verbose_name='method')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='amount')),
                ('reference', models.CharField(blank=True, max_length=60, verbose_name='reference')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('taken_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('customer', accounts.models.keys.StoreKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='customers.customer')),
                ('gives_back', accounts.models.keys.StoreKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='billing.receipt')),
            ],
            options={
                'verbose_name': 'receipt',
                'indexes': [
                    models.Index(fields=['store', '-at'], name='receipt_at'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('amount__gt', 0), ('gives_back__isnull', True)), models.Q(('amount__lt', 0), ('gives_back__isnull', False)), _connector='OR'), name='refund_says_what_it_gives_back'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Allocation',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='amount')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('allocated_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('bill', accounts.models.keys.StoreKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='billing.bill')),
                ('receipt', accounts.models.keys.StoreKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='billing.receipt')),
            ],
            options={
                'verbose_name': 'allocation',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='allocation_of_something'),
                ],
            },
        ),
    ]
