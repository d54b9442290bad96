"""A metric: one definition of a number, its value, whether that is final, and the rows behind it.

Most metrics count rows, or the share of rows that pass; the metrics of a board are counted in one statement.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Count, IntegerField, QuerySet, Value
from django.utils.timezone import get_current_timezone

from core.clock import day_bounds

Rows = Callable[[date, date, datetime], QuerySet]


def bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """The start of the first day and the end of the last, in the store's time zone."""
    zone = get_current_timezone()
    return day_bounds(first, zone)[0], day_bounds(last, zone)[1]


def within(field: str, first: date, last: date) -> dict[str, datetime]:
    """The filter for rows whose moment is inside the days."""
    start, end = bounds(first, last)
    return {f"{field}__gte": start, f"{field}__lt": end}


def is_over(last: date, at: datetime) -> bool:
    """Whether the last day of a period has ended."""
    return at >= bounds(last, last)[1]


@dataclass(frozen=True)
class Measured:
    """A measured number: a ratio (numerator of denominator) or a plain amount (denominator None, value the numerator).

    The value of a ratio is numerator / denominator in the unit of its metric: a hundredth (%), a thousandth (‰), or
    one each (yuan, points). `value` None means there was nothing to measure ("–", never 0 %). `final` is False while
    rows may still change it.
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
    """The definition of a number over the store's days `first` to `last`, in the present scope.

    `rows(first, last, at)` is the queryset behind it, `rows_url(first, last)` the page that lists the same rows. The
    value is their count; with `part` the share of them that pass; with `how` the result of that function. `day` is the
    expression for the day on which a row counts: several periods are then added up from one count by day. A value is
    final when the days are over, `settles` has passed, and `pending` has no rows. A `live` metric is about the present
    moment, whatever the days, and is never final.
    """

    code: str
    name: Any
    unit: Any
    needs: Any
    rows: Rows
    rows_url: Callable[[date, date], str]
    part: Rows | None = None
    how: Callable[[date, date, datetime], Measured] | None = None
    pending: Rows | None = None
    day: Any = None
    settles: timedelta = timedelta(0)
    live: bool = False
    up: bool | None = True

    def measure(self, first: date, last: date, at: datetime) -> Measured:
        return measured([(self, first, last)], at)[0]

    def counts(self, first: date, last: date, at: datetime) -> list[QuerySet]:
        """The querysets to count: the rows, those that pass, those that are pending."""
        if self.how:
            return []
        return [rows(first, last, at) for rows in (self.rows, self.part, self.pending) if rows]

    def made_of(self, counts: Sequence[int], last: date, at: datetime) -> Measured:
        """The number made of those counts."""
        open_rows = counts[-1] if self.pending else 0
        final = not self.live and not open_rows and at >= bounds(last, last)[1] + self.settles
        if self.part:
            return Measured.ratio(counts[1], counts[0], final=final)
        return Measured.amount(counts[0], final=final)


Period = tuple[Metric, date, date]


def measured(periods: Sequence[Period], at: datetime) -> list[Measured]:
    """Measure each metric for its days. All counts together take two statements, by day and by period."""
    daily = daily_counts(periods, at)
    alone = [one for one in periods if one[0].code not in daily]
    by_period = iter(period_counts(alone, at))
    numbers = []
    for metric, first, last in periods:
        counts = daily[metric.code].within(first, last) if metric.code in daily else next(by_period)
        numbers.append(metric.how(first, last, at) if metric.how else metric.made_of(counts, last, at))
    return numbers


def period_counts(periods: Sequence[Period], at: datetime) -> list[list[int]]:
    """The counts of each metric in its days, all in one statement."""
    rows = [metric.counts(first, last, at) for metric, first, last in periods]
    numbers = iter(counted([one for many in rows for one in many]))
    return [[next(numbers) for _one in many] for many in rows]


@dataclass(frozen=True)
class Daily:
    """How many rows count on each day: one mapping for each of the querysets of `Metric.counts`."""

    counts: list[dict[date, int]]

    def within(self, first: date, last: date) -> list[int]:
        return [sum(many for day, many in days.items() if first <= day <= last) for days in self.counts]


def daily_counts(periods: Sequence[Period], at: datetime) -> dict[str, Daily]:
    """The counts by day of each metric with a day and several periods, by code, all in one statement.

    A sub-select for each week would read the same rows again, and be planned each time.
    """
    spans = {one[0].code: one for one in spans_of(periods)}
    rows = {code: metric.counts(first, last, at) for code, (metric, first, last) in spans.items()}
    numbers = iter(counted_by_day([(one, spans[code][0].day) for code, many in rows.items() for one in many]))
    return {code: Daily([next(numbers) for _one in many]) for code, many in rows.items()}


def spans_of(periods: Sequence[Period]) -> list[Period]:
    """The first and last day over all periods of each metric that has several."""
    wanted: dict[str, list[Period]] = {}
    for one in periods:
        if one[0].day is not None and not one[0].how:
            wanted.setdefault(one[0].code, []).append(one)
    return [
        (many[0][0], min(first for _metric, first, _last in many), max(last for _metric, _first, last in many))
        for many in wanted.values()
        if len(many) > 1
    ]


def counted_by_day(many: Sequence[tuple[QuerySet, Any]]) -> list[dict[date, int]]:
    """The count of rows of each queryset on each day (the expression beside it), in one statement."""
    days: list[dict[date, int]] = [{} for _one in many]
    parts = [
        rows.order_by()
        .annotate(counted_in=Value(number, IntegerField()), counted_on=day)
        .values_list("counted_in", "counted_on")
        .annotate(counted=Count("pk"))
        for number, (rows, day) in enumerate(many)
    ]
    for number, day, count in parts[0].union(*parts[1:], all=True) if parts else ():
        days[number][day] = count
    return days


def counted(many: Sequence[QuerySet]) -> list[int]:
    """The count of rows of each queryset, in one statement."""
    if not many:
        return []
    parts = [_count_of(rows) for rows in many]
    with connections[many[0].db].cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(sql for sql, _given in parts)}", [one for _, given in parts for one in given]
        )
        return list(cursor.fetchone())


def _count_of(rows: QuerySet) -> tuple[str, tuple]:
    try:
        sql, given = rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return "0", ()
    return f"(SELECT count(*) FROM ({sql}) counted)", given
