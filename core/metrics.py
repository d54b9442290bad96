"""What a number of the house is: one definition, its value, whether it is final, and the rows behind it.

Most numbers are a count of rows, or the share of rows that pass; those of a board are counted in one statement.
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
    """From the start of the first day to the end of the last, on the store's clock."""
    zone = get_current_timezone()
    return day_bounds(first, zone)[0], day_bounds(last, zone)[1]


def within(field: str, first: date, last: date) -> dict[str, datetime]:
    """A moment inside the days, as filter of a queryset."""
    start, end = bounds(first, last)
    return {f"{field}__gte": start, f"{field}__lt": end}


def is_over(last: date, at: datetime) -> bool:
    """A period is final when its last day has ended."""
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
    """One definition over the store-local days `first` to `last`, in the present scope.

    `rows(first, last, at)` is the queryset behind it, `rows_url(first, last)` the page that lists the same rows. The
    number is how many they are; with `part` the share of them that pass; with `how` what that makes of them. `day` is
    the expression for the one day on which a row counts, where it has one: several periods are then added up from one
    count by day. A number is final when the days are over, `settles` has gone by, and no row of `pending` is left; a
    `live` one speaks of this moment, whatever the days, and never is.
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
        """What has to be counted: the rows, those that pass, those that are still open."""
        if self.how:
            return []
        return [rows(first, last, at) for rows in (self.rows, self.part, self.pending) if rows]

    def made_of(self, counts: Sequence[int], last: date, at: datetime) -> Measured:
        """The number that follows from those counts."""
        open_rows = counts[-1] if self.pending else 0
        final = not self.live and not open_rows and at >= bounds(last, last)[1] + self.settles
        if self.part:
            return Measured.ratio(counts[1], counts[0], final=final)
        return Measured.amount(counts[0], final=final)


Period = tuple[Metric, date, date]


def measured(periods: Sequence[Period], at: datetime) -> list[Measured]:
    """Each number for its days; what is only counted takes two statements, by day and by period."""
    daily = daily_counts(periods, at)
    alone = [one for one in periods if one[0].code not in daily]
    by_period = iter(period_counts(alone, at))
    numbers = []
    for metric, first, last in periods:
        counts = daily[metric.code].within(first, last) if metric.code in daily else next(by_period)
        numbers.append(metric.how(first, last, at) if metric.how else metric.made_of(counts, last, at))
    return numbers


def period_counts(periods: Sequence[Period], at: datetime) -> list[list[int]]:
    """What each number counts in its days, all in one statement."""
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
    """By code: the numbers that are wanted for several periods and have a day, all in one statement.

    A sub-select for each week would read the same rows again, and be planned each time.
    """
    spans = {one[0].code: one for one in spans_of(periods)}
    rows = {code: metric.counts(first, last, at) for code, (metric, first, last) in spans.items()}
    numbers = iter(counted_by_day([(one, spans[code][0].day) for code, many in rows.items() for one in many]))
    return {code: Daily([next(numbers) for _one in many]) for code, many in rows.items()}


def spans_of(periods: Sequence[Period]) -> list[Period]:
    """From the first to the last day of each number that is wanted more than once."""
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
    """How many rows each queryset has on each day (the expression beside it), asked in one statement."""
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
    """How many rows each queryset has, asked in one statement."""
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
