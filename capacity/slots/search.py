"""Finds the times at which everything a job needs is free together, by bitmaps over opening time (SERVICE-R6).

The same search lists the slots, checks them again under locks when one is booked, and explains a refusal; so what is
offered can be booked, and nothing else can.
"""

from collections import defaultdict
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import connection

from capacity.models import Claim, Resource
from capacity.slots.opening import SECONDS, OpeningTime, bits, quarter_after, runs
from capacity.slots.share import walk_in_starts
from capacity.slots.wish import Need, Piece, Seat, Slot, Wish
from core.clock import day_bounds
from parts.rules import stock

Kind = Resource.Kind

SEATS = """
SELECT r.id, r.kind, r.name, t.code, r.user_id, r.skills
FROM capacity_resource r LEFT JOIN capacity_baytype t ON t.id = r.bay_type_id
WHERE r.store_id = %(store)s AND r.active
  AND ((r.kind = 'bay' AND t.code = ANY(%(bay_types)s)) OR r.kind IN ('technician', 'advisor')
       OR (r.kind = 'vehicle' AND r.vehicle_id = %(vehicle)s))
ORDER BY r.id
"""
# The quarter-hours since 1970 that a claim touches are computed by the database. "IS TRUE" keeps the index of resources
# out: it would read all that the seats ever did, where `claim_horizon` reads what has not ended yet.
CLAIMS = f"""
SELECT c.resource_id, floor(extract(epoch from lower(c.during)) / {SECONDS})::bigint,
       ceil(extract(epoch from upper(c.during)) / {SECONDS})::bigint, c.kind, c.status, c.expires_at, c.held_by_id
FROM capacity_claim c
WHERE c.store_id = %(store)s AND (c.resource_id = ANY(%(seats)s)) IS TRUE AND c.status IN ('held', 'taken', 'blocked')
  AND upper(c.during) > %(start)s AND lower(c.during) < %(end)s
  AND c.claim_set_id IS DISTINCT FROM coalesce(%(instead_of)s, 0)
"""


def seats_for(wish: Wish) -> list[Seat]:
    """Bays of the right kinds, technicians who hold the skills, advisors, and the car."""
    types = sorted({stage.bay_type for stage in wish.stages})
    rows = _read(SEATS, store=wish.store.pk, bay_types=types, vehicle=wish.vehicle)
    seats = [Seat(*row, frozenset(skills)) for *row, skills in rows]
    needed = [stage.skills for stage in wish.stages]
    return [seat for seat in seats if seat.kind != Kind.TECHNICIAN or any(skills <= seat.skills for skills in needed)]


class Search:
    """Where one wish can be placed. Reads with three queries and those of the parts store."""

    def __init__(self, wish: Wish):
        self.wish = wish
        self.opening = OpeningTime(wish.store, self._begin(), wish.days, wish.quarters)
        self.first = self.opening.position(quarter_after(max(wish.at, wish.start_from)))
        self.all = bits(0, self.opening.length)
        self.busy: dict[int, int] = defaultdict(int)
        self.walk_ins: dict[int, int] = defaultdict(int)
        self.blocked: dict[int, int] = defaultdict(int)
        self.others: dict[tuple[str, ...], Search] = {}  # those without some of the named
        self.stale = False  # whether a hold was ignored that is still in the table: expired, or of the person who books
        self.seats = seats_for(wish)
        self.car = next((seat for seat in self.seats if seat.kind == Kind.VEHICLE), None)
        self._read_claims()
        self.needs = list(self._needs())
        self.starts = self._starts()

    def _begin(self) -> datetime:
        """When the search begins; for a walk-in at midnight, because the share kept from walk-ins is one of a day."""
        earliest = max(self.wish.at, self.wish.start_from)
        if self.wish.kind != Claim.Kind.WALK_IN:
            return earliest
        store = self.wish.store
        return max(self.wish.at, day_bounds(store.today(earliest), store.zone)[0])

    # ── reading ───────────────────────────────────────────────────────────────────────────────
    def _read_claims(self) -> None:
        if not self.opening.span:
            return
        start, end = self.opening.span
        facts = {"seats": [seat.pk for seat in self.seats], "instead_of": self.wish.instead_of}
        rows = _read(CLAIMS, store=self.wish.store.pk, start=start, end=end, **facts)
        for key, first, last, kind, status, expires_at, held_by in rows:
            if expires_at and (expires_at <= self.wish.at or (held_by and held_by == self.wish.holder)):
                self.stale = True
                continue
            first, last = self.opening.position(first), self.opening.position(last)
            if first == last and self.car and key == self.car.pk and first:
                first -= 1  # a car that stays over closed hours must not begin another job before they are over
            taken = bits(first, last)
            self.busy[key] |= taken
            if kind == Claim.Kind.WALK_IN:
                self.walk_ins[key] |= taken
            if status == Claim.Status.BLOCKED:
                self.blocked[key] |= taken

    # ── what is needed, and where it can be had ───────────────────────────────────────────────
    def _needs(self) -> Iterator[Need]:
        wish = self.wish
        yield self._car()
        yield self._need("advisor", [s for s in self.seats if s.kind == Kind.ADVISOR], 1, 0, wish.advisor)
        offset = 0
        for n, stage in enumerate(wish.stages):
            bays = [s for s in self.seats if s.kind == Kind.BAY and s.bay_type == stage.bay_type]
            people = [s for s in self.seats if s.kind == Kind.TECHNICIAN and stage.skills <= s.skills]
            bay, technician = (wish.bay, wish.technician) if n == wish.longest else (None, None)
            for kind, seats, named in (("bay", bays, bay), ("technician", people, technician)):
                yield replace(self._need(kind, seats, stage.quarters, offset, named), stage=stage)
            offset += stage.quarters
        if wish.parts:
            yield self._parts
        if wish.kind == Claim.Kind.WALK_IN:
            mask = walk_in_starts(self)
            yield Need("share", mask, mask)

    def _car(self) -> Need:
        free = self.all & ~self.busy[self.car.pk] if self.car else self.all
        mask = runs(free, self.wish.quarters)
        return Need("vehicle", mask, mask)

    def _need(self, kind: str, seats: list[Seat], quarters: int, offset: int, named: int | None) -> Need:
        free = [(seat, runs(self.all & ~self.busy[seat.pk], quarters) >> offset) for seat in seats]
        anybody = _any(free)
        eligible = [(seat, mask) for seat, mask in free if named is None or seat.pk == named]
        seat = eligible[0][0] if named and eligible else None
        return Need(kind, _any(eligible), anybody, seats=eligible, named=seat)

    @cached_property
    def _parts(self) -> Need:
        store = self.wish.store
        day = stock.ready_on(self.wish.parts, on=store.today(self.wish.at), without=self.wish.kept)
        if day is None:
            return Need("parts", self.all, self.all)
        if day == stock.NEVER:
            return Need("parts", 0, 0, ready_on=day)
        position = self.opening.position(quarter_after(day_bounds(day, store.zone)[0]))
        mask = bits(position, self.opening.length)
        return Need("parts", mask, mask, ready_on=day)

    def _starts(self) -> int:
        """The positions at which the job may start and nothing is missing."""
        positions = self.opening.starts() & ~bits(0, self.first)
        for need in self.needs:
            positions &= need.mask
        return positions

    def without(self, *names: str) -> "Search":
        """The same search for whoever is free in place of these named ones; it reads nothing again."""
        named = tuple(name for name in names if getattr(self.wish, name))
        if not named:
            return self
        if named not in self.others:
            self.others[named] = self._without(named)
        return self.others[named]

    def _without(self, named: tuple[str, ...]) -> "Search":
        search = copy(self)
        search.wish, search.others = replace(self.wish, **dict.fromkeys(named)), {}
        search.needs = list(search._needs())
        search.starts = search._starts()
        return search

    # ── what can be offered ───────────────────────────────────────────────────────────────────
    def slots(self) -> Iterator[Slot]:
        """Every bookable start, the earliest first."""
        starts = self.starts
        while starts:
            lowest = starts & -starts
            yield self.slot(lowest.bit_length() - 1)
            starts ^= lowest

    def at_first(self) -> Slot | None:
        """The slot at exactly the wished moment, or None when it is not free or not on the grid."""
        wanted = self.starts >> self.first & 1 and self.opening.moment(self.first) == self.wish.start_from
        return self.slot(self.first) if wanted else None

    def slot(self, position: int) -> Slot:
        """The slot that starts at a position: first who is on this job already, then the least skilled, the idle."""
        pieces, chosen = [], []
        offset = position
        day = next(bits(first, last) for _on, first, last in self.opening.days if position < last)
        for stage in self.wish.stages:
            bay, technician = (
                self._choice(need, position, day, [seat for pair in chosen for seat in pair])
                for need in self.needs
                if need.stage is stage
            )
            chosen.append((bay, technician))
            for start, end in self.opening.pieces(offset, stage.quarters):
                pieces.append(Piece(start, end, bay, technician, stage.operations))
            offset += stage.quarters
        advisor = next(need for need in self.needs if need.kind == "advisor")
        ready_on = next((need.ready_on for need in self.needs if need.kind == "parts"), None)
        bay, technician = chosen[self.wish.longest]
        usual = [seat for seat, _mask in advisor.seats if seat.pk == self.wish.usual_advisor]
        return Slot(tuple(pieces), self._choice(advisor, position, day, usual), bay, technician, ready_on)

    def _choice(self, need: Need, position: int, day: int, first: list[Seat]) -> Seat:
        free = (seat for seat, mask in need.seats if mask >> position & 1)
        return min(free, key=lambda s: (s not in first, len(s.skills), (self.busy[s.pk] & day).bit_count(), s.pk))


def _any(masks: list[tuple[Seat, int]]) -> int:
    union = 0
    for _seat, mask in masks:
        union |= mask
    return union


def _read(sql: str, **values: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
