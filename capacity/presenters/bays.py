"""The day of the bays or of the technicians as rows of time: what is taken by whom, from when to when."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from accounts.models.stores import Store
from capacity.holders import Holder, holders_of
from capacity.models.claims import Claim
from capacity.models.resources import Resource

PLATE_WIDTH = 8  # of a hundred, on a desktop
MARKS = 12  # hours named above the board, or they run into each other on a phone


@dataclass(frozen=True)
class Block:
    """A taken stretch with its holder: where it begins and how long it is, in hundredths of the day's width."""

    claim: Claim
    x: float
    width: float
    holder: Holder | None

    @property
    def wide(self) -> bool:
        """Wide enough for a plate to stand in it."""
        return self.width >= PLATE_WIDTH


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
    hours: list[tuple[float, datetime]]
    now_x: float | None

    @property
    def busy(self) -> list[Line]:
        return [line for line in self.lines if line.blocks]

    @property
    def free(self) -> list[Line]:
        """The lines on which nothing is planned all day."""
        return [line for line in self.lines if not line.blocks]


def board(store: Store, on: date, kind: str, at: datetime) -> Board | None:
    """The board of one day, or None when the store is closed; the same few queries whatever the day holds."""
    hours = store.hours_on(on)
    if hours is None:
        return None
    opens, closes = hours
    scale = Scale(opens, closes)
    lines = {row.pk: Line(row) for row in _resources(kind)}
    claims = list(Claim.objects.live().within(opens, closes).filter(resource__in=lines).order_by("during"))
    holders = holders_of({claim.claim_set_id for claim in claims if claim.claim_set_id})
    for claim in claims:
        lines[claim.resource_id].blocks.append(scale.block(claim, holders.get(claim.claim_set_id)))
    whole = int((closes - opens).total_seconds() // 3600)
    step = 1 if whole <= MARKS else 2
    marks = [(scale.x(opens + timedelta(hours=n)), opens + timedelta(hours=n)) for n in range(0, whole + 1, step)]
    now_x = scale.x(at) if opens <= at <= closes else None
    return Board(opens, closes, list(lines.values()), marks, now_x)


def _resources(kind: str) -> QuerySet[Resource]:
    rows = Resource.objects.usable().filter(kind=kind).select_related("bay_type")
    return rows.order_by("bay_type__code", "name", "pk")


@dataclass(frozen=True)
class Scale:
    """Turns moments of the day into hundredths of its width."""

    opens: datetime
    closes: datetime

    def x(self, moment: datetime) -> float:
        inside = min(max(moment, self.opens), self.closes)
        return round(100 * (inside - self.opens) / (self.closes - self.opens), 1)

    def block(self, claim: Claim, holder: Holder | None) -> Block:
        start, end = self.x(claim.during.lower), self.x(claim.during.upper)
        return Block(claim, start, max(round(end - start, 1), 0.4), holder)
