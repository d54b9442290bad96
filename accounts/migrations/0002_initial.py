import accounts.models.keys
import accounts.models.people
import core.folding
import datetime
import django.db.models.deletion
import pghistory.utils
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_extensions'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Store',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('company', models.CharField(blank=True, max_length=120, verbose_name='company on documents')),
                ('credit_code', models.CharField(blank=True, max_length=18, verbose_name='unified social credit code')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='address')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='booking hotline')),
                ('time_zone', models.CharField(default='Asia/Shanghai', max_length=40, verbose_name='time zone')),
                ('changed_settings', models.JSONField(blank=True, default=dict, editable=False, verbose_name='changed settings')),
                ('settings_version', models.PositiveIntegerField(default=1, editable=False)),
                ('active', models.BooleanField(default=True, verbose_name='active')),
            ],
        ),
        migrations.CreateModel(
            name='WorkDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(unique=True, verbose_name='day')),
                ('kind', models.CharField(choices=[('rest_day', 'rest day'), ('adjusted_workday', 'adjusted workday')], max_length=20, verbose_name='kind')),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='source')),
            ],
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(max_length=60, unique=True, verbose_name='user name')),
                ('login', models.GeneratedField(db_persist=True, expression=core.folding.FoldedLogin('username'), output_field=models.TextField(), unique=True)),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('language', models.CharField(blank=True, max_length=10, verbose_name='language')),
                ('is_staff', models.BooleanField(default=False, verbose_name='may open the repair desk (admin)')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('joined_at', models.DateTimeField(auto_now_add=True, verbose_name='joined')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'abstract': False,
            },
            managers=[
                ('objects', accounts.models.people.StaffManager()),
            ],
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_hash', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(verbose_name='created')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Festival',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_zh', models.CharField(max_length=120)),
                ('name_en', models.CharField(blank=True, max_length=120)),
                ('source', models.TextField(blank=True)),
                ('on', models.DateField(verbose_name='day')),
                ('kind', models.CharField(max_length=20)),
                ('statutory', models.BooleanField(default=False)),
                ('greeting', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('on', 'name_zh'), name='one_festival_a_day_and_name'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('sales_consultant', 'Sales consultant'), ('sales_manager', 'Sales manager'), ('hotline_clerk', 'Hotline clerk'), ('service_advisor', 'Service advisor'), ('service_manager', 'Service manager'), ('technician', 'Technician'), ('quality_inspector', 'Quality inspector'), ('parts_clerk', 'Parts clerk'), ('cashier', 'Cashier'), ('crm_agent', 'Follow-up agent'), ('general_manager', 'General manager'), ('group_manager', 'Group manager'), ('system_admin', 'System administrator')], max_length=30, verbose_name='role')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='accounts.store')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['store', 'role'], name='membership_store_role'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('user', 'store', 'role'), name='one_membership_a_role_and_store', nulls_distinct=False),
                    models.CheckConstraint(condition=models.Q(models.Q(('role__in', ['group_manager', 'system_admin']), ('store__isnull', True)), models.Q(models.Q(('role__in', ['group_manager', 'system_admin']), _negated=True), ('store__isnull', False)), _connector='OR'), name='group_roles_at_the_group'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PickItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_zh', models.CharField(max_length=120)),
                ('name_en', models.CharField(blank=True, max_length=120)),
                ('source', models.TextField(blank=True)),
                ('list_code', models.CharField(max_length=30)),
                ('code', models.CharField(max_length=30)),
                ('sort', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('list_code', 'code'), name='one_pick_item_a_code'),
                ],
            },
        ),
        migrations.CreateModel(
            name='MembershipEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('role', models.CharField(choices=[('sales_consultant', 'Sales consultant'), ('sales_manager', 'Sales manager'), ('hotline_clerk', 'Hotline clerk'), ('service_advisor', 'Service advisor'), ('service_manager', 'Service manager'), ('technician', 'Technician'), ('quality_inspector', 'Quality inspector'), ('parts_clerk', 'Parts clerk'), ('cashier', 'Cashier'), ('crm_agent', 'Follow-up agent'), ('general_manager', 'General manager'), ('group_manager', 'Group manager'), ('system_admin', 'System administrator')], max_length=30, verbose_name='role')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.membership')),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.store')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=20)),
                ('year', models.PositiveSmallIntegerField()),
                ('last', models.PositiveIntegerField(default=0)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('store', 'kind', 'year'), name='one_counter_a_kind_and_year'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('subject', models.CharField(max_length=60)),
                ('subject_id', models.BigIntegerField()),
                ('verb', models.CharField(max_length=40, verbose_name='what')),
                ('from_status', models.CharField(blank=True, max_length=30)),
                ('to_status', models.CharField(blank=True, max_length=30)),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('facts', models.JSONField(blank=True, default=dict)),
                ('actor_kind', models.CharField(choices=[('staff', 'staff'), ('customer', 'customer'), ('system', 'system')], max_length=10)),
                ('at', models.DateTimeField(verbose_name='when')),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['store', 'subject', 'subject_id', 'at'], name='activity_subject'),
                    models.Index(fields=['store', 'at'], name='activity_at'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('actor__isnull', False), ('actor_kind', 'staff')), models.Q(models.Q(('actor_kind', 'staff'), _negated=True), ('actor__isnull', True)), _connector='OR'), name='staff_acts_have_an_actor'),
                ],
            },
        ),
        migrations.CreateModel(
            name='StoreDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='day')),
                ('closed', models.BooleanField(default=False, verbose_name='closed')),
                ('opens', models.TimeField(blank=True, null=True, verbose_name='opens')),
                ('closes', models.TimeField(blank=True, null=True, verbose_name='closes')),
                ('note', models.CharField(blank=True, max_length=100, verbose_name='note')),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='accounts.store')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('store', 'on'), name='one_exception_a_day'),
                    models.CheckConstraint(condition=models.Q(('closed', True), models.Q(('closes__isnull', False), ('opens__isnull', False)), _connector='OR'), name='exception_has_hours'),
                ],
            },
        ),
        migrations.CreateModel(
            name='StoreEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('code', models.CharField(max_length=12, verbose_name='code')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('company', models.CharField(blank=True, max_length=120, verbose_name='company on documents')),
                ('credit_code', models.CharField(blank=True, max_length=18, verbose_name='unified social credit code')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='address')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='booking hotline')),
                ('time_zone', models.CharField(default='Asia/Shanghai', max_length=40, verbose_name='time zone')),
                ('changed_settings', models.JSONField(blank=True, default=dict, editable=False, verbose_name='changed settings')),
                ('settings_version', models.PositiveIntegerField(default=1, editable=False)),
                ('active', models.BooleanField(default=True, verbose_name='active')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.store')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StoreSetting',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=60, verbose_name='setting')),
                ('value', models.JSONField(verbose_name='value')),
                ('changed_at', models.DateTimeField(verbose_name='changed')),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('store', 'key'), name='one_row_a_setting'),
                ],
            },
        ),
        migrations.CreateModel(
            name='StoreSettingEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('key', models.CharField(max_length=60, verbose_name='setting')),
                ('value', models.JSONField(verbose_name='value')),
                ('changed_at', models.DateTimeField(verbose_name='changed')),
                ('changed_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.store', verbose_name='store')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='UserEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(max_length=60, verbose_name='user name')),
                ('login', models.GeneratedField(db_persist=True, expression=core.folding.FoldedLogin('username'), output_field=models.TextField())),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('language', models.CharField(blank=True, max_length=10, verbose_name='language')),
                ('is_staff', models.BooleanField(default=False, verbose_name='may open the repair desk (admin)')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('joined_at', models.DateTimeField(auto_now_add=True, verbose_name='joined')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RememberedAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('principal', models.CharField(max_length=80)),
                ('key', models.CharField(max_length=64)),
                ('fingerprint', models.CharField(max_length=64)),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('headers', models.JSONField(default=dict)),
                ('body', models.BinaryField(default=bytes)),
                ('perms', models.JSONField(default=list)),
                ('is_secret', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
                ('store', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.store')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['store', 'at'], name='remembered_at'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('store', 'principal', 'key'), name='one_answer_a_key', nulls_distinct=False),
                    models.CheckConstraint(condition=models.Q(('is_secret', False), ('body', b''), _connector='OR'), name='no_secret_is_kept'),
                ],
            },
        ),
        migrations.CreateModel(
            name='OpeningHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField(help_text='0 = Monday', verbose_name='weekday')),
                ('opens', models.TimeField(verbose_name='opens')),
                ('closes', models.TimeField(verbose_name='closes')),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opening_hours', to='accounts.store')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('store', 'weekday'), name='one_row_a_weekday'),
                    models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='weekday_is_0_to_6'),
                    models.CheckConstraint(condition=models.Q(('closes__gt', models.F('opens')), ('closes', datetime.time(0, 0)), _connector='OR'), name='closes_after_it_opens'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', accounts.models.keys.IdInStore(primary_key=True, serialize=False)),
                ('to_role', models.CharField(blank=True, choices=[('sales_consultant', 'Sales consultant'), ('sales_manager', 'Sales manager'), ('hotline_clerk', 'Hotline clerk'), ('service_advisor', 'Service advisor'), ('service_manager', 'Service manager'), ('technician', 'Technician'), ('quality_inspector', 'Quality inspector'), ('parts_clerk', 'Parts clerk'), ('cashier', 'Cashier'), ('crm_agent', 'Follow-up agent'), ('general_manager', 'General manager'), ('group_manager', 'Group manager'), ('system_admin', 'System administrator')], max_length=30)),
                ('kind', models.CharField(max_length=40)),
                ('facts', models.JSONField(blank=True, default=dict)),
                ('url', models.CharField(blank=True, max_length=200)),
                ('subject', models.CharField(blank=True, max_length=60)),
                ('subject_id', models.BigIntegerField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True)),
                ('acknowledged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('to_user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
            ],
            options={
                'indexes': [
                    models.Index(condition=models.Q(('acknowledged_at', None)), fields=['store', 'to_user'], name='notice_to_user'),
                    models.Index(condition=models.Q(('acknowledged_at', None)), fields=['store', 'to_role'], name='notice_to_role'),
                    models.Index(fields=['store', 'subject', 'subject_id'], name='notice_subject'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('to_user__isnull', False), models.Q(('to_role', ''), _negated=True), _connector='OR'), name='notice_has_a_reader'),
                    models.CheckConstraint(condition=models.Q(('acknowledged_by__isnull', True), ('acknowledged_at__isnull', False), _connector='OR'), name='acknowledged_notice_has_time'),
                ],
            },
        ),
        migrations.AddField(
            model_name='storesettingevent',
            name='pgh_obj',
            field=accounts.models.keys.StoreKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.storesetting'),
        ),
    ]
