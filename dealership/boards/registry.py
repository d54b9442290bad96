"""Every number of the house once: what the departments measure, and what the KPI list asks beyond it (SERVICE-R49)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib import import_module
from typing import Any

from accounts.access import Access
from core.languages import of_reader
from core.metrics import Measured, Metric, measured
from core.reference import rows

DEPARTMENTS = ["sales", "appointments", "service", "billing", "parts", "followup"]
NOTHING = Measured(None, None, False, None)
WEEKS = 12
CodeSpan = tuple[str, date, date]  # a number's code, and its days


@cache
def metrics() -> dict[str, Metric]:
    """What is measured, by code."""
    declared = [metric for name in DEPARTMENTS for metric in import_module(f"{name}.metrics").METRICS]
    return {metric.code: metric for metric in declared}


@cache
def definitions() -> dict[str, dict[str, str]]:
    """The KPI definitions of reference/kpis.csv, by code."""
    return {row["kpi_code"]: row for row in rows("kpis")}


def codes() -> list[str]:
    return [*metrics(), *(code for code in definitions() if code not in metrics())]


def name_of(code: str) -> str:
    """In the reader's language; the list of KPIs names those that are not measured."""
    if code in metrics():
        return str(metrics()[code].name)
    row = definitions()[code]
    return of_reader(row["name_zh"], row["name_en"])


def may_see(access: Access, code: str) -> bool:
    """A number is seen by whoever may open its rows; a number nobody measures shows nothing to hide."""
    if code not in metrics():
        return True
    needs = metrics()[code].needs
    return any(map(access.can, needs if isinstance(needs, tuple) else (needs,)))


@dataclass(frozen=True)
class Figure:
    """A number of one store for some days."""

    code: str
    name: str
    unit: Any
    measured: Measured
    rows_url: str
    up: bool | None
    live: bool
    last: date

    def as_json(self) -> dict[str, Any]:
        measured = self.measured
        return {
            "code": self.code,
            "name": self.name,
            "unit": str(self.unit),
            "value": plain(measured.value),
            "numerator": plain(measured.numerator),
            "denominator": plain(measured.denominator),
            "final": measured.final,
            "rows_url": self.rows_url or None,
        }


def plain(value: Any) -> Any:
    """Money and decimals travel as text, counts as numbers."""
    return value if value is None or isinstance(value, (int, float)) else str(value)


def figure(code: str, first: date, last: date, at: datetime) -> Figure:
    """Measure one number in the present scope; an unmeasured one says so by its empty value."""
    return figures([(code, first, last)], at)[0]


def figures(spans: Sequence[CodeSpan], at: datetime) -> list[Figure]:
    """Measure many at once, each for its days: what is only counted takes one statement for all of them."""
    metric_spans = [(metrics()[code], first, last) for code, first, last in spans if code in metrics()]
    numbers = iter(measured(metric_spans, at))
    return [
        _figure(code, next(numbers), first, last) if code in metrics() else _unmeasured(code, last)
        for code, first, last in spans
    ]


def _figure(code: str, number: Measured, first: date, last: date) -> Figure:
    metric = metrics()[code]
    return Figure(code, name_of(code), metric.unit, number, metric.rows_url(first, last), metric.up, metric.live, last)


def _unmeasured(code: str, last: date) -> Figure:
    return Figure(code, name_of(code), definitions()[code]["unit"], NOTHING, "", None, False, last)


def weeks(code: str, last: date, many: int = WEEKS) -> list[CodeSpan]:
    """The same number for each of the weeks up to a day, oldest first."""
    ends = [last - timedelta(days=7 * back) for back in range(many - 1, -1, -1)]
    return [(code, end - timedelta(days=6), end) for end in ends]


def before(first: date, last: date) -> tuple[date, date]:
    """The days of the same number that went before these."""
    many = (last - first).days + 1
    return first - timedelta(days=many), first - timedelta(days=1)
