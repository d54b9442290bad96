"""Reads whose SQL Django puts together once in a process; each use puts its values in.

A queryset is resolved, joined and compiled anew at each use: for a read by key that takes five times as long as sending
it and making its objects. See docs/decisions/0024.
"""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar
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


class Prepared(Generic[M]):
    """A read of model rows: `make` returns its queryset, with a `Given` for each value; a call takes these by name.

    No scope of a store is applied, so `make` names the store: `filter(store=Given("store"), …)`. It may not depend on
    the language, nor on anything else but the values.
    """

    all: ClassVar[WeakSet["Prepared"]] = WeakSet()  # for the test that each names its store

    def __init__(self, make: Callable[[], QuerySet[M]]) -> None:
        self.make = make
        Prepared.all.add(self)

    def __call__(self, **values: Any) -> list[M]:
        sql, parameters, objects = self._plan
        with connection.cursor() as cursor:
            cursor.execute(sql, [values[one.value] if isinstance(one, Given) else one for one in parameters])
            return list(objects(cursor.fetchall()))

    def first(self, **values: Any) -> M | None:
        """The first of these rows, or None."""
        return next(iter(self(**values)), None)

    @cached_property
    def _plan(self) -> tuple[str, tuple[Any, ...], Callable[[list[tuple]], Iterable[M]]]:
        with scopes_disabled():
            compiler = self.make().query.get_compiler(DEFAULT_DB_ALIAS)
            sql, parameters = compiler.as_sql()
        return sql, parameters, _objects_of(compiler)


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
