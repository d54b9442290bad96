from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")


def test_the_day_changes_at_the_stores_midnight():
    assert clock.local_day(datetime(2026, 11, 23, 15, 59, 59, tzinfo=UTC), SHANGHAI) == date(2026, 11, 23)
    assert clock.local_day(datetime(2026, 11, 23, 16, 0, tzinfo=UTC), SHANGHAI) == date(2026, 11, 24)


def test_a_day_runs_from_midnight_to_midnight():
    bounds = (datetime(2026, 12, 30, 16, tzinfo=UTC), datetime(2026, 12, 31, 16, tzinfo=UTC))
    assert clock.day_bounds(date(2026, 12, 31), SHANGHAI) == bounds
    assert {edge.tzinfo for edge in clock.day_bounds(date(2026, 12, 31), SHANGHAI)} == {UTC}


def test_a_day_of_the_clock_change_is_not_24_hours():
    lengths = [end - start for start, end in (clock.day_bounds(date(2026, 3, d), BERLIN) for d in (28, 29))]
    assert lengths == [timedelta(hours=24), timedelta(hours=23)]


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)), st.sampled_from([SHANGHAI, BERLIN, UTC]))
def test_every_moment_lies_inside_its_own_day(moment, tz):
    at = moment.replace(tzinfo=UTC)
    start, end = clock.day_bounds(clock.local_day(at, tz), tz)
    assert start <= at < end


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError):
        clock.local_day(datetime(2026, 11, 23), SHANGHAI)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 24, "2026-02-28"),
        ("2024-02-29", 36, "2027-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2028-02-29", 1, "2028-03-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-11-30", 1, "2026-12-30"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-01-31", -2, "2025-11-30"),
        ("2026-05-15", 0, "2026-05-15"),
    ],
)
def test_months_end_where_the_month_does(day, months, later):
    assert clock.add_months(date.fromisoformat(day), months) == date.fromisoformat(later)
