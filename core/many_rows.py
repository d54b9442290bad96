"""Statements that write many rows of a model at once, put together without Django's compilers.

These build an expression for each value, resolve, compile and join it: for the thirty rows of a booking that is a third
of its time. Here a model's columns are looked up once; what a field makes of a value stays Django's.
"""

from collections.abc import Callable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import BooleanField, CharField, Field, ForeignKey, IntegerField, Model, TextField

Statement = tuple[str, list[Any]]
Value = Callable[[Model], Any]

DO_NOTHING = " ON CONFLICT DO NOTHING"


def insertion(rows: Sequence[Model], *, with_keys: bool = True, end: str = "") -> Statement:
    """The statement that inserts rows of one model, with their keys or without. Returns (SQL, parameters)."""
    beginning, place, values = _columns(type(rows[0]), with_keys)
    sql = f"{beginning} VALUES {', '.join([place] * len(rows))}{end}"
    return sql, [value(row) for row in rows for value in values]


def change(rows: Sequence[Model], names: Sequence[str]) -> Statement:
    """The statement that writes these fields of rows of one store and model. Returns (SQL, parameters)."""
    meta = rows[0]._meta
    fields = [meta.get_field(name) for name in names]
    table, columns = _quoted(meta.db_table), [_quoted(field.column) for field in fields]
    place = f"(%s::bigint, {', '.join(f'%s::{field.db_type(connection)}' for field in fields)})"
    sql = (
        f"UPDATE {table} SET {', '.join(f'{column} = changed.{column}' for column in columns)}"
        f" FROM (VALUES {', '.join([place] * len(rows))}) AS changed (id, {', '.join(columns)})"
        f' WHERE {table}."store_id" = %s AND {table}."id" = changed.id'
    )
    values = [_value_of(field) for field in fields]
    return sql, [*(one for row in rows for one in (row.pk, *(value(row) for value in values))), rows[0].store_id]


@cache
def _columns(model: type[Model], with_keys: bool) -> tuple[str, str, list[Value]]:
    """How an INSERT of a model begins, the places of one row, and what stands in each."""
    written = [field for field in model._meta.concrete_fields if not field.generated]
    fields = [field for field in written if with_keys or not field.primary_key]
    columns = ", ".join(_quoted(field.column) for field in fields)
    place = f"({', '.join(['%s'] * len(fields))})"
    return f"INSERT INTO {_quoted(model._meta.db_table)} ({columns})", place, [_value_of(field) for field in fields]


def reads_back(model: type[Model]) -> bool:
    """Whether the database fills columns of a new row that are no key; then its row must be read again."""
    return any(field.generated for field in model._meta.concrete_fields)


def _value_of(field: Field) -> Value:
    """What a field sends to the database for a row. Keys, numbers and plain words need none of Django's preparation;
    a field of our own may (`core.columns`)."""
    value = attrgetter(field.attname)
    if isinstance(field, (IntegerField, BooleanField, ForeignKey)):
        return value
    if type(field) in {CharField, TextField}:
        return lambda row: None if value(row) is None else str(value(row))
    return lambda row: field.get_db_prep_save(field.pre_save(row, True), connection)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
