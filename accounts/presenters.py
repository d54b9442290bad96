"""The log of a thing, and of a store's settings, for a page."""

from typing import Any

from django.db.models import Model

from accounts.models.records import Activity
from accounts.models.settings import StoreSetting
from accounts.models.stores import Store
from accounts.settings import SETTINGS

NEWEST = 30  # lines of a log that a page shows


def log_of(thing: Model, newest: int = NEWEST) -> list[Activity]:
    """The newest lines of the log about a thing, the newest first, with who acted."""
    lines = Activity.objects.about(thing).select_related("actor").order_by("-at", "-pk")
    return list(lines[:newest])


def timeline(thing: Model, newest: int = NEWEST) -> list[dict[str, Any]]:
    """The log of a thing for components/timeline.html."""
    return [timeline_row(line) for line in log_of(thing, newest)]


def timeline_row(line: Activity, **differs: Any) -> dict[str, Any]:
    """A line of a log for components/timeline.html; an app gives what `differs` of it in its own words."""
    by = line.actor or line.get_actor_kind_display()
    return {"at": line.at, "title": line.what, "by": by, "words": line.why, "tone": ""} | differs


def lines_of_settings(store: Store) -> list[dict[str, Any]]:
    """The newest changes of the store's settings, for components/timeline.html."""
    rows = Activity.objects.filter(store=store, subject=StoreSetting._meta.label_lower, verb="change")
    return [_line(row) for row in rows.select_related("actor").order_by("-at", "-pk")[:NEWEST]]


def _line(row: Activity) -> dict[str, Any]:
    facts = row.facts
    words = SETTINGS[facts["key"]].words if facts["key"] in SETTINGS else facts["key"]
    change = f"{facts['before'] or '–'} → {facts['after'] or '–'}"
    return timeline_row(row, title=words, words=change)
