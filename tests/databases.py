"""One template database for each run of the tests: all tables, guards and reference rows; every worker copies it."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test.utils import override_settings
from pghistory.models import Context

from dealership import reference

MAKING = 5_120_611  # the advisory lock of whoever makes or drops the template
# Blocks are copied as files: quicker than through the log on a server that need not survive a crash.
COPY = 'CREATE DATABASE "{copy}" TEMPLATE "{original}" STRATEGY FILE_COPY'
END_SESSIONS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = %s AND usename = current_user AND pid <> pg_backend_pid()"""

# Waiting for the maker takes longer than a request may.
PATIENT = "SET statement_timeout = 0; SET lock_timeout = 0; SET idle_session_timeout = 0"


@contextmanager
def server() -> Iterator:
    """A cursor on the server itself, outside the databases of the tests."""
    line = psycopg2.connect(**connections["default"].get_connection_params() | {"dbname": "postgres"})
    line.autocommit = True  # databases are not made in transactions
    try:
        with line.cursor() as cursor:
            cursor.execute(PATIENT)
            yield cursor
    finally:
        line.close()


def ask_server(sql: str) -> None:
    """Run one statement on the server itself."""
    with server() as cursor:
        cursor.execute(sql)


def copy(original: str, name: str) -> None:
    """Make database `name` as a copy of another one, in place of an older one."""
    drop(name)
    ask_server(COPY.format(copy=name, original=original))


def drop(name: str) -> None:
    """Drop a database, whoever is still connected to it.

    WITH (FORCE) would be refused while the server's own vacuum works there; it gives way to a plain DROP.
    """
    with server() as cursor:
        cursor.execute(END_SESSIONS, [name])
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


def use(name: str) -> None:
    """Every connection from now on, those of threads too, goes to this database."""
    connections["default"].close()
    for settings in (connections["default"].settings_dict, connections.settings["default"]):
        settings["NAME"] = name


def check_keys() -> None:
    """Check the keys of what the tests of a module share; else the end of each test would check them all again."""
    connections["default"].check_constraints()


def template_of(run: str) -> str:
    """The name of this run's template; the first worker makes it while the others wait for the lock."""
    name = f"test_{run}_template"
    with server() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MAKING])
        if not databases(cursor, name):
            make(name)
    return name


def make(name: str) -> None:
    """Build under another name and rename at the end, so that nobody copies a half-made template."""
    before, half_made = connections["default"].settings_dict["NAME"], f"{name}_half_made"
    drop(half_made)
    ask_server(f'CREATE DATABASE "{half_made}"')
    use(half_made)
    try:
        make_tables()
        reference.load()
    finally:
        use(before)
    ask_server(f'ALTER DATABASE "{half_made}" RENAME TO "{name}"')


def make_tables() -> None:
    """Make all tables from the models: migrations compute every related model anew for each constraint (17 s).

    `tests/test_databases.py` compares the outcome with that of the migrations.
    """
    with connections["default"].cursor() as cursor:
        for extension in ("btree_gist", "btree_gin", "pg_trgm"):
            cursor.execute(f"CREATE EXTENSION {extension}")
    with override_settings(MIGRATION_MODULES=dict.fromkeys(apps.app_configs)):
        call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
    Context.install_pgh_attach_context_func()
    note_migrations()


def note_migrations() -> None:
    """Record all migrations as applied: the readiness of the web server asks for them."""
    recorder = MigrationRecorder(connections["default"])
    recorder.ensure_schema()
    for app, name in MigrationLoader(None).disk_migrations:
        recorder.record_applied(app, name)


def leave(run: str, template: str) -> None:
    """Drop the template when the last worker of the run has dropped its own database."""
    with server() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MAKING])
        if databases(cursor, f"test_{run}_%") == [template]:
            drop(template)


def databases(cursor, pattern: str) -> list[str]:
    """The names of the server's databases that are like this."""
    cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [pattern])
    return [name for (name,) in cursor.fetchall()]
