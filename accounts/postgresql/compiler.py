"""Compiles queries over rows of a store to SQL."""

from django.db.backends.postgresql.compiler import (
    SQLAggregateCompiler,
    SQLDeleteCompiler,
    SQLInsertCompiler,
    SQLUpdateCompiler,
)
from django.db.backends.postgresql.compiler import SQLCompiler as PostgresCompiler

from accounts.postgresql.rows import is_of_a_store

__all__ = ["SQLAggregateCompiler", "SQLCompiler", "SQLDeleteCompiler", "SQLInsertCompiler", "SQLUpdateCompiler"]


class SQLCompiler(PostgresCompiler):
    def collapse_group_by(self, expressions, having):
        """Group by store and id only: the other columns depend on them."""
        expressions = super().collapse_group_by(expressions, having)
        whole = _aliases(expressions, _is_id) & _aliases(expressions, _is_store)
        return [
            expression
            for expression in expressions
            if getattr(expression, "alias", None) not in whole
            or expression in having
            or _is_id(expression)
            or _is_store(expression)
        ]


def _aliases(expressions, is_wanted) -> set[str]:
    return {expression.alias for expression in expressions if is_wanted(expression)}


def _is_id(expression) -> bool:
    target = getattr(expression, "target", None)
    return target is not None and target.primary_key and is_of_a_store(target.model)


def _is_store(expression) -> bool:
    target = getattr(expression, "target", None)
    return target is not None and target.name == "store" and is_of_a_store(target.model)
