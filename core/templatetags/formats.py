"""Formats values for a page: money, kilometres, plates, phones, dates, deadlines, durations."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.utils import timezone
from django.utils.dates import MONTHS_3, WEEKDAYS_ABBR
from django.utils.translation import gettext, ngettext

from core import money, phones, plates
from core.languages import is_english

register = template.Library()

WEEKDAYS_ZH = "一二三四五六日"
NOTHING = "—"


def _local(value: date | datetime) -> date | datetime:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def day_of(value: date | datetime) -> date:
    """The calendar day of a date, or of a moment in the store's time zone."""
    value = _local(value)
    return value.date() if isinstance(value, datetime) else value


@register.filter
def yuan(value: Any) -> str:
    """Money in yuan with separators: ¥1,234.00; None is a dash."""
    return NOTHING if value in (None, "") else money.yuan(value)


@register.filter
def amount(value: Any) -> str:
    """Money in a column whose head names the unit: 1,234.00."""
    return NOTHING if value in (None, "") else f"{money.fen(value):,.2f}"


@register.filter
def km(value: Any) -> str:
    """An odometer reading: 38,210 km."""
    return NOTHING if value in (None, "") else f"{int(value):,} km"


@register.filter
def plate(value: Any) -> str:
    """A plate with its dot after the office letter: 沪A·12345; also a masked one."""
    text = str(value or "").replace("·", "")
    return plates.pretty(text) if len(text) > 2 and "\u4e00" <= text[0] <= "\u9fff" else text


@register.filter
def phone(value: Any) -> str:
    """A phone number in groups: 138 0013 8000; also a masked one."""
    text = str(value or "")
    if len(text) == 11 and text[3:7] == "****":
        return f"{text[:3]} **** {text[7:]}"
    return phones.pretty(text)


@register.filter
def day(value: Any) -> str:
    """A day with its weekday: 11月25日 周三 or Wed 25 Nov; another year is named."""
    this_year = datetime.now(timezone.get_current_timezone()).year
    return _day(day_of(value), this_year, is_english()) if value else ""


@lru_cache(maxsize=1024)
def _day(on: date, this_year: int, english: bool) -> str:
    """A page of rows shows the same days again and again."""
    if not english:
        year = f"{on.year}年" if on.year != this_year else ""
        return f"{year}{on.month}月{on.day}日 周{WEEKDAYS_ZH[on.weekday()]}"
    name = f"{WEEKDAYS_ABBR[on.weekday()]} {on.day} {str(MONTHS_3[on.month]).title()}"
    return name if on.year == this_year else f"{name} {on.year}"


@register.filter
def clock(value: Any) -> str:
    """The time of day in the store: 14:30."""
    return f"{_local(value):%H:%M}" if value else ""


@register.filter
def daytime(value: Any) -> str:
    """A moment in the store's time: 11月25日 周三 14:30 or Wed 25 Nov 14:30."""
    return f"{day(value)} {clock(value)}" if value else ""


@register.filter
def days_until(value: Any, today: date | None = None) -> int | None:
    """Whole days from `today` (the store's, by default) to the date: negative when it has passed."""
    if not value:
        return None
    return (day_of(value) - day_of(today or timezone.now())).days


@register.filter
def due(value: Any, today: date | None = None) -> str:
    """A deadline in words: 逾期 2 天, 今天, 还有 3 天."""
    days = days_until(value, today)
    if days is None:
        return gettext("No next step")
    if days < 0:
        return ngettext("%(days)s day overdue", "%(days)s days overdue", -days) % {"days": -days}
    if days == 0:
        return gettext("Today")
    return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}


@register.filter
def duration(value: Any) -> str:
    """A duration in minutes: 1 小时 30 分 or 1 h 30 min."""
    if value in (None, ""):
        return NOTHING
    hours, minutes = divmod(int(value), 60)
    if not hours:
        return gettext("%(minutes)s min") % {"minutes": minutes}
    if not minutes:
        return gettext("%(hours)s h") % {"hours": hours}
    return gettext("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}


@register.filter
def hours(value: Any) -> str:
    """Labour time in decimal hours, without trailing zeros: 1.2 h."""
    return NOTHING if value in (None, "") else f"{Decimal(str(value)).normalize():f} h"


@register.filter
def percent(value: Any) -> str:
    """A share (0 to 1) as a whole percentage: 87%."""
    if value in (None, ""):
        return NOTHING
    return f"{(Decimal(str(value)) * 100).quantize(Decimal(1), ROUND_HALF_UP)}%"
