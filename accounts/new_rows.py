"""The new rows of one act, written together: in two round trips to the database, whatever their number and tables."""

from collections.abc import Iterable
from typing import TypeVar

from django.db import connection
from django.db.models import Model

from accounts.scope import guard
from core.row_writes import DO_NOTHING, Statement, insertion

M = TypeVar("M", bound=Model)


class NewRows:
    """Collects rows of a store with `add`; `write` draws their keys and inserts them in the order they were added.

    Rows pass the same guard as single writes. A row that another one names by its key is given that key beforehand, by
    `drawn_key`: foreign keys are checked at the commit.
    """

    def __init__(self) -> None:
        self._added: list[tuple[list[Model], bool]] = []

    def add(self, rows: Iterable[M], *, ignore_conflicts: bool = False) -> list[M]:
        """Collect rows of one model. With `ignore_conflicts` a row whose unique key exists is not written.

        Nobody knows then which rows were written, so they get no key; a caller who wants one reads it.
        """
        rows = list(rows)
        for row in rows:
            guard(row)
        if rows:
            self._added.append((list(rows), ignore_conflicts))
        return rows

    def write(self) -> None:
        """Insert all rows, inside the transaction of the caller. Raises what the database says against one of them."""
        added, self._added = self._added, []
        if not added:
            return
        rows = [row for group, ignores in added if not ignores for row in group]
        _give_keys(rows)
        _send([_statement(group, ignores) for group, ignores in added])
        for row in rows:
            row._state.adding, row._state.db = False, connection.alias


def _statement(rows: list[Model], ignores: bool) -> Statement:
    for row in rows:
        row._prepare_related_fields_for_save("write")  # takes the key of what was saved after the row was made
    return insertion(rows, with_keys=not ignores, end=DO_NOTHING if ignores else "")


def _give_keys(rows: list[Model]) -> None:
    keyless = [row for row in rows if row.pk is None]
    for row, key in zip(keyless, drawn_keys(*map(type, keyless))):
        row.pk = key


def drawn_key(model: type[Model]) -> int:
    """A key for a row that others name before it is written."""
    [key] = drawn_keys(model)
    return key


def drawn_keys(*models: type[Model]) -> list[int]:
    """A new key for a row of each of these models, in their order."""
    if not models:
        return []
    drawn = ", ".join(f"nextval('{model._meta.db_table}_{model._meta.pk.column}_seq')" for model in models)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {drawn}")
        return list(cursor.fetchone())


def _send(statements: list[Statement]) -> None:
    sql = "; ".join(sql for sql, _values in statements)
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _sql, values in statements for value in values])
