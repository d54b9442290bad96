"""A job to be placed, and the free times that are offered for it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from accounts.models.stores import Store
from capacity.models.claims import Claim
from capacity.models.resources import Resource
from capacity.slots.stages import Stage
from parts.rules.stock import NEVER

Lengths = dict[int, int]  # so many quarters of opening time from start to end → the positions where that holds


class Seat(NamedTuple):
    """A resource as a search sees it."""

    pk: int
    kind: str
    name: str
    bay_type: str | None
    user_id: int | None
    skills: frozenset[str]
    certified_until: date | None = None


@dataclass(frozen=True)
class Carriage:
    """What kind of resource carries the customer or his car, and how many quarters of an hour each way takes.

    A loan car is taken from the start until `back` after the end; it has no way there.
    """

    kind: str
    there: int = 0
    back: int = 0


class Way(NamedTuple):
    """One way of a driver, or the time in which a loan car is away."""

    seat: Seat
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Wish:
    """A job to be placed: its stages, from when on, and whoever is named (keys of resources).

    The named bay and technician are those of the longest stage. `parts` are (Part, quantity). `instead_of` is the key
    of a claim set that is given back for it, as when an appointment moves: its claims count as free, and so do the
    reservations of its parts, `kept`; `usual_advisor` is taken where he is free. `holder` is the key of the user whose
    holds count as free, `guest` the name of a customer who books by himself. `kind` and `label` are written on the
    claims; `held_until` makes them a hold. `carriage` is the driver or the loan car that is taken with it. With
    `beyond_share` a walk-in may take the hours kept for appointments, as a manager allowed. With `reserves` the caller
    reserves the parts in the same transaction: their stock is checked then, under its locks.
    """

    store: Store
    stages: tuple[Stage, ...]
    at: datetime
    start_from: datetime
    days: int = 14
    vehicle: int | None = None
    advisor: int | None = None
    bay: int | None = None
    technician: int | None = None
    usual_advisor: int | None = None
    kind: str = Claim.Kind.APPOINTMENT
    label: str = ""
    parts: Iterable[tuple[Any, Any]] = ()
    kept: frozenset[int] = frozenset()
    reserves: bool = False
    instead_of: int | None = None
    holder: int | None = None
    guest: str = ""
    held_until: datetime | None = None
    beyond_share: bool = False
    carriage: Carriage | None = None

    @property
    def quarters(self) -> int:
        return sum(stage.quarters for stage in self.stages)

    @property
    def room(self) -> int:
        """The most opening time that the work may take with breaks and off hours; list and check look as far."""
        return max(4 * self.quarters, self.quarters + 8)

    @property
    def longest(self) -> int:
        """Which stage the named bay and technician belong to."""
        lengths = [stage.quarters for stage in self.stages]
        return lengths.index(max(lengths))


class Piece(NamedTuple):
    """One stretch of a slot: so long in this bay with this technician, without a break."""

    start: datetime
    end: datetime
    bay: Seat
    technician: Seat
    operations: tuple[str, ...]


@dataclass(frozen=True)
class Slot:
    """A time that can be booked as it stands, with everybody and everything it takes."""

    pieces: tuple[Piece, ...]
    advisor: Seat | Resource
    bay: Seat | Resource
    technician: Seat | Resource
    ready_on: date | None = None
    stays: tuple[tuple[int, datetime, datetime], ...] = field(
        default=(), kw_only=True
    )  # (bay, from, to): through breaks
    ways: tuple[Way, ...] = field(default=(), kw_only=True)

    @property
    def start(self) -> datetime:
        return self.pieces[0].start

    @property
    def end(self) -> datetime:
        return self.pieces[-1].end

    @property
    def key(self) -> str:
        """`start|bay|technician|advisor`: how the form of the desk names it."""
        return "|".join([self.start.isoformat(), *(str(seat.pk) for seat in (self.bay, self.technician, self.advisor))])

    @property
    def minutes(self) -> int:
        """Working time, without the hours in which the store is closed."""
        return int(sum((piece.end - piece.start for piece in self.pieces), timedelta()).total_seconds() // 60)

    @property
    def seats(self) -> set[int]:
        """The keys of all people, bays and loan cars it takes (the customer's car apart)."""
        return (
            {self.advisor.pk}
            | {way.seat.pk for way in self.ways}
            | {seat.pk for piece in self.pieces for seat in (piece.bay, piece.technician)}
        )

    def as_json(self) -> dict[str, Any]:
        """As the API shows it (`GET /api/v1/slots/`)."""
        return {
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "minutes": self.minutes,
            "bay": self.bay.pk,
            "bay_name": self.bay.name,
            "technician": self.technician.pk,
            "technician_name": self.technician.name,
            "advisor": self.advisor.pk,
            "advisor_name": self.advisor.name,
            "segments": [
                {
                    "operations": list(piece.operations),
                    "start": piece.start.isoformat(),
                    "end": piece.end.isoformat(),
                    "bay": piece.bay.pk,
                    "technician": piece.technician.pk,
                }
                for piece in self.pieces
            ],
            "parts": "ready_on" if self.ready_on else "ready",
            "ready_on": self.ready_on.isoformat() if self.ready_on else None,
            "ways": [
                {
                    "resource": way.seat.pk,
                    "name": way.seat.name,
                    "start": way.start.isoformat(),
                    "end": way.end.isoformat(),
                }
                for way in self.ways
            ],
        }


@dataclass(frozen=True)
class TakenSlot(Slot):
    """A slot that was taken: advisor, bay and technician are the locked rows, `claim_set` the key of what was taken."""

    advisor: Resource
    bay: Resource
    technician: Resource
    claim_set: int = field(kw_only=True)


@dataclass(frozen=True)
class Missing:
    """Why a time is not free: what is missing, what would help, and the nearest time it would be (service 4, 10)."""

    kind: str
    reason: Any
    cure: Any = ""
    nearest: Slot | None = None

    def as_json(self) -> dict[str, Any]:
        nearest = self.nearest.as_json() if self.nearest else None
        return {"kind": self.kind, "reason": str(self.reason), "cure": str(self.cure), "nearest": nearest}


@dataclass
class Need:
    """One thing a job needs, and at which positions it is free: as named in the wish (`mask`), and with anybody."""

    kind: str
    mask: int
    anybody: int = 0
    stage: Stage | None = None
    seats: list[tuple[Seat, int]] = field(default_factory=list)
    lengths: dict[int, Lengths] = field(default_factory=dict)  # by technician
    named: Seat | None = None
    ready_on: date | None = None

    @property
    def never(self) -> bool:
        return self.ready_on == NEVER

    def lengths_of_anybody(self) -> Lengths:
        """The lengths in which any of the eligible technicians can do it, each with where."""
        lengths: Lengths = {}
        for seat, _mask in self.seats:
            for length, where in self.lengths[seat.pk].items():
                lengths[length] = lengths.get(length, 0) | where
        return lengths
