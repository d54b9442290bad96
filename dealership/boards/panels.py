"""The contents of a board: present figures, figures of days with their change, and charts by week."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.metrics import Measured
from dealership.boards import registry
from dealership.boards.registry import WEEKS, Figure


@dataclass(frozen=True)
class Change:
    """The change of a figure since the days before, and whether it is good (None: neither)."""

    by: float
    good: bool | None


class Panels:
    """The figures of a board, measured together. `now`, `over`: (figure, change); `charts`: (name, rows)."""

    def __init__(self, codes: list[list[str]], first: date, last: date, at: datetime):
        now, over, trends = codes
        earlier = [code for code in over if not registry.metrics()[code].how]  # sums take a statement each
        spans = [(code, first, last) for code in [*now, *over]]
        spans += [(code, *registry.before(first, last)) for code in earlier]
        spans += [week for code in trends for week in registry.weeks(code, last)]
        results = iter(registry.figures(spans, at))
        self.now = [(next(results), None) for _code in now]
        figures = [next(results) for _code in over]
        past = {code: next(results).measured for code in earlier}
        self.over = [(figure, change(figure, past.get(figure.code))) for figure in figures]
        self.charts = [chart([next(results) for _week in range(WEEKS)]) for _code in trends]


def change(figure: Figure, past: Measured | None) -> Change | None:
    """The change of a figure; None without two values to compare."""
    if past is None or past.value is None or figure.measured.value is None:
        return None
    by = round(figure.measured.value - past.value, 1)
    return Change(by, None if not by or figure.up is None else (by > 0) == figure.up)


def chart(figures: list[Figure]) -> tuple[str, list[dict[str, Any]]]:
    return figures[0].name, trend(figures)


def trend(figures: list[Figure]) -> list[dict[str, Any]]:
    """The weeks of a metric as rows of a chart, each labelled with its last day."""
    return [_week(figure, figure.measured.value) for figure in figures]


def _week(figure: Figure, value: Any) -> dict[str, Any]:
    return {
        "label": f"{figure.last:%m-%d}",
        "value": float(value or 0),
        "text": str("–" if value is None else value),
        "url": figure.rows_url,
    }
