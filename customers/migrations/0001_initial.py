import accounts.models.keys
import core.columns
import core.folding
import core.phones
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import pghistory.utils
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_initial'),
        ('vehicles', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('purpose', models.CharField(max_length=40, verbose_name='purpose')),
                ('channel', models.CharField(max_length=20, verbose_name='channel')),
                ('given_at', models.DateTimeField(verbose_name='given')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
                ('evidence', models.CharField(blank=True, max_length=200, verbose_name='how it was given')),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
            ],
        ),
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('person', 'person'), ('household', 'household'), ('organisation', 'organisation')], default='person', max_length=12, verbose_name='kind')),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='name')),
                ('name_folded', models.GeneratedField(db_persist=True, expression=core.folding.FoldedName('name'), output_field=models.TextField())),
                ('initials', core.columns.DerivedText(blank=True, editable=False)),
                ('sort_key', core.columns.DerivedText(blank=True, editable=False)),
                ('email', core.columns.MaskedEmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('credit_code', models.CharField(blank=True, max_length=18, verbose_name='unified social credit code')),
                ('note', models.TextField(blank=True, verbose_name='internal note')),
                ('demo', models.BooleanField(default=False, editable=False)),
                ('created_at', models.DateTimeField(verbose_name='created')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('household', accounts.models.keys.StoreKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='members', to='customers.customer')),
                ('merged_into', accounts.models.keys.StoreKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='customers.customer')),
            ],
            options={
                'verbose_name': 'customer',
                'verbose_name_plural': 'customers',
                'indexes': [
                    models.Index(models.F('store'), django.contrib.postgres.indexes.OpClass('name_folded', 'text_pattern_ops'), name='customer_name'),
                    django.contrib.postgres.indexes.GinIndex(models.F('store'), django.contrib.postgres.indexes.OpClass('initials', 'gin_trgm_ops'), fastupdate=False, name='customer_initials'),
                    models.Index(fields=['store', '-created_at'], name='customer_created'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(models.Q(('credit_code', ''), _negated=True), ('merged_into__isnull', True)), fields=('store', 'credit_code'), name='one_organisation_a_credit_code'),
                    models.CheckConstraint(condition=models.Q(('merged_into', models.F('id')), _negated=True), name='not_merged_into_itself'),
                    models.CheckConstraint(condition=models.Q(('credit_code', core.folding.FoldedCode('credit_code'))), name='credit_code_is_folded'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ConsentEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('purpose', models.CharField(max_length=40, verbose_name='purpose')),
                ('channel', models.CharField(max_length=20, verbose_name='channel')),
                ('given_at', models.DateTimeField(verbose_name='given')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
                ('evidence', models.CharField(blank=True, max_length=200, verbose_name='how it was given')),
                ('store', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.store', verbose_name='store')),
                ('pgh_obj', accounts.models.keys.StoreKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='customers.consent')),
                ('customer', accounts.models.keys.StoreKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='consent',
            name='customer',
            field=accounts.models.keys.StoreKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='customers.customer'),
        ),
        migrations.CreateModel(
            name='CustomerEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('person', 'person'), ('household', 'household'), ('organisation', 'organisation')], default='person', max_length=12, verbose_name='kind')),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='name')),
                ('name_folded', models.GeneratedField(db_persist=True, expression=core.folding.FoldedName('name'), output_field=models.TextField())),
                ('initials', core.columns.DerivedText(blank=True, editable=False)),
                ('sort_key', core.columns.DerivedText(blank=True, editable=False)),
                ('email', core.columns.MaskedEmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('credit_code', models.CharField(blank=True, max_length=18, verbose_name='unified social credit code')),
                ('note', models.TextField(blank=True, verbose_name='internal note')),
                ('demo', models.BooleanField(default=False, editable=False)),
                ('created_at', models.DateTimeField(verbose_name='created')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('store', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.store', verbose_name='store')),
                ('household', accounts.models.keys.StoreKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer')),
                ('merged_into', accounts.models.keys.StoreKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer')),
                ('pgh_obj', accounts.models.keys.StoreKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='customers.customer')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CustomerPhone',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('number', core.columns.MaskedPhoneField(max_length=30, verbose_name='phone')),
                ('raw', core.columns.MaskedPhoneField(blank=True, max_length=40)),
                ('e164', models.GeneratedField(db_persist=True, expression=core.phones.FoldedPhone('number'), output_field=models.TextField())),
                ('tail', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Right(models.Func('number', models.Value('-'), models.Value(1), function='split_part', output_field=models.CharField()), 4), output_field=models.CharField(max_length=4))),
                ('primary', models.BooleanField(default=True)),
                ('shared', models.BooleanField(default=False, verbose_name='shared with others')),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('customer', accounts.models.keys.StoreKey(on_delete=django.db.models.deletion.CASCADE, related_name='phones', to='customers.customer')),
            ],
            options={
                'indexes': [
                    models.Index(models.F('store'), django.contrib.postgres.indexes.OpClass('e164', 'text_pattern_ops'), name='phone_number'),
                    models.Index(fields=['store', 'tail'], name='phone_tail'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('shared', False)), fields=('store', 'e164'), name='one_customer_a_phone_number'),
                    models.CheckConstraint(condition=models.Q(('e164', ''), _negated=True), name='phone_can_be_called'),
                    models.UniqueConstraint(condition=models.Q(('primary', True)), fields=('store', 'customer'), name='one_primary_phone_a_customer'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('a', 'appointment'), ('b', 'bill'), ('o', 'repair order'), ('s', 'survey')], max_length=1)),
                ('subject_id', models.BigIntegerField()),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('prefix', models.CharField(max_length=6)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('views', models.PositiveIntegerField(default=0)),
                ('last_viewed_at', models.DateTimeField(blank=True, null=True)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('customer', accounts.models.keys.StoreKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='customers.customer')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['store', 'kind', 'subject_id'], name='link_subject'),
                ],
            },
        ),
        migrations.CreateModel(
            name='LinkView',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('agent', models.CharField(blank=True, max_length=200)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('link', accounts.models.keys.StoreKey(on_delete=django.db.models.deletion.CASCADE, related_name='openings', to='customers.link')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('purpose', models.CharField(max_length=40, verbose_name='purpose')),
                ('source_id', models.BigIntegerField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('channel', models.CharField(max_length=20, verbose_name='channel')),
                ('address', core.columns.MaskedAddressField(blank=True, max_length=254, verbose_name='to')),
                ('subject', models.CharField(max_length=200, verbose_name='subject')),
                ('body', models.TextField(verbose_name='text')),
                ('link_kind', models.CharField(blank=True, max_length=1)),
                ('link_subject_id', models.BigIntegerField(null=True)),
                ('marketing', models.BooleanField(default=False)),
                ('status', models.CharField(choices=[('planned', 'planned'), ('sending', 'sending'), ('accepted', 'accepted'), ('delivered', 'delivered'), ('failed', 'failed'), ('unknown', 'unknown'), ('skipped', 'skipped'), ('cancelled', 'cancelled')], default='planned', max_length=12, verbose_name='status')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='why')),
                ('reference', models.CharField(max_length=40, unique=True, verbose_name='our reference')),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField(verbose_name='due')),
                ('not_after', models.DateTimeField(blank=True, null=True)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('created_at', models.DateTimeField(verbose_name='created')),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('customer', accounts.models.keys.StoreKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='customers.customer')),
            ],
            options={
                'indexes': [
                    models.Index(models.F('store'), models.F('due_at'), condition=models.Q(('status', 'planned')), name='message_due'),
                    models.Index(models.F('store'), models.F('lease_until'), condition=models.Q(('status', 'sending')), name='message_lease'),
                    models.Index(fields=['store', '-created_at'], name='message_created'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('store', 'purpose', 'source_id', 'version', 'channel'), name='one_message_a_purpose'),
                    models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('status__in', ['accepted', 'delivered'])), models.Q(('status__in', ['accepted', 'delivered']), _negated=True), _connector='OR'), name='accepted_message_was_sent'),
                ],
            },
        ),
        migrations.CreateModel(
            name='MessageEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('purpose', models.CharField(max_length=40, verbose_name='purpose')),
                ('source_id', models.BigIntegerField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('channel', models.CharField(max_length=20, verbose_name='channel')),
                ('address', core.columns.MaskedAddressField(blank=True, max_length=254, verbose_name='to')),
                ('subject', models.CharField(max_length=200, verbose_name='subject')),
                ('body', models.TextField(verbose_name='text')),
                ('link_kind', models.CharField(blank=True, max_length=1)),
                ('link_subject_id', models.BigIntegerField(null=True)),
                ('marketing', models.BooleanField(default=False)),
                ('status', models.CharField(choices=[('planned', 'planned'), ('sending', 'sending'), ('accepted', 'accepted'), ('delivered', 'delivered'), ('failed', 'failed'), ('unknown', 'unknown'), ('skipped', 'skipped'), ('cancelled', 'cancelled')], default='planned', max_length=12, verbose_name='status')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='why')),
                ('reference', models.CharField(max_length=40, verbose_name='our reference')),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField(verbose_name='due')),
                ('not_after', models.DateTimeField(blank=True, null=True)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('created_at', models.DateTimeField(verbose_name='created')),
                ('store', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.store', verbose_name='store')),
                ('customer', accounts.models.keys.StoreKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer')),
                ('pgh_obj', accounts.models.keys.StoreKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='customers.message')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Ownership',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('since', models.DateField(verbose_name='since')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('customer', accounts.models.keys.StoreKey(on_delete=django.db.models.deletion.PROTECT, related_name='ownerships', to='customers.customer')),
                ('vehicle', accounts.models.keys.StoreKey(on_delete=django.db.models.deletion.PROTECT, related_name='ownerships', to='vehicles.vehicle')),
            ],
            options={
                'verbose_name': 'ownership',
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('store', 'vehicle'), name='one_owner_a_car'),
                    models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='ownership_ends_after_it_begins'),
                ],
            },
        ),
        migrations.CreateModel(
            name='OwnershipEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('since', models.DateField(verbose_name='since')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('store', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.store', verbose_name='store')),
                ('customer', accounts.models.keys.StoreKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer')),
                ('pgh_obj', accounts.models.keys.StoreKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='customers.ownership')),
                ('vehicle', accounts.models.keys.StoreKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vehicles.vehicle')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('store', 'customer', 'purpose', 'channel'), name='one_live_consent_a_purpose'),
        ),
    ]
