"""The day board: plan and floor of a day in one row for each bay or technician, for the page, the wall and the API."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.urls import reverse

from accounts.access import Access
from appointments.models.visits import Appointment
from appointments.perms import AppointmentPerm
from capacity.models.claims import Claim
from capacity.models.resources import Resource
from capacity.presenters.bays import DISPLACED, Lane, bays_and_people, lanes, working_day
from capacity.slots.opening import moment_of, quarter_after
from core import masks
from customers.presenters import plate_for
from service.models.orders import RepairOrder
from service.models.work import Job
from service.perms import OrderPerm
from service.presenters.blocks import WORDS, Block, Board, Queued, Row, Undispatched
from service.presenters.day import Day, day_of
from service.rules import board as board_rules

S, J = Appointment.Status, Job.Status
Waiting = RepairOrder.Waiting
WAITS = {Waiting.PARTS: "parts", Waiting.CUSTOMER: "customer", Waiting.EXPERT: "expert"}
INSPECTED = {RepairOrder.Status.QC_PENDING, *RepairOrder.INSPECTED, *RepairOrder.ENDED}


def board(by: Access, kind: str, at: datetime, *, on: date | None = None, wall: bool = False) -> Board | None:
    """The board of a day, by default of the working day of this moment; None when the store is closed.

    It takes the same few queries however many cars the day holds.
    """
    day = on or working_day(by.store, at)
    hours = by.store.hours_on(day)
    if hours is None:
        return None
    resources = list(bays_and_people())
    places = lanes([row for row in resources if row.kind == kind], by.store, hours, at)
    seats = {
        (claim.claim_set_id, place.resource.pk) for place in places for claim in place.claims if claim.claim_set_id
    }
    facts = day_of(seats, at)
    draw = Drawing(by, kind, at, facts, wall)
    rows = draw.rows(places)
    tray = [draw.undispatched(order) for order in facts.waiting_to_be_given()] if not wall else []
    return Board(day, kind, *hours, at, rows, tray, _version(day, kind, rows, tray), resources, facts.in_workshop)


def _version(day: date, kind: str, rows: list[Row], tray: list[Undispatched]) -> str:
    states = [
        str(WORDS["planned"]),
        *((row.resource.pk, row.resource.name, row.blocks, row.off, row.queue) for row in rows),
    ]
    return sha256(repr([day, kind, states, tray]).encode()).hexdigest()[:20]


class Drawing:
    """Draws one day for one reader; `wall` masks the names of customers."""

    def __init__(self, by: Access, kind: str, at: datetime, facts: Day, wall: bool) -> None:
        self.by, self.kind, self.at, self.facts, self.wall = by, kind, at, facts, wall
        self.books = by.can(AppointmentPerm.APPOINTMENT_BOOK)
        self.dispatches = by.can(OrderPerm.ORDER_DISPATCH)

    def rows(self, places: list[Lane]) -> list[Row]:
        rows = {place.resource.pk: Row(place.resource, off=place.off) for place in places}
        drawn: set[tuple[int, int]] = set()  # (row, job) that stand in a block
        for place in places:
            for claim in place.claims:
                self._add(claim, place, rows, drawn)
        self._add_floor(rows, drawn)
        for row in rows.values():
            row.blocks.sort(key=lambda block: (block.start, block.key))
        return list(rows.values())

    def _add(self, claim: Claim, place: Lane, rows: dict[int, Row], drawn: set[tuple[int, int]]) -> None:
        """A claim in its row; where its work was given to another one of these rows, the work stands there."""
        visit = self.facts.visits.get(claim.claim_set_id or 0)
        row = rows[place.resource.pk]
        if visit is None:
            row.blocks.append(self._unheld(claim))
            return
        own = self.facts.jobs_of_claim(visit, place.resource)
        lanes_of_work = {self._lane(job) for job in own}
        if own and place.resource.pk not in lanes_of_work:
            row.blocks.append(self._visit(claim, visit, place.resource, [], elsewhere=True))
            for other in sorted(lanes_of_work & rows.keys()):
                if not self.facts.claims(visit, other):
                    self._put(claim, visit, rows[other], own, drawn)
            return
        self._put(claim, visit, row, own, drawn)

    def _put(self, claim: Claim, visit: Appointment, row: Row, jobs: list[Job], drawn: set[tuple[int, int]]) -> None:
        own = [job for job in jobs if self._lane(job) == row.resource.pk]
        drawn |= {(row.resource.pk, job.pk) for job in own}
        row.blocks.append(self._visit(claim, visit, row.resource, own))

    def _lane(self, job: Job) -> int:
        return job.bay_id if self.kind == Resource.Kind.BAY else job.technician_id

    def _unheld(self, claim: Claim) -> Block:
        """A hold, an absence, a standstill."""
        state = {Claim.Status.HELD: "held", Claim.Status.BLOCKED: claim.kind}.get(claim.status, "taken")  # type: ignore[call-overload]
        title = "" if state == "held" else claim.label
        return Block(f"c{claim.pk}", state, claim.during.lower, claim.during.upper, title=title)

    def _visit(
        self, claim: Claim, visit: Appointment, lane: Resource, jobs: list[Job], elsewhere: bool = False
    ) -> Block:
        order = self.facts.orders.get(visit.pk)
        state = "elsewhere" if elsewhere else self.state(claim, visit, order, jobs)
        end, late = claim.during.upper, self.is_late(claim, visit, order, state)
        if state == "running" and end < self.at:
            end = moment_of(quarter_after(self.at))
        who = jobs[0] if jobs else visit
        locked = "" if elsewhere else self._locked(visit, jobs)
        return Block(
            f"c{claim.pk}.{lane.pk}",
            state,
            claim.during.lower,
            end,
            late=late,
            plate=plate_for(self.by, visit.vehicle.plate),
            customer=self._customer(visit),
            title=self.facts.work_of(visit, jobs),
            place=str(who.technician if self.kind == Resource.Kind.BAY else who.bay),
            visit=visit.pk,
            mark=board_rules.mark_of(visit, self.facts.jobs[visit.pk]),
            shifts=not elsewhere and self.books and board_rules.why_not_shift(visit, self.by, self.at) is None,
            replaces=not elsewhere and self._replaces(visit, lane, jobs),
            resizes=not elsewhere and self._resizes(visit, claim),
            locked=locked,
            menu=self._menu(visit, lane),
            url=self._page(visit),
        )

    def _menu(self, visit: Appointment, lane: Resource) -> str:
        """The menu of a block, for whoever may change anything."""
        if self.wall or not (self.books or self.dispatches):
            return ""
        return f"{reverse('board_place', args=[visit.pk])}?lane={lane.pk}"

    def _page(self, visit: Appointment) -> str:
        """The appointment, for whoever may only look."""
        return "" if self.wall or not self.by.can(AppointmentPerm.APPOINTMENT_VIEW) else visit.get_absolute_url()

    def _order(self, order: Any) -> str:
        return "" if self.wall or not self.by.can(OrderPerm.ORDER_VIEW) else order.get_absolute_url()

    def _customer(self, visit: Appointment) -> str:
        name = visit.customer.name if visit.customer else ""
        return masks.name(name) if self.wall else name

    def _locked(self, visit: Appointment, jobs: list[Job]) -> str:
        if not visit.has_arrived or not jobs:
            return ""
        return str(board_rules.why_not_replace(visit, jobs) or "")

    def _replaces(self, visit: Appointment, lane: Resource, jobs: list[Job]) -> bool:
        if visit.has_arrived:
            return self.dispatches and board_rules.why_not_replace(visit, jobs) is None
        return self.books and board_rules.why_not_main(visit, lane) is None

    def _resizes(self, visit: Appointment, claim: Claim) -> bool:
        return self.books and claim.during.upper == visit.end and board_rules.why_not_resize(visit) is None

    def state(self, claim: Claim, visit: Appointment, order: Any, jobs: list[Job]) -> str:
        """A key of `WORDS`: what clocks, order and appointment say of this stretch of work."""
        if claim.status == DISPLACED:
            return "displaced"
        if not visit.has_arrived:
            if visit.at_risk_at:
                return "at_risk"
            return "expected" if self.at > visit.start else "planned"
        if any(job.is_running for job in jobs):
            return "running"
        if (order and order.status in INSPECTED) or (jobs and all(job.status == J.DONE for job in jobs)):
            return "done"
        if order and order.waiting_for in WAITS:
            return WAITS[order.waiting_for]
        if any(job.is_paused for job in jobs):
            return "paused"
        return "waiting" if jobs else "here"

    def is_late(self, claim: Claim, visit: Appointment, order: Any, state: str) -> bool:
        """A car that has not come in time, work that goes on after its planned end, or a promise that was broken."""
        if state in {"done", "elsewhere", "displaced"}:
            return False
        if not visit.has_arrived:
            return self.at > visit.start
        return self.at > claim.during.upper or bool(order and order.late)

    def _add_floor(self, rows: dict[int, Row], drawn: set[tuple[int, int]]) -> None:
        """Work in these rows that no block shows: what runs stands at its time on the clock, the rest in the queue."""
        queued: dict[tuple[int, int], list[Job]] = defaultdict(list)
        for job in self.facts.open_jobs:
            lane = self._lane(job)
            if lane not in rows or (lane, job.pk) in drawn:
                continue
            if job.is_running:
                rows[lane].blocks.append(self._on_the_clock(job, rows[lane].resource))
            else:
                queued[lane, job.order_id].append(job)
        for (lane, _order), jobs in queued.items():
            order = jobs[0].order
            plate, url = plate_for(self.by, order.vehicle.plate), self._order(order)
            rows[lane].queue.append(Queued(plate, _titles(jobs), url))

    def _on_the_clock(self, job: Any, lane: Resource) -> Block:
        visit = job.order.appointment
        until = max(moment_of(quarter_after(self.at)), job.running_since)
        return Block(
            f"j{job.pk}",
            "running",
            job.running_since,
            until,
            late=bool(job.order.late),
            plate=plate_for(self.by, job.order.vehicle.plate),
            customer=self._customer(visit),
            title=_titles([job]),
            place=str(job.technician if self.kind == Resource.Kind.BAY else job.bay),
            visit=visit.pk,
            locked=str(board_rules.why_not_replace(visit, [job]) or ""),
            menu=self._menu(visit, lane),
            url=self._page(visit),
        )

    def undispatched(self, order: Any) -> Undispatched:
        plate = plate_for(self.by, order.vehicle.plate)
        url = reverse("order_dispatch", args=[order.pk]) if self.dispatches else self._order(order)
        return Undispatched(order.pk, order.number, plate, order.promised_at, order.late, url)


def _titles(jobs: Iterable[Job]) -> str:
    return ", ".join(dict.fromkeys(str(job.line.operation) for job in jobs))


def as_json(day_board: Board) -> dict[str, Any]:
    """The board as the API answers it."""
    rows = [
        {
            "id": row.resource.pk,
            "name": row.resource.name,
            "bay_type": row.resource.bay_type.code if row.resource.bay_type else None,
            "blocks": [asdict(block) | {"words": block.words} for block in row.blocks],
            "off": [asdict(stretch) for stretch in row.off],
            "queue": [asdict(job) for job in row.queue],
        }
        for row in day_board.rows
    ]
    facts = {name: getattr(day_board, name) for name in ("version", "on", "opens", "closes", "at")}
    return facts | {"by": day_board.kind, "lanes": rows, "tray": [asdict(order) for order in day_board.tray]}
