"""Derived columns: PostgreSQL computes them where it can, else the model when a row is saved."""

from collections.abc import Callable
from typing import Any, cast

from django.db import models
from django.db.models import GeneratedField, TextField
from django.db.models.expressions import Expression
from django.db.models.query_utils import DeferredAttribute

from core import folding, phones
from core.masks import Masked, MaskedAddress, MaskedPhone, whole


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


class _MaskedAttribute(DeferredAttribute):
    """A text is masked from the moment a row is given it, not only when it is read again."""

    def __set__(self, row: models.Model, value: Any) -> None:
        row.__dict__[self.field.attname] = cast("_MaskedField", self.field).masked(value)


class _MaskedField(models.CharField):
    """A text of a customer that a row gives masked (`masks.Masked`): only `masks.whole` tells it."""

    descriptor_class = _MaskedAttribute
    kind: type[Masked]

    def masked(self, value: Any) -> Any:
        return self.kind(value) if type(value) is str else value

    def from_db_value(self, value: str | None, *_place: Any) -> Any:
        return self.masked(value)

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return whole(value) if isinstance(value, str) else value

    def value_to_string(self, obj: models.Model) -> str:
        return whole(cast(str, self.value_from_object(obj)))


class MaskedPhoneField(_MaskedField):
    """A customer's phone number, masked wherever a page, an answer or a log prints it as it is."""

    kind = MaskedPhone


class MaskedAddressField(_MaskedField):
    """Where a message reaches a customer, masked wherever it is printed as it is."""

    kind = MaskedAddress


class MaskedEmailField(MaskedAddressField, models.EmailField):
    """A customer's e-mail address, masked wherever it is printed as it is."""


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
