"""The databases of the tests: made once a run, copied by each worker, gone when the last worker has left."""

import pytest
from django.core.management import call_command
from django.db import connection

from tests import databases

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("django_db_setup")]


@pytest.fixture
def run(testrun_uid, worker_id) -> str:
    """The name of a run of this test's own, whoever else tests at the same time."""
    return f"{testrun_uid[-6:]}{worker_id}"


@pytest.fixture
def another_run(run, template_database, django_db_blocker):
    """Names of the template and of one worker's database, as another run would have them."""
    names = [f"test_{run}_template", f"test_{run}_w0"]
    with django_db_blocker.unblock():
        for name in names:
            databases.copy(template_database, name)
        yield names
        for name in names:
            databases.drop(name)


def those_left(run) -> list[str]:
    with databases.server() as cursor:
        return sorted(databases.databases(cursor, f"test_{run}_%"))


def test_the_template_goes_with_the_last_worker(run, another_run):
    template, copied = another_run
    databases.leave(run, template)
    assert those_left(run) == [template, copied]
    databases.drop(copied)
    databases.leave(run, template)
    assert those_left(run) == []


def test_a_template_that_is_there_is_not_made_again(run, another_run, monkeypatch):
    monkeypatch.setattr(databases, "make", None)
    assert databases.template_of(run) == another_run[0]


# What a database is made of, without the order of columns.
PARTS = """
    SELECT 'column', attrelid::regclass || '.' || attname,
        concat(format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated,
            pg_get_expr(adbin, adrelid))
    FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    JOIN pg_class ON pg_class.oid = attrelid
    WHERE attnum > 0 AND NOT attisdropped AND relkind = 'r' AND relnamespace = 'public'::regnamespace
    UNION ALL SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'index', indexrelid::regclass::text, pg_get_indexdef(indexrelid)
    FROM pg_index JOIN pg_class ON oid = indexrelid WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid)
    FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'function', oid::regprocedure::text, prosrc
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT 'sequence', sequencename::text, concat(data_type, cache_size) FROM pg_sequences
    UNION ALL SELECT 'extension', extname::text, extversion FROM pg_extension
    ORDER BY 1, 2, 3"""

# The list of the applied migrations; the number of a table that Django makes by itself is wider in migrations.
NOT_COMPARED = ("django_migrations", "auth_group_permissions.id", "auth_group_permissions_id_seq")


@pytest.fixture
def empty_database(run, template_database, django_db_blocker):
    """A database without tables; whoever connects comes here."""
    before, name = connection.settings_dict["NAME"], f"test_empty_{run}"
    with django_db_blocker.unblock():
        databases.drop(name)
        databases.ask_server(f'CREATE DATABASE "{name}"')
        databases.use(name)
        try:
            yield
        finally:
            databases.use(before)
            databases.drop(name)


def parts() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(PARTS)
        return [row for row in cursor.fetchall() if not row[1].startswith(NOT_COMPARED)]


def test_models_and_migrations_make_the_same_database(empty_database, template_database):
    call_command("migrate", verbosity=0, interactive=False)
    migrated = parts()
    databases.use(template_database)
    assert parts() == migrated
