import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='BillEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
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
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='BillLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
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
            ],
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('method', models.CharField(max_length=20, verbose_name='method')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='amount')),
                ('reference', models.CharField(blank=True, max_length=60, verbose_name='reference')),
                ('at', models.DateTimeField(verbose_name='when')),
            ],
        ),
        migrations.CreateModel(
            name='Bill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
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
                ('credit_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='credits', to='billing.bill')),
            ],
            options={
                'verbose_name': 'bill',
            },
        ),
    ]
