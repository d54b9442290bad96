"""Databases of the benchmarks' own, beside whatever else the server holds, and gone afterwards."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2

MAINTENANCE = "postgres"
PREFIX = "dealership_bench"
SQL = {file.stem: file.read_text(encoding="utf-8") for file in (Path(__file__).parent / "sql").glob("*.sql")}
# While a work is measured nothing else works in its database.
WITHOUT_AUTOVACUUM = """
    DO $$ DECLARE name regclass; BEGIN
        FOR name IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
        LOOP EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = off)', name); END LOOP;
    END $$"""


@contextmanager
def throw_away(server: str, sizes: list[int], *, template: str = "") -> Iterator[list[str]]:
    """The address of an empty, migrated database for each size; the first is migrated, the others are its copies.

    Whoever has a migrated database names it as the `template`: then all are its copies.
    """
    names = [f"{PREFIX}_{os.getpid()}_{size}" for size in sizes]
    urls = [at(server, name) for name in names]
    try:
        if not template:
            command(server, f"CREATE DATABASE {names[0]}")
            manage(urls[0], "migrate", "--noinput", "--verbosity", "0")
        for name in names if template else names[1:]:
            command(server, f"CREATE DATABASE {name} TEMPLATE {template or names[0]}")
        yield urls
    finally:
        for name in names:
            command(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def at(server: str, name: str) -> str:
    """The address of another database of the same server."""
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def command(server: str, statement: str) -> None:
    with closing(connected(at(server, MAINTENANCE))) as connection:
        connection.cursor().execute(statement)


def connected(url: str, name: str = "bench"):
    """One connection that commits each statement unless it says otherwise; `name` is its application."""
    connection = psycopg2.connect(url, application_name=name)
    connection.autocommit = True
    return connection


def settled(connection) -> None:
    """Statistics are fresh, and stay as they are."""
    connection.cursor().execute(WITHOUT_AUTOVACUUM)
    connection.cursor().execute("VACUUM ANALYZE")


def run(connection, name: str, **facts: Any) -> list[tuple]:
    """Run a hand-written file of `sql/` in one round trip."""
    with connection.cursor() as cursor:
        cursor.execute(SQL[name], facts)
        return cursor.fetchall() if cursor.description else []


def manage(url: str, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *arguments], env=environment(url, demo=True), check=True, stdout=sys.stderr
    )


def environment(url: str, *, demo: bool, **more: str) -> dict[str, str]:
    """What the product is told when it works on this database."""
    return {**os.environ, "DATABASE_URL": url, "DEMO": "1" if demo else "0", **more}
