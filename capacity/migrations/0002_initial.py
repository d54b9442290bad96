import django.contrib.postgres.constraints
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('capacity', '0001_initial'),
        ('vehicles', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='resource',
            name='vehicle',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='resources', to='vehicles.vehicle'),
        ),
        migrations.AddField(
            model_name='claim',
            name='resource',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='capacity.resource'),
        ),
        migrations.AddIndex(
            model_name='resource',
            index=models.Index(condition=models.Q(('active', True)), fields=['store', 'kind'], name='resource_kind'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('bay_type__isnull', False), ('kind', 'bay')), models.Q(('kind__in', ['technician', 'advisor']), ('user__isnull', False)), models.Q(('kind', 'vehicle'), ('vehicle__isnull', False)), _connector='OR'), name='resource_is_something'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.UniqueConstraint(condition=models.Q(('user__isnull', False)), fields=('store', 'kind', 'user'), name='one_resource_a_person'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.UniqueConstraint(condition=models.Q(('vehicle__isnull', False)), fields=('vehicle',), name='one_resource_a_car'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(models.F('store'), models.Func(models.F('during'), function='upper'), condition=models.Q(('status__in', ['held', 'taken', 'blocked'])), name='claim_horizon'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(condition=models.Q(('status', 'held')), fields=['store', 'expires_at'], name='claim_expiry'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('status__in', ['held', 'taken', 'blocked'])), expressions=[('store', '='), ('resource', '='), ('during', '&&')], name='no_two_claims_at_once'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('during__isempty', False)), name='claim_of_some_time'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('expires_at__isnull', False), ('held_by__isnull', False), ('status', 'held')), models.Q(models.Q(('status', 'held'), _negated=True), ('expires_at__isnull', True)), _connector='OR'), name='held_claim_expires_and_has_a_holder'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'taken'), _negated=True), ('claim_set__isnull', False), _connector='OR'), name='taken_claim_belongs_to_a_set'),
        ),
    ]
