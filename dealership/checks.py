"""System checks of settings that contradict each other, and of tables of an earlier edition."""

from django.conf import settings
from django.core.checks import Error, Warning
from django.db import connection
from django.db.migrations.loader import MigrationLoader


def limits_behind_a_pooler(app_configs, databases, **kwargs) -> list[Warning]:
    """Warn of time limits behind PgBouncer, which refuses them at the start of a connection."""
    if not databases or not settings.DATABASE_POOLER:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        limit = cursor.fetchone()[0]
    if limit != "0":
        return []
    hint = "Set them by `connect_query` in the pooler's file: docs/decisions/0013."
    return [Warning("PostgreSQL works for this process without a time limit.", hint=hint, id="dealership.W001")]


def tables_of_an_earlier_edition(app_configs, databases, **kwargs) -> list[Error]:
    """An error for tables made by earlier first migrations, which cannot be migrated."""
    if not databases:
        return []
    loader = MigrationLoader(connection)
    ours = {key for key in loader.applied_migrations if key[0] in settings.OWN_APPS}
    if not ours - loader.disk_migrations.keys():
        return []
    hint = "Use an empty database; `python3 run.py reset` deletes the local one."
    return [Error("This database was made by another version of the dealership.", hint=hint, id="dealership.E001")]
