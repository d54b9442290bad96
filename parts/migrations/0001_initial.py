import accounts.models.keys
import core.folding
import django.contrib.postgres.indexes
import django.db.models.deletion
import pghistory.utils
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_initial'),
        ('vehicles', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                'indexes': [
                    models.Index(django.contrib.postgres.indexes.OpClass(models.F('number'), 'text_pattern_ops'), name='part_number'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('number', core.folding.FoldedCode('number'))), name='part_number_is_folded'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Reservation',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
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
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('vehicle', accounts.models.keys.StoreKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reservations', to='vehicles.vehicle')),
            ],
            options={
                'verbose_name': 'reservation',
                'indexes': [
                    models.Index(condition=models.Q(('status__in', ['awaited', 'reserved', 'picked'])), fields=['store', 'needed_at'], name='reservation_open'),
                    models.Index(condition=models.Q(('bill_key__isnull', False)), fields=['store', 'bill_key'], name='reservation_bill'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='reservation_of_something'),
                    models.CheckConstraint(condition=models.Q(models.Q(('status', 'picked'), _negated=True), ('picked_at__isnull', False), _connector='OR'), name='picked_reservation_has_time'),
                    models.CheckConstraint(condition=models.Q(models.Q(('status', 'issued'), _negated=True), ('issued_at__isnull', False), _connector='OR'), name='issued_reservation_has_time'),
                    models.CheckConstraint(condition=models.Q(models.Q(('status', 'released'), _negated=True), ('released_at__isnull', False), _connector='OR'), name='released_reservation_has_time'),
                    models.CheckConstraint(condition=models.Q(('bill_key__isnull', True), ('status', 'issued'), _connector='OR'), name='billed_goods_are_out_of_the_store'),
                ],
            },
        ),
        migrations.CreateModel(
            name='StockItem',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('on_hand', models.PositiveIntegerField(default=0, verbose_name='on hand')),
                ('reserved', models.PositiveIntegerField(default=0, verbose_name='reserved')),
                ('min_stock', models.PositiveIntegerField(default=0, verbose_name='minimum stock')),
                ('price', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='published price incl. VAT')),
                ('bin', models.CharField(blank=True, max_length=20, verbose_name='bin')),
                ('part', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='stock', to='parts.part')),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
            ],
            options={
                'verbose_name': 'stock item',
                'constraints': [
                    models.UniqueConstraint(fields=('store', 'part'), name='one_stock_item_a_part'),
                    models.CheckConstraint(condition=models.Q(('reserved__lte', models.F('on_hand'))), name='reserved_is_on_hand'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ReservationEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
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
                ('issued_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('picked_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.store', verbose_name='store')),
                ('pgh_obj', accounts.models.keys.StoreKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='parts.reservation')),
                ('vehicle', accounts.models.keys.StoreKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vehicles.vehicle')),
                ('item', accounts.models.keys.StoreKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='parts.stockitem')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='reservation',
            name='item',
            field=accounts.models.keys.StoreKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='reservations', to='parts.stockitem'),
        ),
        migrations.CreateModel(
            name='Arrival',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('quantity', models.PositiveIntegerField(verbose_name='quantity')),
                ('expected_on', models.DateField(verbose_name='expected on')),
                ('received_at', models.DateTimeField(blank=True, null=True, verbose_name='received')),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('item', accounts.models.keys.StoreKey(on_delete=django.db.models.deletion.PROTECT, related_name='arrivals', to='parts.stockitem')),
            ],
            options={
                'indexes': [
                    models.Index(condition=models.Q(('received_at', None)), fields=['store', 'item', 'expected_on'], name='arrival_open'),
                ],
            },
        ),
        migrations.CreateModel(
            name='StockItemEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('on_hand', models.PositiveIntegerField(default=0, verbose_name='on hand')),
                ('reserved', models.PositiveIntegerField(default=0, verbose_name='reserved')),
                ('min_stock', models.PositiveIntegerField(default=0, verbose_name='minimum stock')),
                ('price', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='published price incl. VAT')),
                ('bin', models.CharField(blank=True, max_length=20, verbose_name='bin')),
                ('part', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='parts.part')),
                ('store', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.store', verbose_name='store')),
                ('pgh_obj', accounts.models.keys.StoreKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='parts.stockitem')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StockMovement',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('opening', 'opening stock'), ('receipt', 'goods receipt'), ('issue', 'stock issue'), ('return', 'return'), ('count', 'stock take')], max_length=10, verbose_name='kind')),
                ('quantity', models.IntegerField(verbose_name='quantity')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('item', accounts.models.keys.StoreKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='parts.stockitem')),
                ('reservation', accounts.models.keys.StoreKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='parts.reservation')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['store', 'item', '-at'], name='movement_item'),
                ],
            },
        ),
        migrations.AddIndex(
            model_name='reservation',
            index=models.Index(fields=['store', 'item', 'status'], name='reservation_item'),
        ),
    ]
