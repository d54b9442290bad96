"""What PostgreSQL must have before the first table: exclusion constraints over keys and ranges together."""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("auth", "0012_alter_user_first_name_max_length")]

    operations = [BtreeGistExtension()]
