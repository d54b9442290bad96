"""The days a board looks at: today, this week, this month, or two days in the address."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from core.clock import day_asked

PERIODS = {"today": _("Today"), "week": _("7 days"), "month": _("This month"), "year": _("12 months")}


def of(parameters, today: date, usual: str = "month") -> tuple[str, date, date]:
    """(period, first, last); two days in `from` and `to` win, nonsense is the usual period."""
    first, last = (day_asked(parameters.get(edge, "")) for edge in ("from", "to"))
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
    """The periods to choose from."""
    return [{"label": label, "url": f"?period={code}", "active": code == period} for code, label in PERIODS.items()]
