"""The days of a board: today, 7 days, this month, 12 months, or two days in the address."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from core.clock import day_or_none

PERIODS = {"today": _("Today"), "week": _("7 days"), "month": _("This month"), "year": _("12 months")}


def of(parameters, today: date, usual: str = "month") -> tuple[str, date, date]:
    """(period, first, last) of an address: two days in `from` and `to`, else its period, else the usual one."""
    first, last = (day_or_none(parameters.get(edge, "")) for edge in ("from", "to"))
    if first and last:
        return "", first, last
    period = parameters.get("period") if parameters.get("period") in PERIODS else usual
    firsts = {
        "today": today,
        "week": today - timedelta(days=6),
        "month": today.replace(day=1),
        "year": today - timedelta(days=364),
    }
    return period, firsts[period], today


def chips(period: str) -> list[dict]:
    """The chips of the periods."""
    return [{"label": label, "url": f"?period={code}", "active": code == period} for code, label in PERIODS.items()]
