"""The log of a store's settings for a page."""

from typing import Any

from accounts.models.records import Activity
from accounts.models.settings import StoreSetting
from accounts.models.stores import Store
from accounts.settings import SETTINGS

NEWEST = 30


def lines_of_settings(store: Store) -> list[dict[str, Any]]:
    """The newest changes of the store's settings, for components/timeline.html."""
    rows = Activity.objects.filter(store=store, subject=StoreSetting._meta.label_lower, verb="change")
    return [_line(row) for row in rows.select_related("actor").order_by("-at", "-pk")[:NEWEST]]


def _line(row: Activity) -> dict[str, Any]:
    facts = row.facts
    words = SETTINGS[facts["key"]].words if facts["key"] in SETTINGS else facts["key"]
    change = f"{facts['before'] or '–'} → {facts['after'] or '–'}"
    return {"at": row.at, "title": words, "by": row.actor or row.get_actor_kind_display(), "words": change}
