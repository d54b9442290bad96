"""Reads whose SQL Django puts together once in a process; each use puts its values in.

A queryset is resolved, joined and compiled anew at each use: for a read by key that takes five times as long as sending
it and making its objects. See docs/decisions/0024.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar
from weakref import WeakSet

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet, Value
from django.db.models import query as django_query
from django_scopes import scopes_disabled

M = TypeVar("M", bound=Model)


class Given(Value):
    """The place of a value that is given at each use. Never for None: that would be another statement."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


class AnyOf(Given):
    """The place of a list of values of which one must be equal."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "ANY(%s)", [self]


class Statement(NamedTuple):
    """SQL that is put together, and its parameters: values, or the place of one that is given at each use."""

    sql: str
    parameters: tuple[Any, ...]

    def filled(self, values: Mapping[str, Any]) -> list[Any]:
        """The parameters, each place with its value."""
        return [values[one.value] if isinstance(one, Given) else one for one in self.parameters]


class Once(Generic[M]):
    """What is put together once from a queryset: `make` returns it, with a `Given` for each value that a call names.

    No scope of a store is applied, so `make` names the store: `filter(store=Given("store"), …)`. It may not depend on
    the language, nor on anything else but the values.
    """

    all: ClassVar[WeakSet["Once"]] = WeakSet()  # for the test that each names its store
    statement: Statement

    def __init__(self, make: Callable[[], QuerySet[M]]) -> None:
        self.make = make
        Once.all.add(self)


class Prepared(Once[M]):
    """A read of model rows."""

    def __call__(self, **values: Any) -> list[M]:
        statement, objects = self._plan
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, statement.filled(values))
            return list(objects(cursor.fetchall()))

    def first(self, **values: Any) -> M | None:
        """The first of these rows, or None."""
        return next(iter(self(**values)), None)

    @property
    def statement(self) -> Statement:  # type: ignore[override]
        return self._plan[0]

    @cached_property
    def _plan(self) -> tuple[Statement, Callable[[list[tuple]], Iterable[M]]]:
        with scopes_disabled():
            compiler = self.make().query.get_compiler(DEFAULT_DB_ALIAS)
            statement = Statement(*compiler.as_sql())
        return statement, _objects_of(compiler)


class PreparedCount(Once[M]):
    """The number of rows."""

    def __call__(self, **values: Any) -> int:
        with connection.cursor() as cursor:
            cursor.execute(self.statement.sql, self.statement.filled(values))
            return cursor.fetchone()[0]

    @cached_property
    def statement(self) -> Statement:  # type: ignore[override]
        with scopes_disabled():
            sql, parameters = self.make().order_by().values("pk").query.sql_with_params()
        return Statement(f"SELECT count(*) FROM ({sql}) counted", parameters)


def _objects_of(compiler: Any) -> Callable[[list[tuple]], Iterable[Any]]:
    """What makes objects of the rows of a compiled read, with those that are joined, as a queryset does."""
    own = compiler.klass_info["select_fields"]
    first, last, model = own[0], own[-1] + 1, compiler.klass_info["model"]
    names = [column.target.attname for column, *_ in compiler.select[first:last]]
    joined_by: Any = django_query.get_related_populators  # its type is that of a later Django
    joined = joined_by(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS)
    added = list(compiler.annotation_col_map.items())
    converters = compiler.get_converters([column for column, *_ in compiler.select])

    def objects(rows: list[tuple]) -> Iterable[Any]:
        for row in compiler.apply_converters(rows, converters) if converters else rows:
            thing = model.from_db(DEFAULT_DB_ALIAS, names, row[first:last])
            for populator in joined:
                populator.populate(row, thing)
            for name, place in added:
                setattr(thing, name, row[place])
            yield thing

    return objects
