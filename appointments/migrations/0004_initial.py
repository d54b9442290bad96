import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_initial'),
        ('appointments', '0003_initial'),
        ('capacity', '0001_initial'),
        ('pricing', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='appointment',
            name='estimate',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='pricing.estimate'),
        ),
        migrations.AddField(
            model_name='appointment',
            name='operations',
            field=models.ManyToManyField(related_name='+', to='pricing.operation'),
        ),
        migrations.AddField(
            model_name='appointment',
            name='store',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store'),
        ),
        migrations.AddField(
            model_name='appointment',
            name='technician',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='capacity.resource', verbose_name='technician'),
        ),
    ]
