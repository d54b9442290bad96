"""A metric: one definition of a number, its value, whether that is final, and the rows behind it.

Most metrics count rows, or the share of rows that pass; the metrics of a board are counted in one statement. Its SQL is
put together once in a process, and each use puts store, days and moment in (docs/decisions/0024): the rows of a metric
are asked once with the places of these values, so they read days and moment by the functions of this module only, and
no setting of the store, which has none while the SQL is put together: that raises.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, DateField, DateTimeField, QuerySet
from django.urls import reverse
from django.utils.timezone import get_current_timezone, get_current_timezone_name
from django_scopes import get_scope, scope

from core.clock import day_bounds, local_day
from core.row_reads import Given, Statement

Rows = Callable[[date, date, datetime], QuerySet]
STORE, AT = Given("store"), Given("at", DateTimeField())
FIRST, LAST, TODAY = (Given(name, DateField()) for name in ("first", "last", "today"))
EDGES = Given("start", DateTimeField()), Given("end", DateTimeField())
TOMORROW = Given("tomorrow_start", DateTimeField()), Given("tomorrow_end", DateTimeField())
NOTHING = Statement("", ())


def values_of(first: date, last: date, at: datetime) -> dict[str, Any]:
    """What is put in the places for the store of the present scope, these days and this moment."""
    store = get_scope().get("store")
    values = {"store": getattr(store, "pk", store), "first": first, "last": last, "at": at, "today": today(at)}
    edges = [*bounds(first, last), *bounds_of_tomorrow(at)]
    return values | dict(zip(("start", "end", "tomorrow_start", "tomorrow_end"), edges, strict=True))


def bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """The start of the first day and the end of the last, in the store's time zone."""
    if isinstance(first, Given):
        return EDGES  # the places of both
    zone = get_current_timezone()
    return day_bounds(first, zone)[0], day_bounds(last, zone)[1]


def today(at: datetime) -> date:
    """The store's day of a moment."""
    return TODAY if isinstance(at, Given) else local_day(at, get_current_timezone())


def bounds_of_tomorrow(at: datetime) -> tuple[datetime, datetime]:
    """The start and the end of the day after."""
    if isinstance(at, Given):
        return TOMORROW
    tomorrow = today(at) + timedelta(days=1)
    return bounds(tomorrow, tomorrow)


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

    def counts(self, *, by_day: bool = False) -> list[Statement]:
        """The statements of what is counted: the rows, those that pass, those that are pending."""
        if self.how:
            return []
        form = get_current_timezone_name(), by_day  # the day of a row is in the SQL
        if form not in self._counts:
            self._counts[form] = [self._count(rows, by_day) for rows in (self.rows, self.part, self.pending) if rows]
        return self._counts[form]

    @cached_property
    def _counts(self) -> dict[tuple[str, bool], list[Statement]]:
        """What is put together already."""
        return {}

    def _count(self, rows: Rows, by_day: bool) -> Statement:
        with scope(store=STORE):
            counted_rows = rows(FIRST, LAST, AT).order_by()  # type: ignore[arg-type]  # the places of days and moment
            return _statement(_by_day(counted_rows, self.day) if by_day else counted_rows.values("pk"))

    def made_of(self, counts: Sequence[int], last: date, at: datetime) -> Measured:
        """The number made of those counts."""
        open_rows = counts[-1] if self.pending else 0
        final = not self.live and not open_rows and at >= bounds(last, last)[1] + self.settles
        if self.part:
            return Measured.ratio(counts[1], counts[0], final=final)
        return Measured.amount(counts[0], final=final)


class Grouped:
    """How many of the rows have each value of a column, the most frequent first."""

    def __init__(self, rows: Rows, column: str) -> None:
        self.rows, self.column = rows, column
        self.statements: dict[str, Statement] = {}  # by time zone, as those of a metric

    def __call__(self, first: date, last: date, at: datetime) -> list[tuple[Any, int]]:
        zone = get_current_timezone_name()
        if zone not in self.statements:
            self.statements[zone] = self._statement()
        statement = self.statements[zone]
        return _read(statement.sql, [(statement, values_of(first, last, at))]) if statement.sql else []

    def _statement(self) -> Statement:
        with scope(store=STORE):
            rows = self.rows(FIRST, LAST, AT)  # type: ignore[arg-type]  # as in Metric
            groups = rows.order_by().values_list(self.column).annotate(counted=Count("pk"))
            return _statement(groups.order_by("-counted", self.column))


Period = tuple[Metric, date, date]
Values = Mapping[str, Any]


def rows_at(url_name: str, days: Sequence[str] = (), **chosen: str) -> Callable[[date, date], str]:
    """The address of the list with the same rows: what is chosen, and the days in this pair of filters."""
    fixed = [urlencode(chosen)] if chosen else []

    def rows_url(first: date, last: date) -> str:
        period = [f"{name}={day}" for name, day in zip(days, (first, last))]
        return f"{_page(url_name)}?{'&'.join([*fixed, *period])}"

    return rows_url


@cache
def _page(url_name: str) -> str:
    return reverse(url_name)


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
    values = {days: values_of(*days, at) for days in {(first, last) for _metric, first, last in periods}}
    many = [(metric.counts(), values[first, last]) for metric, first, last in periods]
    numbers = iter(_numbers([(one, given) for statements, given in many for one in statements]))
    return [[next(numbers) for _one in statements] for statements, _given in many]


def _numbers(many: Sequence[tuple[Statement, Values]]) -> list[int]:
    """The count of the rows of each statement with its values, in one statement."""
    if not many:
        return []
    counts = ", ".join(f"(SELECT count(*) FROM ({one.sql}) counted)" if one.sql else "0" for one, _values in many)
    [row] = _read(f"SELECT {counts}", many)
    return list(row)


def _read(sql: str, many: Sequence[tuple[Statement, Values]]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for one, values in many for value in one.filled(values)])
        return cursor.fetchall()


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
    many = [
        (metric.code, metric.counts(by_day=True), values_of(first, last, at))
        for metric, first, last in spans_of(periods)
    ]
    days = iter(_days([(one, values) for _code, statements, values in many for one in statements]))
    return {code: Daily([next(days) for _one in statements]) for code, statements, _values in many}


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


def _days(many: Sequence[tuple[Statement, Values]]) -> list[dict[date, int]]:
    """The count of rows of each statement on each day, in one statement."""
    days: list[dict[date, int]] = [{} for _one in many]
    parts = [f"SELECT {number}, part.* FROM ({one.sql}) part" for number, (one, _) in enumerate(many) if one.sql]
    for number, day, count in _read(" UNION ALL ".join(parts), many) if parts else ():
        days[number][day] = count
    return days


def _by_day(rows: QuerySet, day: Any) -> QuerySet:
    return rows.annotate(counted_on=day).values_list("counted_on").annotate(counted=Count("pk"))


def counted(many: Sequence[QuerySet]) -> list[int]:
    """The count of rows of each queryset, in one statement."""
    return _numbers([(_statement(rows.order_by().values("pk")), {}) for rows in many])


def _statement(rows: QuerySet) -> Statement:
    try:
        return Statement(*rows.query.sql_with_params())
    except EmptyResultSet:
        return NOTHING
