"""System checks of settings that are right each by itself and wrong together."""

from django.conf import settings
from django.core.checks import Warning
from django.db import connection


def limits_behind_a_pooler(app_configs, databases, **kwargs) -> list[Warning]:
    """PgBouncer refuses time limits at the start of a connection, so its own file must set them."""
    if not databases or not settings.DATABASE_POOLER:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        limit = cursor.fetchone()[0]
    if limit != "0":
        return []
    hint = "Set them by `connect_query` in the pooler's file: docs/decisions/0013."
    return [Warning("PostgreSQL works for this process without a time limit.", hint=hint, id="dealership.W001")]
