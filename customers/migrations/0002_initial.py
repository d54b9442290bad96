import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_initial'),
        ('customers', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('vehicles', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='ownership',
            name='vehicle',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ownerships', to='vehicles.vehicle'),
        ),
        migrations.AddField(
            model_name='ownershipevent',
            name='customer',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='ownershipevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='ownershipevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='customers.ownership'),
        ),
        migrations.AddField(
            model_name='ownershipevent',
            name='store',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.store', verbose_name='store'),
        ),
        migrations.AddField(
            model_name='ownershipevent',
            name='vehicle',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vehicles.vehicle'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(models.F('store'), django.contrib.postgres.indexes.OpClass('name', 'text_pattern_ops'), name='customer_name'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(models.F('store'), django.contrib.postgres.indexes.OpClass('initials', 'text_pattern_ops'), name='customer_initials'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['store', '-created_at'], name='customer_created'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('credit_code', ''), _negated=True), ('merged_into__isnull', True)), fields=('store', 'credit_code'), name='one_organisation_a_credit_code'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', models.F('id')), _negated=True), name='not_merged_into_itself'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('customer', 'purpose', 'channel'), name='one_live_consent_a_purpose'),
        ),
        migrations.AddIndex(
            model_name='customerphone',
            index=models.Index(models.F('store'), django.contrib.postgres.indexes.OpClass('number', 'text_pattern_ops'), name='phone_number'),
        ),
        migrations.AddIndex(
            model_name='customerphone',
            index=models.Index(fields=['store', 'tail'], name='phone_tail'),
        ),
        migrations.AddConstraint(
            model_name='customerphone',
            constraint=models.UniqueConstraint(condition=models.Q(('shared', False)), fields=('store', 'number'), name='one_customer_a_phone_number'),
        ),
        migrations.AddConstraint(
            model_name='customerphone',
            constraint=models.UniqueConstraint(condition=models.Q(('primary', True)), fields=('customer',), name='one_primary_phone_a_customer'),
        ),
        migrations.AddIndex(
            model_name='link',
            index=models.Index(fields=['store', 'kind', 'subject_id'], name='link_subject'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(models.F('due_at'), condition=models.Q(('status', 'planned')), name='message_due'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(models.F('lease_until'), condition=models.Q(('status', 'sending')), name='message_lease'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['store', '-created_at'], name='message_created'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(fields=('store', 'purpose', 'source_id', 'version', 'channel'), name='one_message_a_purpose'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('status__in', ['accepted', 'delivered'])), models.Q(('status__in', ['accepted', 'delivered']), _negated=True), _connector='OR'), name='accepted_message_was_sent'),
        ),
        migrations.AddIndex(
            model_name='ownership',
            index=models.Index(fields=['store', 'customer'], name='ownership_customer'),
        ),
        migrations.AddConstraint(
            model_name='ownership',
            constraint=models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('store', 'vehicle'), name='one_owner_a_car'),
        ),
        migrations.AddConstraint(
            model_name='ownership',
            constraint=models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='ownership_ends_after_it_begins'),
        ),
    ]
