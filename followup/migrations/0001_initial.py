import accounts.models.keys
import django.contrib.postgres.fields
import django.db.models.deletion
import pghistory.utils
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_initial'),
        ('customers', '0001_initial'),
        ('vehicles', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CallTask',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('service_day1', 'day after heavy or repeated repair'), ('service_day3', 'three days after hand-over'), ('silent_confirmation', 'confirmation without answer'), ('failed_message', 'message did not go out'), ('complaint_check', 'check after a complaint was solved')], max_length=20, verbose_name='kind')),
                ('source_id', models.BigIntegerField()),
                ('about', models.CharField(blank=True, max_length=60)),
                ('about_url', models.CharField(blank=True, max_length=200)),
                ('status', models.CharField(choices=[('open', 'to call'), ('done', 'done'), ('given_up', 'given up'), ('dropped', 'no longer needed')], default='open', max_length=10, verbose_name='status')),
                ('urgency', models.PositiveSmallIntegerField(choices=[(1, 'has a deadline'), (2, 'promised to the customer'), (3, 'soon'), (4, 'in turn')], default=4, verbose_name='urgency')),
                ('due_at', models.DateTimeField(verbose_name='due')),
                ('not_after', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('leased_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('customer', accounts.models.keys.StoreKey(on_delete=django.db.models.deletion.PROTECT, related_name='call_tasks', to='customers.customer')),
                ('vehicle', accounts.models.keys.StoreKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vehicles.vehicle')),
            ],
            options={
                'verbose_name': 'call',
                'indexes': [
                    models.Index(condition=models.Q(('status', 'open')), fields=['store', 'urgency', 'due_at'], name='call_due'),
                    models.Index(fields=['store', '-due_at'], name='call_due_at'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('store', 'kind', 'source_id'), name='one_call_a_source_and_kind'),
                    models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('status', 'open')), models.Q(models.Q(('status', 'open'), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='closed_call_has_time'),
                    models.UniqueConstraint(condition=models.Q(('leased_to__isnull', False), ('status', 'open')), fields=('store', 'leased_to'), name='one_call_in_hand_an_agent'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CallResult',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('outcome', models.CharField(choices=[('satisfied', 'satisfied'), ('neutral', 'so-so'), ('dissatisfied', 'dissatisfied'), ('no_answer', 'no answer'), ('later', 'call later'), ('wrong_number', 'wrong number'), ('refused', 'does not want calls'), ('confirmed', 'keeps the appointment')], max_length=14, verbose_name='outcome')),
                ('attitude', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='attitude')),
                ('fixed', models.BooleanField(blank=True, null=True, verbose_name='fixed')),
                ('charges_explained', models.BooleanField(blank=True, null=True, verbose_name='charges explained')),
                ('on_time', models.BooleanField(blank=True, null=True, verbose_name='on time')),
                ('recommend', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='would recommend, 0 to 10')),
                ('reasons', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), blank=True, default=list, size=None)),
                ('words', models.TextField(blank=True, verbose_name="the customer's own words")),
                ('through_link', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('task', accounts.models.keys.StoreKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='results', to='followup.calltask')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['store', '-at'], name='call_result_at'),
                    models.Index(fields=['store', 'task', 'at'], name='call_result_task'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('attitude__isnull', True), ('attitude__range', (1, 5)), _connector='OR'), name='attitude_1_to_5'),
                    models.CheckConstraint(condition=models.Q(('recommend__isnull', True), ('recommend__range', (0, 10)), _connector='OR'), name='recommend_0_to_10'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CallTaskEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('service_day1', 'day after heavy or repeated repair'), ('service_day3', 'three days after hand-over'), ('silent_confirmation', 'confirmation without answer'), ('failed_message', 'message did not go out'), ('complaint_check', 'check after a complaint was solved')], max_length=20, verbose_name='kind')),
                ('source_id', models.BigIntegerField()),
                ('about', models.CharField(blank=True, max_length=60)),
                ('about_url', models.CharField(blank=True, max_length=200)),
                ('status', models.CharField(choices=[('open', 'to call'), ('done', 'done'), ('given_up', 'given up'), ('dropped', 'no longer needed')], default='open', max_length=10, verbose_name='status')),
                ('urgency', models.PositiveSmallIntegerField(choices=[(1, 'has a deadline'), (2, 'promised to the customer'), (3, 'soon'), (4, 'in turn')], default=4, verbose_name='urgency')),
                ('due_at', models.DateTimeField(verbose_name='due')),
                ('not_after', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('leased_to', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.store', verbose_name='store')),
                ('customer', accounts.models.keys.StoreKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer')),
                ('pgh_obj', accounts.models.keys.StoreKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='followup.calltask')),
                ('vehicle', accounts.models.keys.StoreKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vehicles.vehicle')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Complaint',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=30, verbose_name='number')),
                ('about', models.CharField(blank=True, max_length=60)),
                ('about_url', models.CharField(blank=True, max_length=200)),
                ('category', models.CharField(choices=[('attitude', 'attitude'), ('skill', 'skill, not fixed'), ('charge', 'charges'), ('delay', 'delay'), ('parts', 'parts'), ('missing', 'service we lack'), ('sales_promise', 'promise not kept'), ('privacy', 'personal information'), ('vehicle_quality', 'product quality'), ('other', 'other')], max_length=16, verbose_name='category')),
                ('words', models.TextField(verbose_name="the customer's own words")),
                ('status', models.CharField(choices=[('received', 'received'), ('assigned', 'assigned'), ('in_progress', 'being handled'), ('escalated', 'escalated'), ('resolved', 'solved, to be verified'), ('closed', 'closed')], default='received', max_length=12, verbose_name='status')),
                ('received_at', models.DateTimeField()),
                ('react_due_at', models.DateTimeField()),
                ('answer_due_at', models.DateTimeField()),
                ('solve_due_at', models.DateTimeField()),
                ('taken_at', models.DateTimeField(blank=True, null=True)),
                ('escalated_at', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.TextField(blank=True, verbose_name='what we told the customer')),
                ('remedy', models.TextField(blank=True, verbose_name='remedy')),
                ('cause', models.CharField(blank=True, max_length=200, verbose_name='cause')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='complaints', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ('customer', accounts.models.keys.StoreKey(on_delete=django.db.models.deletion.PROTECT, related_name='complaints', to='customers.customer')),
                ('task', accounts.models.keys.OneStoreKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='complaint', to='followup.calltask')),
                ('vehicle', accounts.models.keys.StoreKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vehicles.vehicle')),
            ],
            options={
                'verbose_name': 'complaint',
                'indexes': [
                    models.Index(fields=['store', 'status', 'solve_due_at'], name='complaint_status'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('store', 'number'), name='one_complaint_a_number'),
                    models.CheckConstraint(condition=models.Q(models.Q(('status', 'closed'), _negated=True), ('closed_at__isnull', False), _connector='OR'), name='closed_complaint_has_time'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ComplaintEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('number', models.CharField(max_length=30, verbose_name='number')),
                ('about', models.CharField(blank=True, max_length=60)),
                ('about_url', models.CharField(blank=True, max_length=200)),
                ('category', models.CharField(choices=[('attitude', 'attitude'), ('skill', 'skill, not fixed'), ('charge', 'charges'), ('delay', 'delay'), ('parts', 'parts'), ('missing', 'service we lack'), ('sales_promise', 'promise not kept'), ('privacy', 'personal information'), ('vehicle_quality', 'product quality'), ('other', 'other')], max_length=16, verbose_name='category')),
                ('words', models.TextField(verbose_name="the customer's own words")),
                ('status', models.CharField(choices=[('received', 'received'), ('assigned', 'assigned'), ('in_progress', 'being handled'), ('escalated', 'escalated'), ('resolved', 'solved, to be verified'), ('closed', 'closed')], default='received', max_length=12, verbose_name='status')),
                ('received_at', models.DateTimeField()),
                ('react_due_at', models.DateTimeField()),
                ('answer_due_at', models.DateTimeField()),
                ('solve_due_at', models.DateTimeField()),
                ('taken_at', models.DateTimeField(blank=True, null=True)),
                ('escalated_at', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.TextField(blank=True, verbose_name='what we told the customer')),
                ('remedy', models.TextField(blank=True, verbose_name='remedy')),
                ('cause', models.CharField(blank=True, max_length=200, verbose_name='cause')),
                ('owner', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.store', verbose_name='store')),
                ('customer', accounts.models.keys.StoreKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer')),
                ('pgh_obj', accounts.models.keys.StoreKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='followup.complaint')),
                ('task', accounts.models.keys.StoreKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='followup.calltask')),
                ('vehicle', accounts.models.keys.StoreKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vehicles.vehicle')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
