import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('appointments', '0001_initial'),
        ('capacity', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='appointment',
            name='advisor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='capacity.resource', verbose_name='service advisor'),
        ),
        migrations.AddField(
            model_name='appointment',
            name='bay',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='capacity.resource', verbose_name='bay'),
        ),
        migrations.AddField(
            model_name='appointment',
            name='claim_set',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='capacity.claimset', verbose_name='taken time'),
        ),
        migrations.AddField(
            model_name='appointment',
            name='created_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
    ]
