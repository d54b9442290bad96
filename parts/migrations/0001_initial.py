import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReservationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('quantity', models.PositiveIntegerField(verbose_name='quantity')),
                ('label', models.CharField(max_length=60, verbose_name='label')),
                ('needed_at', models.DateTimeField(verbose_name='needed at')),
                ('status', models.CharField(choices=[('awaited', 'awaited'), ('reserved', 'reserved'), ('picked', 'on the shelf'), ('issued', 'issued'), ('released', 'released')], default='reserved', max_length=10, verbose_name='status')),
                ('shelf', models.CharField(blank=True, max_length=20, verbose_name='shelf')),
                ('picked_at', models.DateTimeField(blank=True, null=True)),
                ('issued_at', models.DateTimeField(blank=True, null=True)),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('release_reason', models.CharField(blank=True, max_length=100, verbose_name='why released')),
                ('bill_key', models.PositiveBigIntegerField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StockItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on_hand', models.PositiveIntegerField(default=0, verbose_name='on hand')),
                ('reserved', models.PositiveIntegerField(default=0, verbose_name='reserved')),
                ('min_stock', models.PositiveIntegerField(default=0, verbose_name='minimum stock')),
                ('price', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='published price incl. VAT')),
                ('bin', models.CharField(blank=True, max_length=20, verbose_name='bin')),
            ],
            options={
                'verbose_name': 'stock item',
            },
        ),
        migrations.CreateModel(
            name='StockItemEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('on_hand', models.PositiveIntegerField(default=0, verbose_name='on hand')),
                ('reserved', models.PositiveIntegerField(default=0, verbose_name='reserved')),
                ('min_stock', models.PositiveIntegerField(default=0, verbose_name='minimum stock')),
                ('price', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='published price incl. VAT')),
                ('bin', models.CharField(blank=True, max_length=20, verbose_name='bin')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StockMovement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('opening', 'opening stock'), ('receipt', 'goods receipt'), ('issue', 'stock issue'), ('return', 'return'), ('count', 'stock take')], max_length=10, verbose_name='kind')),
                ('quantity', models.IntegerField(verbose_name='quantity')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('at', models.DateTimeField(verbose_name='when')),
            ],
        ),
        migrations.CreateModel(
            name='Arrival',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.PositiveIntegerField(verbose_name='quantity')),
                ('expected_on', models.DateField(verbose_name='expected on')),
                ('received_at', models.DateTimeField(blank=True, null=True, verbose_name='received')),
                ('store', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
            ],
        ),
        migrations.CreateModel(
            name='Part',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=30, unique=True, verbose_name='part number')),
                ('display_number', models.CharField(max_length=40)),
                ('name_zh', models.CharField(max_length=80)),
                ('name_en', models.CharField(blank=True, max_length=80)),
                ('group', models.CharField(blank=True, max_length=20)),
                ('unit', models.CharField(max_length=10, verbose_name='unit')),
                ('brand', models.CharField(blank=True, max_length=30)),
                ('kind', models.CharField(max_length=20, verbose_name='part kind')),
                ('fits', models.CharField(blank=True, max_length=120)),
                ('list_price', models.DecimalField(decimal_places=2, max_digits=10)),
                ('cost_price', models.DecimalField(decimal_places=2, max_digits=10)),
                ('is_wear_part', models.BooleanField(default=False)),
                ('sanbao_class', models.CharField(blank=True, max_length=30)),
                ('source', models.TextField(blank=True)),
            ],
            options={
                'indexes': [models.Index(django.contrib.postgres.indexes.OpClass(models.F('number'), 'text_pattern_ops'), name='part_number')],
            },
        ),
        migrations.CreateModel(
            name='Reservation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.PositiveIntegerField(verbose_name='quantity')),
                ('label', models.CharField(max_length=60, verbose_name='label')),
                ('needed_at', models.DateTimeField(verbose_name='needed at')),
                ('status', models.CharField(choices=[('awaited', 'awaited'), ('reserved', 'reserved'), ('picked', 'on the shelf'), ('issued', 'issued'), ('released', 'released')], default='reserved', max_length=10, verbose_name='status')),
                ('shelf', models.CharField(blank=True, max_length=20, verbose_name='shelf')),
                ('picked_at', models.DateTimeField(blank=True, null=True)),
                ('issued_at', models.DateTimeField(blank=True, null=True)),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('release_reason', models.CharField(blank=True, max_length=100, verbose_name='why released')),
                ('bill_key', models.PositiveBigIntegerField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('issued_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('picked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
            ],
            options={
                'verbose_name': 'reservation',
            },
        ),
    ]
