import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_initial'),
        ('customers', '0002_initial'),
        ('followup', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('vehicles', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='calltask',
            name='vehicle',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vehicles.vehicle'),
        ),
        migrations.AddField(
            model_name='callresult',
            name='task',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='results', to='followup.calltask'),
        ),
        migrations.AddField(
            model_name='calltaskevent',
            name='customer',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='calltaskevent',
            name='leased_to',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='calltaskevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='calltaskevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='followup.calltask'),
        ),
        migrations.AddField(
            model_name='calltaskevent',
            name='store',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.store', verbose_name='store'),
        ),
        migrations.AddField(
            model_name='calltaskevent',
            name='vehicle',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vehicles.vehicle'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='customer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='complaints', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='complaints', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='complaint',
            name='store',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='task',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='complaint', to='followup.calltask'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='vehicle',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vehicles.vehicle'),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='customer',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='owner',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='followup.complaint'),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='store',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.store', verbose_name='store'),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='task',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='followup.calltask'),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='vehicle',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vehicles.vehicle'),
        ),
        migrations.AddIndex(
            model_name='calltask',
            index=models.Index(condition=models.Q(('status', 'open')), fields=['store', 'urgency', 'due_at'], name='call_due'),
        ),
        migrations.AddIndex(
            model_name='calltask',
            index=models.Index(fields=['store', '-due_at'], name='call_due_at'),
        ),
        migrations.AddIndex(
            model_name='calltask',
            index=models.Index(fields=['store', 'customer'], name='call_customer'),
        ),
        migrations.AddConstraint(
            model_name='calltask',
            constraint=models.UniqueConstraint(fields=('store', 'kind', 'source_id'), name='one_call_a_source_and_kind'),
        ),
        migrations.AddConstraint(
            model_name='calltask',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('status', 'open')), models.Q(models.Q(('status', 'open'), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='closed_call_has_time'),
        ),
        migrations.AddConstraint(
            model_name='calltask',
            constraint=models.UniqueConstraint(condition=models.Q(('leased_to__isnull', False), ('status', 'open')), fields=('store', 'leased_to'), name='one_call_in_hand_an_agent'),
        ),
        migrations.AddIndex(
            model_name='callresult',
            index=models.Index(fields=['store', '-at'], name='call_result_at'),
        ),
        migrations.AddIndex(
            model_name='callresult',
            index=models.Index(fields=['task', 'at'], name='call_result_task'),
        ),
        migrations.AddConstraint(
            model_name='callresult',
            constraint=models.CheckConstraint(condition=models.Q(('attitude__isnull', True), ('attitude__range', (1, 5)), _connector='OR'), name='attitude_1_to_5'),
        ),
        migrations.AddConstraint(
            model_name='callresult',
            constraint=models.CheckConstraint(condition=models.Q(('recommend__isnull', True), ('recommend__range', (0, 10)), _connector='OR'), name='recommend_0_to_10'),
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(fields=['store', 'status', 'solve_due_at'], name='complaint_status'),
        ),
        migrations.AddConstraint(
            model_name='complaint',
            constraint=models.UniqueConstraint(fields=('store', 'number'), name='one_complaint_a_number'),
        ),
        migrations.AddConstraint(
            model_name='complaint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'closed'), _negated=True), ('closed_at__isnull', False), _connector='OR'), name='closed_complaint_has_time'),
        ),
    ]
