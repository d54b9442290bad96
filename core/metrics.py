"""What a number of the house is: one definition, its value, whether it is final, and the rows behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet


@dataclass(frozen=True)
class Measured:
    """A measured number: a ratio (numerator of denominator, value in percent) or a plain amount (denominator None).

    `value` None means there was nothing to measure ("–", never 0 %). `final` is False while rows may still change it.
    """

    numerator: Any
    denominator: Any = None
    final: bool = True
    value: Any = None

    @classmethod
    def ratio(cls, numerator: int, denominator: int, *, final: bool = True) -> "Measured":
        value = round(100 * numerator / denominator, 1) if denominator else None
        return cls(numerator, denominator, final, value)

    @classmethod
    def amount(cls, value: Any, *, final: bool = True) -> "Measured":
        return cls(value, None, final, value)


@dataclass(frozen=True)
class Metric:
    """One definition. `measure(first, last, at)` reads the present scope for store-local days `first` to `last`;
    `rows(first, last, at)` is the queryset behind it; `rows_url(first, last)` is the page that lists the same rows.
    """

    code: str
    name: Any
    unit: str
    needs: Any
    measure: Callable[[datetime, datetime, datetime], Measured]
    rows: Callable[[datetime, datetime, datetime], QuerySet]
    rows_url: Callable[[datetime, datetime], str]
    up: bool | None = True
