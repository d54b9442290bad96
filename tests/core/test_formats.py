from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.utils import translation

from core.templatetags import formats

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # Monday, nine in the morning in Shanghai


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def chinese():
    with translation.override("zh-hans"):
        yield


def test_money_has_separators_and_its_sign_in_front():
    assert [formats.yuan(v) for v in (1234, Decimal("-5"), "0.005", None)] == ["¥1,234.00", "-¥5.00", "¥0.01", "—"]
    assert [formats.amount(v) for v in (Decimal("1234567.8"), None)] == ["1,234,567.80", "—"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [("沪A12345", "沪A·12345"), ("沪AD12345", "沪A·D12345"), ("沪A***45", "沪A·***45"), ("", ""), ("临", "临")],
)
def test_plate_has_its_dot_after_the_office(written, shown):
    assert formats.plate(written) == shown


def test_phone_is_grouped_whether_masked_or_not():
    assert formats.phone("13800138000") == "138 0013 8000"
    assert formats.phone("138****8000") == "138 **** 8000"
    assert formats.phone("") == ""


def test_moments_in_chinese(chinese):
    assert formats.daytime(datetime(2026, 11, 25, 6, 30, tzinfo=UTC)) == "11月25日 周三 14:30"
    assert formats.day(date(2027, 1, 3)) == "2027年1月3日 周日"


def test_moments_in_english(english):
    assert formats.daytime(datetime(2026, 11, 25, 6, 30, tzinfo=UTC)) == "Wed 25 Nov 14:30"
    assert formats.day(date(2027, 1, 3)) == "Sun 3 Jan 2027"
    assert formats.day(None) == formats.daytime(None) == formats.clock(None) == ""


def test_deadlines_in_chinese(chinese):
    days = [date(2026, 11, 21), date(2026, 11, 23), date(2026, 11, 26), None]
    assert [formats.due(day) for day in days] == ["逾期 2 天", "今天", "还有 3 天", "无下一步"]


def test_deadlines_in_english(english):
    days = [date(2026, 11, 22), date(2026, 11, 21), date(2026, 11, 24), date(2026, 11, 26)]
    assert [formats.due(day) for day in days] == ["1 day overdue", "2 days overdue", "in 1 day", "in 3 days"]


def test_deadline_counts_from_the_day_it_is_given():
    assert formats.days_until(date(2026, 11, 25), date(2026, 11, 20)) == 5


def test_deadline_just_after_midnight_in_the_store_is_not_yesterday():
    late_evening_utc = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)  # half past midnight on the 24th in Shanghai
    assert formats.days_until(late_evening_utc) == 1


def test_durations_and_amounts_of_work(english):
    assert [formats.duration(m) for m in (45, 60, 90, None)] == ["45 min", "1 h", "1 h 30 min", "—"]
    assert [formats.hours(h) for h in (Decimal("1.20"), 10, None)] == ["1.2 h", "10 h", "—"]
    assert [formats.percent(s) for s in (Decimal("0.867"), 0, None)] == ["87%", "0%", "—"]
    assert formats.km(38210) == "38,210 km"
