"""The log of a thing, for a page; the settings of a store, for the API; their log, for a page."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.models.records import Activity
from accounts.models.settings import StoreSetting
from accounts.models.stores import Store
from accounts.settings import SETTINGS, Label, Number, Setting

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


def rows_of_settings(store: Store, settings: Iterable[Setting]) -> list[dict[str, Any]]:
    """Settings of a store with who decided each and since when, as the API shows them."""
    rows = StoreSetting.objects.filter(store=store).select_related("changed_by")
    decided = {row.key: row for row in rows}
    return [_row(setting, store, decided.get(setting.key)) for setting in settings]


def _row(setting: Setting, store: Store, decided: StoreSetting | None) -> dict[str, Any]:
    by = decided.changed_by if decided else None
    return {
        "code": setting.key,
        "department": setting.department,
        "name": str(setting.words),
        "consequence": str(setting.consequence),
        "kind": setting.kind,
        "unit": setting.unit.value if isinstance(setting, Number) else None,
        "lowest": setting.lowest if isinstance(setting, Number) else None,
        "highest": setting.highest if isinstance(setting, Number) else None,
        "longest": setting.longest if isinstance(setting, Label) else None,
        "default": setting.dump(setting.default),
        "value": setting.dump(setting.of(store)),
        "decided_by": str(by) if by else None,
        "decided_at": decided.changed_at if decided else None,
        "version": store.settings_version,
    }


def lines_of_settings(store: Store) -> list[dict[str, Any]]:
    """The newest changes of the store's settings, for components/timeline.html."""
    rows = Activity.objects.filter(store=store, subject=StoreSetting._meta.label_lower, verb="change")
    return [_line(row) for row in rows.select_related("actor").order_by("-at", "-pk")[:NEWEST]]


def _line(row: Activity) -> dict[str, Any]:
    facts = row.facts
    words = SETTINGS[facts["key"]].words if facts["key"] in SETTINGS else facts["key"]
    change = f"{facts['before'] or '–'} → {facts['after'] or '–'}"
    if facts["before"] == facts["after"]:  # the store gave back a decision that was the default
        change = _("Default: %(value)s.") % {"value": facts["after"]}
    return timeline_row(row, title=words, words=change)
