import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_initial'),
        ('customers', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CallTaskEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
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
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Complaint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
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
            ],
            options={
                'verbose_name': 'complaint',
            },
        ),
        migrations.CreateModel(
            name='ComplaintEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
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
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CallResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
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
                ('store', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
            ],
        ),
        migrations.CreateModel(
            name='CallTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
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
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='call_tasks', to='customers.customer')),
                ('leased_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
            ],
            options={
                'verbose_name': 'call',
            },
        ),
    ]
