"""Writes millions of rows without the triggers of single rows, and then the audit rows of all at once."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from pghistory.models import Event

from accounts.postgresql.rows import is_of_a_store

KEYS = """
    SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
           format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE contype = 'f' AND conrelid::regclass::text = ANY (%s) ORDER BY 1"""
INDEXES = """
    SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid::regclass::text = ANY (%s) AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)
    ORDER BY 1"""


@contextmanager
def unguarded(*, many: bool) -> Iterator[None]:
    """One transaction without our triggers; at its end every tracked row has its audit row.

    With `many` foreign keys and indexes are dropped and made again, which checks and sorts all rows at once; for a few
    thousand rows that costs more than it saves. An error rolls everything back.
    """
    tables = [model._meta.db_table for model in own_models()]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with a deferred check cannot be altered
        cursor.execute("SET LOCAL work_mem = '64MB'")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        made_again = dropped(cursor, tables) if many else []
        yield
        with hashed(cursor):
            write_audit(cursor)
        for statement in made_again:
            cursor.execute(statement)
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"ANALYZE {', '.join(tables)}")


@contextmanager
def hashed(cursor) -> Iterator[None]:
    """Run the block without nested loops: without statistics the planner may choose one that takes hours."""
    cursor.execute("SET LOCAL enable_nestloop = off")
    yield
    cursor.execute("SET LOCAL enable_nestloop = on")


def own_models() -> list:
    """All our models, with those of many-to-many tables."""
    return [
        model for app in settings.OWN_APPS for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]


def dropped(cursor, tables: list[str]) -> list[str]:
    """Drop the foreign keys, then the indexes without a constraint; returns the statements to make them again."""
    made_again = []
    for statement in (KEYS, INDEXES):
        cursor.execute(statement, [tables])
        for drop, make in cursor.fetchall():
            cursor.execute(drop)
            made_again.insert(0, make)
    return made_again


def write_audit(cursor) -> None:
    """Write the audit row of each new row, in one statement per table (invariant I19)."""
    for event in (model for model in own_models() if issubclass(model, Event)):
        same_store = "known.store_id = kept.store_id AND " if is_of_a_store(event) else ""
        table = event.pgh_tracked_model._meta.db_table
        columns = ", ".join(f'"{field.column}"' for field in event._meta.concrete_fields if is_copied(field))
        cursor.execute(
            f"INSERT INTO {event._meta.db_table} (pgh_created_at, pgh_label, pgh_obj_id, {columns})"
            f" SELECT now(), 'insert', kept.id, {columns} FROM {table} kept"
            f" WHERE NOT EXISTS (SELECT 1 FROM {event._meta.db_table} known"
            f" WHERE {same_store}known.pgh_obj_id = kept.id)"
        )


def is_copied(field) -> bool:
    return not field.name.startswith("pgh_") and not field.generated
