import accounts.models.keys
import core.folding
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import pghistory.utils
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Powertrain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True)),
                ('name_zh', models.CharField(max_length=80)),
                ('name_en', models.CharField(blank=True, max_length=80)),
                ('fuel', models.CharField(max_length=20)),
                ('maintenance_group', models.CharField(max_length=20)),
                ('is_nev', models.BooleanField(default=False)),
                ('oil_spec', models.CharField(blank=True, max_length=60)),
                ('oil_litres', models.DecimalField(decimal_places=1, max_digits=4, null=True)),
                ('source', models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name='VehicleModel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, unique=True)),
                ('family', models.CharField(db_index=True, max_length=30)),
                ('maker', models.CharField(max_length=20)),
                ('name_zh', models.CharField(max_length=60)),
                ('name_en', models.CharField(max_length=60)),
                ('trim', models.CharField(blank=True, max_length=80)),
                ('transmission', models.CharField(blank=True, max_length=20)),
                ('drive', models.CharField(blank=True, max_length=10)),
                ('maintenance_group', models.CharField(max_length=20)),
                ('list_price', models.DecimalField(decimal_places=2, max_digits=10, null=True)),
                ('on_sale', models.BooleanField(default=False)),
                ('source', models.TextField(blank=True)),
                ('powertrain', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='models', to='vehicles.powertrain')),
            ],
        ),
        migrations.CreateModel(
            name='Vehicle',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('plate', models.CharField(blank=True, max_length=10, verbose_name='plate')),
                ('plate_tail', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Right('plate', 5), output_field=models.CharField(max_length=5))),
                ('vin', models.CharField(blank=True, max_length=17, verbose_name='VIN')),
                ('vin_tail', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Right('vin', 6), output_field=models.CharField(max_length=6))),
                ('colour', models.CharField(blank=True, max_length=20, verbose_name='colour')),
                ('mileage', models.PositiveIntegerField(default=0, verbose_name='mileage, km')),
                ('mileage_on', models.DateField(blank=True, null=True, verbose_name='mileage read on')),
                ('delivered_on', models.DateField(blank=True, null=True, verbose_name='delivered on')),
                ('note', models.TextField(blank=True, verbose_name='internal note')),
                ('created_at', models.DateTimeField(verbose_name='created')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('model', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vehicles.vehiclemodel')),
            ],
            options={
                'verbose_name': 'car',
                'verbose_name_plural': 'cars',
                'indexes': [
                    models.Index(models.F('store'), django.contrib.postgres.indexes.OpClass('plate', 'text_pattern_ops'), name='vehicle_plate'),
                    models.Index(fields=['store', 'plate_tail'], name='vehicle_plate_tail'),
                    models.Index(fields=['store', 'vin_tail'], name='vehicle_vin_tail'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('vin', ''), _negated=True), fields=('store', 'vin'), name='one_car_a_vin'),
                    models.UniqueConstraint(condition=models.Q(('plate', ''), _negated=True), fields=('store', 'plate'), name='one_car_a_plate'),
                    models.CheckConstraint(condition=models.Q(('plate', core.folding.FoldedCode('plate'))), name='plate_is_folded'),
                    models.CheckConstraint(condition=models.Q(('vin', core.folding.FoldedCode('vin'))), name='vin_is_folded'),
                ],
            },
        ),
        migrations.CreateModel(
            name='RepairFact',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('system', models.CharField(max_length=40, verbose_name='system')),
                ('on', models.DateField(verbose_name='day')),
                ('km', models.PositiveIntegerField(verbose_name='mileage, km')),
                ('order_number', models.CharField(max_length=30, verbose_name='repair order')),
                ('text', models.CharField(blank=True, max_length=200)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('vehicle', accounts.models.keys.StoreKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='repairs', to='vehicles.vehicle')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['store', 'vehicle', '-on'], name='repair_fact_vehicle'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('store', 'vehicle', 'order_number', 'system', 'text'), name='one_fact_a_repair'),
                ],
            },
        ),
        migrations.CreateModel(
            name='VehicleEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('plate', models.CharField(blank=True, max_length=10, verbose_name='plate')),
                ('plate_tail', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Right('plate', 5), output_field=models.CharField(max_length=5))),
                ('vin', models.CharField(blank=True, max_length=17, verbose_name='VIN')),
                ('vin_tail', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Right('vin', 6), output_field=models.CharField(max_length=6))),
                ('colour', models.CharField(blank=True, max_length=20, verbose_name='colour')),
                ('mileage', models.PositiveIntegerField(default=0, verbose_name='mileage, km')),
                ('mileage_on', models.DateField(blank=True, null=True, verbose_name='mileage read on')),
                ('delivered_on', models.DateField(blank=True, null=True, verbose_name='delivered on')),
                ('note', models.TextField(blank=True, verbose_name='internal note')),
                ('created_at', models.DateTimeField(verbose_name='created')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('store', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.store', verbose_name='store')),
                ('model', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vehicles.vehiclemodel')),
                ('pgh_obj', accounts.models.keys.StoreKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='vehicles.vehicle')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
