"""What the day board is made of: blocks, rows, the tray, and the words and icons of their states."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import pgettext_lazy

from capacity.models.resources import Resource
from capacity.presenters.bays import Stretch

WORDS: dict[str, Any] = {
    "planned": pgettext_lazy("board", "planned"),
    "at_risk": pgettext_lazy("board", "at risk"),
    "expected": pgettext_lazy("board", "not here yet"),
    "here": pgettext_lazy("board", "the car is here"),
    "waiting": pgettext_lazy("board", "given out"),
    "running": pgettext_lazy("board", "in work"),
    "parts": pgettext_lazy("board", "waits for parts"),
    "customer": pgettext_lazy("board", "waits for the customer"),
    "expert": pgettext_lazy("board", "waits for an expert"),
    "paused": pgettext_lazy("board", "interrupted"),
    "done": pgettext_lazy("board", "done"),
    "displaced": pgettext_lazy("board", "displaced"),
    "elsewhere": pgettext_lazy("board", "the work is elsewhere"),
    "held": pgettext_lazy("board", "held for a moment"),
    "taken": pgettext_lazy("board", "taken"),
    "absence": pgettext_lazy("board", "absent"),
    "out_of_use": pgettext_lazy("board", "out of use"),
}
ICONS: dict[str, str] = {
    "planned": "calendar", "at_risk": "alert", "expected": "clock", "here": "car-in", "waiting": "clipboard",
    "running": "play", "parts": "box", "customer": "user", "expert": "help", "paused": "pause", "done": "check-circle",
    "displaced": "swap", "elsewhere": "right", "held": "hourglass", "taken": "lock", "absence": "slash",
    "out_of_use": "wrench",
}  # fmt: skip
LEGEND = ("planned", "at_risk", "expected", "here", "running", "parts", "customer", "expert", "done", "displaced")


@dataclass(frozen=True)
class Block:
    """A stretch of a row: a visit, work on the clock without a claim, a hold, an absence.

    `state` is a key of `WORDS`; `late` stands beside it. `locked` says why it cannot be moved, "" when it can.
    """

    key: str
    state: str
    start: datetime
    end: datetime
    late: bool = False
    plate: str = ""
    customer: str = ""
    title: str = ""
    place: str = ""
    visit: int | None = None
    mark: str = ""
    shifts: bool = False
    replaces: bool = False
    resizes: bool = False
    locked: str = ""
    menu: str = ""
    url: str = ""

    @property
    def may(self) -> str:
        """What a reader may do with it, as words for the script: shifts, replaces, resizes."""
        return " ".join(name for name in ("shifts", "replaces", "resizes") if getattr(self, name))

    @property
    def words(self) -> str:
        return str(WORDS[self.state])

    @property
    def icon(self) -> str:
        return ICONS[self.state]


@dataclass(frozen=True)
class Queued:
    """Work that was given to a bay or technician and has no time of this day."""

    plate: str
    title: str
    url: str


@dataclass
class Row:
    """A bay or a technician with what stands on its time."""

    resource: Resource
    blocks: list[Block] = field(default_factory=list)
    off: list[Stretch] = field(default_factory=list)
    queue: list[Queued] = field(default_factory=list)


@dataclass(frozen=True)
class Undispatched:
    """An order whose work waits to be given out."""

    order: int
    number: str
    plate: str
    promised_at: datetime | None
    late: bool
    url: str


@dataclass(frozen=True)
class Board:
    """A day between opening and closing; `version` changes with anything that it shows."""

    on: date
    kind: str
    opens: datetime
    closes: datetime
    at: datetime
    rows: list[Row]
    tray: list[Undispatched]
    version: str
    resources: list[Resource]  # every bay and technician in use
    in_workshop: list[Any]  # the orders whose cars are in the workshop, with what they wait for

    @property
    def is_now(self) -> bool:
        return self.opens <= self.at < self.closes
