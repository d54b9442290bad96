"""Settings of a store: each app declares its own in `settings.py`; rules read their values from the store.

See docs/decisions/0017-settings-of-a-store.md. An unchanged setting has its declared default.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any, Generic, TypeVar

from django.apps import apps
from django.db import models
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models.stores import Store
from core import folding
from core.errors import Refused

Value = TypeVar("Value", int, str, time)
CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)  # seconds and zones would be dropped in silence


class Unit(models.TextChoices):
    """The unit of a whole number."""

    DAYS = "days", pgettext_lazy("unit", "days")
    MONTHS = "months", pgettext_lazy("unit", "months")
    HOURS = "hours", pgettext_lazy("unit", "hours")
    MINUTES = "minutes", pgettext_lazy("unit", "minutes")
    PERCENT = "percent", "%"
    TIMES = "times", pgettext_lazy("unit", "times")
    CARS = "cars", pgettext_lazy("unit", "cars")
    TIME_UNITS = "time_units", gettext_lazy("time units (100 are an hour)")


@dataclass(frozen=True)
class Follower:
    """What depends on a setting and is computed again when it changes: in words, with the dotted name of the act.

    The act is called as `act(before, by=…, at=…, commit=…)`: `before` is the store with the old values, `by.store` with
    the new ones. It returns the count of rows to change, and changes them only with `commit`.
    """

    words: Any
    act: str

    def run(self, before: Store, **facts: Any) -> int:
        act: Callable[..., int] = import_string(self.act)
        return act(before, **facts)


@dataclass(frozen=True)
class Setting(ABC, Generic[Value]):
    """A setting: its words, its default with the source of that, and what depends on it."""

    key: str
    words: Any
    consequence: Any
    default: Value
    source: str
    followers: tuple[Follower, ...] = field(default=(), kw_only=True)
    why_not: str = field(default="", kw_only=True)  # dotted name of a rule about several settings: store → reason

    kind = ""

    def __post_init__(self) -> None:
        if self.key in SETTINGS:
            raise ValueError(f"The setting {self.key} is declared twice.")
        SETTINGS[self.key] = self

    @property
    def department(self) -> str:
        """The label of the app that declares it."""
        return self.key.partition(".")[0]

    @property
    def says(self) -> str:
        """All words of the setting, for the search."""
        return f"{self.words} {self.consequence} {apps.get_app_config(self.department).verbose_name}"

    def of(self, store: Store) -> Value:
        """The value at this store."""
        if self.key in store.changed_settings:
            return self.load(store.changed_settings[self.key])
        return self.default

    def load(self, stored: Any) -> Value:
        """The value for rules, from the stored one."""
        return stored

    def dump(self, value: Value) -> Any:
        """The value for the database and the API."""
        return value

    def is_default(self, stored: Any) -> bool:
        """Whether the stored value is the default."""
        return self.load(stored) == self.default

    def contradiction(self, store: Store) -> str | None:
        """The reason when it contradicts other settings of this store."""
        return import_string(self.why_not)(store) if self.why_not else None

    @abstractmethod
    def clean(self, value: Any) -> Value:
        """The value, checked for its kind and bounds; raises Refused at its key."""

    def refused(self, why: str) -> Refused:
        return Refused(why, field=self.key)


@dataclass(frozen=True)
class Number(Setting[int]):
    """A whole number between two bounds."""

    unit: Unit
    lowest: int
    highest: int

    kind = "number"

    def clean(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.refused(_("Enter a whole number."))
        if not self.lowest <= value <= self.highest:
            facts = {"lowest": self.lowest, "highest": self.highest, "unit": self.unit.label}
            raise self.refused(_("Enter a number between %(lowest)s and %(highest)s (%(unit)s).") % facts)
        return value


@dataclass(frozen=True)
class Span(Number):
    """A length of time in whole days, hours or minutes."""

    def span(self, store: Store) -> timedelta:
        """The length of time at this store."""
        return timedelta(**{self.unit.value: self.of(store)})


@dataclass(frozen=True)
class Clock(Setting[time]):
    """A time of the day."""

    kind = "time"

    def load(self, stored: str) -> time:
        return time.fromisoformat(stored)

    def dump(self, value: time) -> str:
        return f"{value:%H:%M}"

    def clean(self, value: Any) -> time:
        if isinstance(value, time):
            return value
        if not isinstance(value, str) or not CLOCK_TIME.fullmatch(value):
            raise self.refused(_("Enter a time of the day, such as 08:30."))
        return self.load(value)


@dataclass(frozen=True)
class Label(Setting[str]):
    """A letter or a few words; may be empty only when the default is."""

    longest: int

    kind = "label"

    def clean(self, value: Any) -> str:
        text = value.strip() if isinstance(value, str) else None
        if text is None or len(text) > self.longest or not text.isprintable():
            raise self.refused(_("Enter at most %(longest)s characters.") % {"longest": self.longest})
        if self.default and not text:
            raise self.refused(_("This cannot be empty."))
        return text


SETTINGS: dict[str, Setting] = {}


def settings_of(text: str = "") -> list[Setting]:
    """The settings whose words, dependants or department contain the text, in order; all settings without a text."""
    rows = sorted(SETTINGS.values(), key=lambda setting: setting.department)
    return [setting for setting in rows if folding.name(text) in folding.name(setting.says)]


def followers_of(keys: Iterable[str]) -> list[Follower]:
    """The dependants of these settings, each once."""
    return list(dict.fromkeys(follower for key in keys for follower in SETTINGS[key].followers))


NOTICE_LATE = Span(
    "accounts.notice_late_minutes",
    gettext_lazy("A colleague takes note of a new time within"),
    gettext_lazy("Opening time of the store; later counts as late in the rules."),
    30,
    "SERVICE-D7",
    Unit.MINUTES,
    5,
    1_440,
)
