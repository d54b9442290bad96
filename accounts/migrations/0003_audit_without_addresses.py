"""The audit's context kept the addresses of customers' links; of those the house keeps a hash only (promise P22)."""

from django.db import migrations

CLEAN = """
    UPDATE pghistory_context
    SET metadata = jsonb_set(
        metadata, '{path}', to_jsonb(regexp_replace(metadata->>'path', '/([abos])/[A-Za-z0-9_-]{16,}', '/\\1/…'))
    )
    WHERE metadata->>'path' ~ '/[abos]/[A-Za-z0-9_-]{16,}'
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_reference_rows")]
    operations = [migrations.RunSQL(CLEAN, migrations.RunSQL.noop)]
