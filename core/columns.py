"""Derived columns: PostgreSQL computes them where it can, else the model when a row is saved."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.models import GeneratedField, TextField
from django.db.models.expressions import Expression

from core import folding, phones


class DerivedText(models.TextField):
    """A text that is computed from the row, `of(row)`, at each save. Other code does not write it."""

    def __init__(self, of: Callable[[Any], str] | None = None, **kwargs: Any) -> None:
        self.of = of
        super().__init__(**{"blank": True, "editable": False, **kwargs})

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        assert self.of is not None  # a migration's model has none, and saves no row
        value = self.of(model_instance)
        setattr(model_instance, self.attname, value)
        return value


def folded_name(of: str) -> GeneratedField:
    """A name in the form in which names are compared."""
    return _generated(folding.FoldedName(of))


def folded_code(of: str) -> GeneratedField:
    """A document's number in the form in which codes are compared."""
    return _generated(folding.FoldedCode(of))


def folded_login(of: str, **options: Any) -> GeneratedField:
    """A user name in the form in which it signs in."""
    return _generated(folding.FoldedLogin(of), **options)


def folded_phone(of: str) -> GeneratedField:
    """A phone number as E.164, with its extension; empty where it is none."""
    return _generated(phones.FoldedPhone(of))


def _generated(expression: Expression, **options: Any) -> GeneratedField:
    return GeneratedField(expression=expression, output_field=TextField(), db_persist=True, **options)
