"""The registry of metrics: those of the departments, and those that only the list of KPIs defines (SERVICE-R49)."""

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
CodeSpan = tuple[str, date, date]  # the code of a metric, its first and last day


@cache
def metrics() -> dict[str, Metric]:
    """The metrics of the departments, by code."""
    declared = [metric for name in DEPARTMENTS for metric in import_module(f"{name}.metrics").METRICS]
    return {metric.code: metric for metric in declared}


@cache
def definitions() -> dict[str, dict[str, str]]:
    """The KPI definitions of reference/kpis.csv, by code."""
    return {row["kpi_code"]: row for row in rows("kpis")}


def codes() -> list[str]:
    return [*metrics(), *(code for code in definitions() if code not in metrics())]


def name_of(code: str) -> str:
    """The name of a metric in the reader's language, by the list of KPIs for an unmeasured one."""
    if code in metrics():
        return str(metrics()[code].name)
    row = definitions()[code]
    return of_reader(row["name_zh"], row["name_en"])


def may_see(access: Access, code: str) -> bool:
    """Whether the person may see a metric: with the permission to open its rows, or when it is not measured."""
    if code not in metrics():
        return True
    needs = metrics()[code].needs
    return any(map(access.can, needs if isinstance(needs, tuple) else (needs,)))


@dataclass(frozen=True)
class Figure:
    """A metric of one store, measured for some days."""

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
    """The value for JSON: money and decimals as text, counts as numbers."""
    return value if value is None or isinstance(value, (int, float)) else str(value)


def figure(code: str, first: date, last: date, at: datetime) -> Figure:
    """The figure of one metric in the present scope; that of an unmeasured one has no value."""
    return figures([(code, first, last)], at)[0]


def figures(spans: Sequence[CodeSpan], at: datetime) -> list[Figure]:
    """The figures of several metrics for their days; all counts together take one statement."""
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
    """The weeks of a metric up to a day, the oldest first."""
    ends = [last - timedelta(days=7 * back) for back in range(many - 1, -1, -1)]
    return [(code, end - timedelta(days=6), end) for end in ends]


def before(first: date, last: date) -> tuple[date, date]:
    """The first and last day of the period of the same length before this one."""
    many = (last - first).days + 1
    return first - timedelta(days=many), first - timedelta(days=1)
