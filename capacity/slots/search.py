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

from capacity.models.claims import Claim
from capacity.models.resources import Resource
from capacity.slots.carriage import Carrying
from capacity.slots.opening import SECONDS, OpeningTime, bits, quarter_after, quarter_before, runs, union
from capacity.slots.roster import Worker, off_time, stretches
from capacity.slots.seats import read, seats_for
from capacity.slots.share import walk_in_starts
from capacity.slots.stages import Stage
from capacity.slots.wish import Lengths, Need, Piece, Seat, Slot, Wish
from core.clock import day_bounds
from parts.rules import stock

Kind = Resource.Kind

# The quarter-hours since 1970 that a claim touches are computed by the database. "IS TRUE" keeps the index of resources
# out: it would read all that the seats ever did, where `claim_horizon` reads what has not ended yet.
CLAIMS = f"""
SELECT c.resource_id, floor(extract(epoch from lower(c.during)) / {SECONDS})::bigint,
       ceil(extract(epoch from upper(c.during)) / {SECONDS})::bigint, c.kind, c.status, c.expires_at, c.held_by_id,
       c.held_for
FROM capacity_claim c
WHERE c.store_id = %(store)s AND (c.resource_id = ANY(%(seats)s)) IS TRUE AND c.status IN ('held', 'taken', 'blocked')
  AND upper(c.during) > %(start)s AND lower(c.during) < %(end)s
  AND c.claim_set_id IS DISTINCT FROM coalesce(%(instead_of)s, 0)
"""


class Search:
    """Where one wish can be placed. Reads with four queries and those of the parts store."""

    def __init__(self, wish: Wish):
        self.wish = wish
        self.opening = OpeningTime(wish.store, self._begin(), wish.days, wish.room)
        self.first = self.opening.position(quarter_after(max(wish.at, wish.start_from)))
        self.all = bits(0, self.opening.length)
        self.busy: dict[int, int] = defaultdict(int)
        self.walk_ins: dict[int, int] = defaultdict(int)
        self.blocked: dict[int, int] = defaultdict(int)
        self.others: dict[tuple[str, ...], Search] = {}  # those without some of the named
        self.stale = False  # whether a hold was ignored that is still in the table: expired, or of the person who books
        self.seats = seats_for(wish)
        self.away = {seat.pk for seat in self.seats if seat.kind in (Kind.VEHICLE, Kind.LOAN_CAR)}
        self.car = next((seat for seat in self.seats if seat.kind == Kind.VEHICLE), None)
        self._read_claims()
        people = [seat.pk for seat in self.seats if seat.kind in Resource.PEOPLE]
        self.off = off_time(wish.store, self.opening, people)
        self.needs = list(self._needs())
        self.carrying = Carrying(self, wish.carriage) if wish.carriage else None
        self.ways = self._ways()
        self.starts = self._starts()

    def _begin(self) -> datetime:
        """When the search begins; for a walk-in at midnight, because the share kept from walk-ins is one of a day, and
        for a car that is fetched, because its driver leaves before."""
        earliest = max(self.wish.at, self.wish.start_from)
        if self.wish.kind != Claim.Kind.WALK_IN and not self.wish.carriage:
            return earliest
        store = self.wish.store
        return max(self.wish.at, day_bounds(store.today(earliest), store.zone)[0])

    # ── reading ───────────────────────────────────────────────────────────────────────────────
    def _read_claims(self) -> None:
        if not self.opening.span:
            return
        start, end = self.opening.span
        facts = {"seats": [seat.pk for seat in self.seats], "instead_of": self.wish.instead_of}
        rows = read(CLAIMS, store=self.wish.store.pk, start=start, end=end, **facts)
        for key, first, last, kind, status, expires_at, held_by, held_for in rows:
            own = held_by and held_by == self.wish.holder or held_for and held_for == self.wish.guest
            if expires_at and (expires_at <= self.wish.at or own):
                self.stale = True
                continue
            first, last = self.opening.position(first), self.opening.position(last)
            if first == last and key in self.away and first:
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
        advisors = [(s, self._free(s)) for s in self.seats if s.kind == Kind.ADVISOR]
        yield _need("advisor", advisors, wish.advisor)
        offset = 0
        for n, stage in enumerate(wish.stages):
            bay, technician = (wish.bay, wish.technician) if n == wish.longest else (None, None)
            yield replace(self._bay(stage, offset, bay), stage=stage)
            yield replace(self._technician(stage, offset, technician), stage=stage)
            offset += stage.quarters
        if wish.parts:
            yield self._parts
        if wish.kind == Claim.Kind.WALK_IN and not wish.beyond_share:
            mask = walk_in_starts(self)
            yield Need("share", mask, mask)

    def _car(self) -> Need:
        free = self.all & ~self.busy[self.car.pk] if self.car else self.all
        mask = runs(free, self.wish.quarters)
        return Need("vehicle", mask, mask)

    def _free(self, seat: Seat) -> int:
        """The positions at which somebody is on shift and not taken, or a bay is free."""
        return self.all & ~self.busy[seat.pk] & ~self.off.get(seat.pk, 0)

    def _bay(self, stage: Stage, offset: int, named: int | None) -> Need:
        bays = [s for s in self.seats if s.kind == Kind.BAY and s.bay_type == stage.bay_type]
        return _need("bay", [(s, runs(self._free(s), stage.quarters) >> offset) for s in bays], named)

    def _technician(self, stage: Stage, offset: int, named: int | None) -> Need:
        people = [s for s in self.seats if s.kind == Kind.TECHNICIAN and stage.skills <= s.skills]
        lengths = {s.pk: self.worker(s, stage).lengths(stage.quarters) for s in people}
        need = _need("technician", [(s, union(lengths[s.pk].values()) >> offset) for s in people], named)
        return replace(need, lengths=lengths)

    def worker(self, seat: Seat, stage: Stage) -> Worker:
        """A technician's time for a stage: his shifts, for high-voltage work no longer than his certificate."""
        on = self.all & ~self.off.get(seat.pk, 0)
        if stage.high_voltage and seat.certified_until:
            over = day_bounds(seat.certified_until, self.wish.store.zone)[1]
            on &= bits(0, self.opening.position(quarter_before(over)))
        return Worker(self.all, on, self.busy[seat.pk])

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
        positions &= union(self._whole(total) for total in self.ways[0] if total <= self.wish.room)
        for need in self.needs:
            if need.stage is None:
                positions &= need.mask
        return positions

    def _whole(self, total: int) -> int:
        """Where all the work can be done in so many quarters of opening time, with the car free for as long."""
        car = self.all & ~self.busy[self.car.pk] if self.car else self.all
        carried = self.carrying.starts(total) if self.carrying else self.all
        return self.ways[0][total] & runs(car, max(1, total)) & carried

    def _ways(self) -> list[Lengths]:
        """For each stage: how long it and those after it can take in all, and where they can then begin.

        After the last stage nothing is left to do, anywhere. Bay and technician are free for the same stretch.
        """
        ways: list[Lengths] = [{0: bits(0, self.opening.length + 1)}]
        for bay, technician in reversed(self._pairs()):
            from_here: Lengths = defaultdict(int)
            for length, people in technician.lengths_of_anybody().items():
                here = people & union(runs(self._free(seat), length) for seat, _mask in bay.seats)
                for rest, then in ways[0].items():
                    if both := here & then >> length:
                        from_here[length + rest] |= both
            ways.insert(0, from_here)
        return ways

    def _pairs(self) -> list[tuple[Need, Need]]:
        """The bay and the technician that each stage needs."""
        bays = [need for need in self.needs if need.stage and need.kind == "bay"]
        return list(zip(bays, (need for need in self.needs if need.stage and need.kind == "technician")))

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
        search.carrying = Carrying(search, search.wish.carriage) if search.wish.carriage else None
        search.ways = search._ways()
        search.starts = search._starts()
        return search

    # ── what can be offered ───────────────────────────────────────────────────────────────────
    def slots(self) -> Iterator[Slot]:
        """Every bookable start, the earliest first; a job without work has none."""
        starts = self.starts if self.wish.stages else 0
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
        pieces, stays, chosen = [], [], []
        begin, left = position, min(total for total in self.ways[0] if self._whole(total) >> position & 1)
        ways = self.carrying.ways(position, left) if self.carrying else []
        day = next(bits(first, last) for _on, first, last in self.opening.days if position < last)
        for n, (stage, pair) in enumerate(zip(self.wish.stages, self._pairs())):
            bay, technician, length = self._crew(n, pair, begin, left, day, [seat for one in chosen for seat in one])
            chosen.append((bay, technician))
            stays += [(bay.pk, *stay) for stay in self.opening.pieces(begin, length)]
            on = self.worker(technician, stage).on & bits(begin, begin + length)
            for first, last in stretches(on):
                for start, end in self.opening.pieces(first, last - first):
                    pieces.append(Piece(start, end, bay, technician, stage.operations))
            begin, left = begin + length, left - length
        ready_on = next((need.ready_on for need in self.needs if need.kind == "parts"), None)
        bay, technician = chosen[self.wish.longest]
        free = self.receivers(position)
        receiver = self._choice(free, day, [seat for seat in free if seat.pk == self.wish.usual_advisor])
        return Slot(tuple(pieces), receiver, bay, technician, ready_on, stays=tuple(stays), ways=tuple(ways))

    def receivers(self, position: int) -> list[Seat]:
        """The advisors who can receive the car at a position."""
        advisor = next(need for need in self.needs if need.kind == "advisor")
        return [seat for seat, mask in advisor.seats if mask >> position & 1]

    def _crew(
        self, n: int, pair: tuple[Need, Need], begin: int, left: int, day: int, first: list[Seat]
    ) -> tuple[Seat, Seat, int]:
        """Bay and technician of the n-th stage from a position on, so that `left` is enough for it and the rest."""
        bay, technician = pair
        rest = self.ways[n + 1]
        lengths = {
            seat: length
            for seat, _mask in technician.seats
            for length, where in technician.lengths[seat.pk].items()
            if where >> begin & 1 and rest.get(left - length, 0) >> begin + length & 1
        }
        bays = {length: self._free_bays(bay, begin, length) for length in set(lengths.values())}
        person = self._choice([seat for seat, length in lengths.items() if bays[length]], day, first)
        return self._choice(bays[lengths[person]], day, first), person, lengths[person]

    def _free_bays(self, bay: Need, begin: int, length: int) -> list[Seat]:
        wanted = bits(begin, begin + length)
        return [seat for seat, _mask in bay.seats if not wanted & ~self._free(seat)]

    def _choice(self, free: list[Seat], day: int, first: list[Seat]) -> Seat:
        return min(free, key=lambda s: (s not in first, len(s.skills), (self.busy[s.pk] & day).bit_count(), s.pk))


def _need(kind: str, free: list[tuple[Seat, int]], named: int | None) -> Need:
    """What is needed of these seats, each with its mask; of the named one only, where one is named."""
    eligible = [(seat, mask) for seat, mask in free if named is None or seat.pk == named]
    seat = eligible[0][0] if named and eligible else None
    masks = union(mask for _seat, mask in eligible)
    return Need(kind, masks, union(mask for _seat, mask in free), seats=eligible, named=seat)
