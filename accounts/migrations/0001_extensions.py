"""What PostgreSQL must have before the first table.

Exclusion constraints over keys and ranges together, and part-matches in texts inside one store.
"""

from django.contrib.postgres.operations import BtreeGinExtension, BtreeGistExtension, TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("auth", "0012_alter_user_first_name_max_length")]

    operations = [BtreeGistExtension(), BtreeGinExtension(), TrigramExtension()]
