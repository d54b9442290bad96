"""Acts of the appointment shelf: its places, goods put there and taken from it, goods brought back."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.access import Access
from accounts.log import notify, record
from accounts.models.records import Notice
from accounts.transitions import lock, move
from core.errors import refuse
from core.transactions import one_transaction
from parts import actions, holders
from parts.models import Reservation, ShelfPlace
from parts.notices import PartNotice
from parts.perms import PartPerm
from parts.shelf import rules

S = Reservation.Status
PICK, ISSUE = "pick", "issue"


@one_transaction()
def add_place(*, by: Access, at: datetime, code: str, capacity: int = 1) -> ShelfPlace:
    """Make a place of the store's appointment shelf."""
    by.require(PartPerm.PART_MOVE)
    refuse(rules.why_not_code(code, rules.place_coded(code)), field="code")
    refuse(rules.why_not_capacity(None, capacity), field="capacity")
    place = ShelfPlace.objects.create(store=by.store, code=rules.written(code), capacity=capacity)
    record(place, "add", by=by, at=at)
    return place


@one_transaction()
def correct_place(place: ShelfPlace, *, by: Access, at: datetime, code: str, capacity: int) -> ShelfPlace:
    """Correct the code or the capacity of a place; what lies there takes the new code. The same changes nothing."""
    by.require(PartPerm.PART_MOVE)
    place = lock(place)
    if (place.code, place.capacity) == (rules.written(code), capacity):
        return place
    other = rules.place_coded(code)
    refuse(rules.why_not_code(code, None if other == place else other), field="code")
    refuse(rules.why_not_capacity(place, capacity), field="capacity")
    place.code, place.capacity = rules.written(code), capacity
    place.save(update_fields=["code", "capacity"])
    place.goods.update(shelf=place.code)
    record(place, "correct", by=by, at=at, code=place.code, capacity=capacity)
    return place


@one_transaction()
def withdraw_place(place: ShelfPlace, *, by: Access, at: datetime) -> ShelfPlace:
    """Put an empty place out of use."""
    return _switch(place, withdrawn=True, by=by, at=at)


@one_transaction()
def use_place_again(place: ShelfPlace, *, by: Access, at: datetime) -> ShelfPlace:
    """Put a withdrawn place into use again."""
    return _switch(place, withdrawn=False, by=by, at=at)


def _switch(place: ShelfPlace, *, withdrawn: bool, by: Access, at: datetime) -> ShelfPlace:
    by.require(PartPerm.PART_MOVE)
    place = lock(place)
    if bool(place.withdrawn_at) == withdrawn:
        return place
    refuse(rules.why_not_withdraw(place) if withdrawn else None)
    place.withdrawn_at = at if withdrawn else None
    place.save(update_fields=["withdrawn_at"])
    record(place, "withdraw" if withdrawn else "use again", by=by, at=at)
    return place


@one_transaction()
def pick(reservation: Reservation, *, by: Access, at: datetime, shelf: str = "") -> Reservation:
    """Put the goods on a place of the appointment shelf (SERVICE-R9, SERVICE-D8); their holder derives anew what
    follows."""
    return _pick(reservation, by=by, at=at, shelf=shelf)


def _pick(reservation: Reservation, *, by: Access, at: datetime, shelf: str) -> Reservation:
    holders.lock([reservation.pk])
    place = rules.place_coded(shelf)
    place = lock(place) if place else None
    reservation = lock(reservation)
    refuse(rules.why_not_pick(reservation, place))
    if reservation.status == S.PICKED:
        return reservation
    if reservation.status == S.RESERVED:
        refuse(rules.why_not_place(shelf, place, reservation), field="shelf")
    stamps: dict[str, Any] = {"shelf_place": place, "shelf": str(place or ""), "picked_at": at, "picked_by": by.user}
    reservation = move(reservation, S.PICKED, by=by, at=at, **stamps)
    holders.changed([reservation.pk], by=by, at=at)
    return reservation


@one_transaction()
def pick_all(reservations: Iterable[Reservation], *, by: Access, at: datetime, shelf: str = "") -> list[Reservation]:
    """Put all goods of a car on a place, or none."""
    return [_pick(reservation, by=by, at=at, shelf=shelf) for reservation in actions.in_order(reservations)]


@one_transaction()
def unpick(reservation: Reservation, *, by: Access, at: datetime) -> Reservation:
    """Take goods from the shelf back to their bin: they stay reserved for the car, and are to be picked again."""
    holders.lock([reservation.pk])
    stamps: dict[str, Any] = {"shelf_place": None, "shelf": "", "picked_at": None, "picked_by": None}
    reservation = move(reservation, S.RESERVED, by=by, at=at, **stamps)
    holders.changed([reservation.pk], by=by, at=at)
    return reservation


@one_transaction()
def scan(code: str, *, by: Access, at: datetime, shelf: str = "", step: str = PICK) -> Reservation:
    """Put the goods of a scanned code on the shelf, or issue them to the workshop (ux P1, P2).

    A part number that several cars wait for is refused with their reservations as `choices`; a label names one.
    """
    rows = rules.scanned(code)
    refuse(rules.why_not_lying(rows) if step == PICK else None)
    refuse(rules.why_not_scan(rows, code), field="code", **choices(rows))
    if step == PICK:
        return _pick(rules.next_of(rows, S.RESERVED), by=by, at=at, shelf=shelf)
    return actions.issue(rules.next_of(rows, S.PICKED), by=by, at=at)


def choices(rows: list[Reservation]) -> dict[str, list[dict[str, object]]]:
    """What a refused scan offers: the goods of each car, with the code of their label to send instead."""
    several = rules.cars(rows)
    if len(several) < 2:
        return {}
    return {"choices": [choice(row) for row in several]}


def choice(row: Reservation) -> dict[str, object]:
    """One of the cars that a scanned number fits."""
    code, needed_at = f"{rules.LABEL}{row.pk}", row.needed_at.isoformat()
    facts = {"reservation": row.pk, "code": code, "label": row.label, "needed_at": needed_at}
    return facts | {"status": row.status, "shelf": row.shelf}


@one_transaction()
def bring_back(reservation: Reservation, *, by: Access, at: datetime) -> Reservation:
    """Record that released goods lie in their bin again; a second time changes nothing."""
    by.require(PartPerm.PART_MOVE)
    reservation = lock(reservation)
    refuse(rules.why_not_bring_back(reservation))
    if reservation.called_back_at is None:
        return reservation
    reservation.called_back_at = None
    reservation.save(update_fields=["called_back_at"])
    record(reservation, "bring back", by=by, at=at)
    return reservation


@one_transaction()
def call_back(reservations: Iterable[Reservation], *, by: Access, at: datetime) -> int:
    """Ask the parts clerk to take back issued goods whose car does not come; on a bill they stay. How many."""
    rows = Reservation.objects.with_goods().filter(pk__in=[reservation.pk for reservation in reservations])
    issued = list(rows.filter(status=S.ISSUED, bill_key=None, called_back_at=None).order_by("pk"))
    Reservation.objects.filter(pk__in=[row.pk for row in issued]).update(called_back_at=at)
    for row in issued:
        _take_back(row, at=at)
    return len(issued)


def _take_back(reservation: Reservation, *, at: datetime) -> Notice:
    part, url = reservation.item.part, reverse("pick_list")
    facts = {"number": part.display_number, "label": reservation.label}
    return notify(PartNotice.TO_TAKE_BACK, about=reservation, at=at, url=url, **facts)
