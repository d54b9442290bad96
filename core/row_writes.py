"""Statements that write rows, put together without Django's compilers.

These build an expression for each value, resolve, compile and join it: for the thirty rows of a booking that is a third
of its time. Here a model's columns are looked up once; what a field makes of a value stays Django's.
"""

from collections.abc import Callable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, cast

from django.db import connection
from django.db.models import BooleanField, CharField, DateTimeField, Field, ForeignKey, IntegerField, Model, TextField

Statement = tuple[str, list[Any]]
Value = Callable[[Model], Any]

DO_NOTHING = " ON CONFLICT DO NOTHING"


def insertion(rows: Sequence[Model], *, with_keys: bool = True, end: str = "") -> Statement:
    """The statement that inserts rows of one model, with their keys or without. Returns (SQL, parameters)."""
    beginning, place, values = _columns(type(rows[0]), with_keys)
    sql = f"{beginning} VALUES {', '.join([place] * len(rows))}{end}"
    return sql, [value(row) for row in rows for value in values]


def insert(rows: Sequence[Model], *, with_keys: bool) -> list[tuple]:
    """Insert rows of one model. Returns by row what the database filled in, ordered as `_meta.db_returning_fields`."""
    columns = ", ".join(_quoted(field.column) for field in rows[0]._meta.db_returning_fields)
    with connection.cursor() as cursor:
        cursor.execute(*insertion(rows, with_keys=with_keys, end=f" RETURNING {columns}"))
        return cursor.fetchall()


def update(row: Model, values: Sequence[tuple[Field, Any]]) -> int:
    """Write these values to a row of a store. Returns 1, or 0 when the row is not there."""
    table = _quoted(row._meta.db_table)
    places = ", ".join(f"{_quoted(field.column)} = %s" for field, _value in values)
    given = [field.get_db_prep_save(value, connection) for field, value in values]
    return _changed(
        f'UPDATE {table} SET {places} WHERE {table}."store_id" = %s AND {table}."id" = %s',
        [*given, row.store_id, row.pk],  # type: ignore[attr-defined]
    )


def update_all(rows: Sequence[Model], names: Sequence[str]) -> int:
    """Write these fields of rows of one store and model, as they stand (no `pre_save`). Returns how many rows."""
    meta = rows[0]._meta
    fields = [cast(Field, meta.get_field(name)) for name in names]
    table, columns = _quoted(meta.db_table), [_quoted(field.column) for field in fields]
    place = f"(%s::bigint, {', '.join(f'%s::{field.db_type(connection)}' for field in fields)})"
    sql = (
        f"UPDATE {table} SET {', '.join(f'{column} = changed.{column}' for column in columns)}"
        f" FROM (VALUES {', '.join([place] * len(rows))}) AS changed (id, {', '.join(columns)})"
        f' WHERE {table}."store_id" = %s AND {table}."id" = changed.id'
    )
    given = [one for row in rows for one in (row.pk, *(_prepared(field, row) for field in fields))]
    return _changed(sql, [*given, rows[0].store_id])  # type: ignore[attr-defined]


def _prepared(field: Field, row: Model) -> Any:
    return field.get_db_prep_save(getattr(row, field.attname), connection)


def _changed(sql: str, values: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


@cache
def _columns(model: type[Model], with_keys: bool) -> tuple[str, str, list[Value]]:
    """How an INSERT of a model begins, the places of one row, and what stands in each."""
    written = [field for field in model._meta.concrete_fields if not field.generated]
    fields = [field for field in written if with_keys or not field.primary_key]
    columns = ", ".join(_quoted(field.column) for field in fields)
    place = f"({', '.join(['%s'] * len(fields))})"
    return f"INSERT INTO {_quoted(model._meta.db_table)} ({columns})", place, [_value_of(field) for field in fields]


def _value_of(field: Field) -> Value:
    """What a field sends to the database for a row. Keys, numbers and plain words need none of Django's preparation;
    a field of our own may (`core.columns`)."""
    value = attrgetter(field.attname)
    if isinstance(field, (IntegerField, BooleanField, ForeignKey)):
        return value
    if type(field) in {CharField, TextField}:
        return lambda row: _text(value(row))
    if type(field) is DateTimeField and not (field.auto_now or field.auto_now_add):
        return lambda row: _moment(field, value(row))
    return lambda row: field.get_db_prep_save(field.pre_save(row, True), connection)


def _text(value: Any) -> Any:
    """A text goes as it is: the `str` of a masked one would be its stars. Of anything else, as a lazy one, its text."""
    return value if value is None or isinstance(value, str) else str(value)


def _moment(field: Field, value: Any) -> Any:
    """A moment that has a time zone goes as it is; of any other value Django says what is wrong with it."""
    return value if value is None or getattr(value, "tzinfo", None) else field.get_db_prep_save(value, connection)


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(cast(str, name))
