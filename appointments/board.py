"""The day of the bays or of the technicians as rows of time: what is taken by whom, from when to when."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from accounts.models import Store
from appointments.models import Claim, Resource


@dataclass(frozen=True)
class Block:
    """A taken stretch: where it begins and how long it is, in thousandths of the day's width."""

    claim: Claim
    x: int
    width: int

    @property
    def appointment(self):
        return self.claim.appointment


@dataclass
class Line:
    """One bay or technician with its blocks, in time order."""

    resource: Resource
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True)
class Board:
    """A store's day between opening and closing; `now_x` is None when the day is not today."""

    opens: datetime
    closes: datetime
    lines: list[Line]
    hours: list[tuple[int, datetime]]
    now_x: int | None


def board(store: Store, on: date, kind: str, at: datetime) -> Board | None:
    """The board of one day, or None when the store is closed; two queries whatever the day holds."""
    hours = store.hours_on(on)
    if hours is None:
        return None
    opens, closes = hours
    scale = Scale(opens, closes)
    lines = {row.pk: Line(row) for row in _resources(kind)}
    claims = Claim.objects.live().within(opens, closes).filter(resource__in=lines)
    people = "appointment__vehicle", "appointment__advisor"
    for claim in claims.select_related(*people).order_by("during"):
        lines[claim.resource_id].blocks.append(scale.block(claim))
    whole = range(int((closes - opens).total_seconds() // 3600) + 1)
    marks = [(scale.x(opens + timedelta(hours=n)), opens + timedelta(hours=n)) for n in whole]
    now_x = scale.x(at) if opens <= at <= closes else None
    return Board(opens, closes, list(lines.values()), marks, now_x)


def _resources(kind: str):
    rows = Resource.objects.usable().filter(kind=kind).select_related("bay_type")
    return rows.order_by("bay_type__code", "name", "pk")


@dataclass(frozen=True)
class Scale:
    """Turns moments of the day into thousandths of its width."""

    opens: datetime
    closes: datetime

    def x(self, moment: datetime) -> int:
        inside = min(max(moment, self.opens), self.closes)
        return round(1000 * (inside - self.opens) / (self.closes - self.opens))

    def block(self, claim: Claim) -> Block:
        start, end = self.x(claim.during.lower), self.x(claim.during.upper)
        return Block(claim, start, max(end - start, 4))
