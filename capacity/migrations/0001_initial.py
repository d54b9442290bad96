import accounts.models.keys
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
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
            name='BayType',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=10, unique=True)),
                ('name_zh', models.CharField(max_length=40)),
                ('name_en', models.CharField(max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name='ClaimSet',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Resource',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('bay', 'bay'), ('technician', 'technician'), ('advisor', 'service advisor'), ('vehicle', 'car')], max_length=12, verbose_name='kind')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('skills', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), blank=True, default=list, size=None)),
                ('active', models.BooleanField(default=True, verbose_name='in use')),
                ('bay_type', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='capacity.baytype')),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='resources', to=settings.AUTH_USER_MODEL)),
                ('vehicle', accounts.models.keys.StoreKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='resources', to='vehicles.vehicle')),
            ],
            options={
                'verbose_name': 'resource',
                'indexes': [
                    models.Index(condition=models.Q(('active', True)), fields=['store', 'kind'], name='resource_kind'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('bay_type__isnull', False), ('kind', 'bay')), models.Q(('kind__in', ['technician', 'advisor']), ('user__isnull', False)), models.Q(('kind', 'vehicle'), ('vehicle__isnull', False)), _connector='OR'), name='resource_is_something'),
                    models.UniqueConstraint(condition=models.Q(('user__isnull', False)), fields=('store', 'kind', 'user'), name='one_resource_a_person'),
                    models.UniqueConstraint(condition=models.Q(('vehicle__isnull', False)), fields=('store', 'vehicle'), name='one_resource_a_car'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('during', django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ('status', models.CharField(choices=[('held', 'held'), ('taken', 'taken'), ('blocked', 'blocked'), ('released', 'released')], max_length=10, verbose_name='status')),
                ('kind', models.CharField(choices=[('appointment', 'appointment'), ('walk_in', 'walk-in'), ('delivery_prep', 'delivery preparation'), ('hold', 'hold'), ('absence', 'absence')], max_length=14, verbose_name='kind')),
                ('label', models.CharField(blank=True, max_length=100, verbose_name='label')),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('held_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('claim_set', accounts.models.keys.StoreKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='capacity.claimset')),
                ('resource', accounts.models.keys.StoreKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='capacity.resource')),
            ],
            options={
                'indexes': [
                    models.Index(models.F('store'), models.Func(models.F('during'), function='upper'), condition=models.Q(('status__in', ['held', 'taken', 'blocked'])), name='claim_horizon'),
                    models.Index(condition=models.Q(('status', 'held')), fields=['store', 'expires_at'], name='claim_expiry'),
                ],
                'constraints': [
                    django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('status__in', ['held', 'taken', 'blocked'])), expressions=[('store', '='), ('resource', '='), ('during', '&&')], name='no_two_claims_at_once'),
                    models.CheckConstraint(condition=models.Q(('during__isempty', False)), name='claim_of_some_time'),
                    models.CheckConstraint(condition=models.Q(models.Q(('expires_at__isnull', False), ('held_by__isnull', False), ('status', 'held')), models.Q(models.Q(('status', 'held'), _negated=True), ('expires_at__isnull', True)), _connector='OR'), name='held_claim_expires_and_has_a_holder'),
                    models.CheckConstraint(condition=models.Q(models.Q(('status', 'taken'), _negated=True), ('claim_set__isnull', False), _connector='OR'), name='taken_claim_belongs_to_a_set'),
                ],
            },
        ),
    ]
