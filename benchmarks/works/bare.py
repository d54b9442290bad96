"""The same rows as the calls of `calls.py`, read or written by hand-written SQL (`benchmarks/sql/`)."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from random import choice
from typing import Any
from uuid import uuid4

from benchmarks.client import Request
from benchmarks.databases import run
from benchmarks.groups import Lines, MeasuredStore
from benchmarks.stores import OPERATION
from benchmarks.works.calls import a_free_slot, fresh_phone, slots_query

BareAct = Callable[[Lines], Any]


def statement(name: str, **facts: Any) -> BareAct:
    return lambda lines: run(lines.database, name, **facts)


def visit(store: MeasuredStore) -> BareAct:
    keys = {name: store.keys[name] for name in ("store", "sales")}
    return statement("visit", **keys, phone=fresh_phone(), client=str(uuid4()))


def due_list(store: MeasuredStore) -> BareAct:
    return statement("due", **{name: store.keys[name] for name in ("store", "sales", "today")})


def search(store: MeasuredStore) -> BareAct:
    return statement("search", store=store.keys["store"], text=choice(store.names))


def sales_board(store: MeasuredStore) -> BareAct:
    return statement("sales_board", store=store.keys["store"], today=store.keys["today"])


def group_board(store: MeasuredStore) -> BareAct:
    return statement("group_board", today=store.keys["today"])


def free_times(store: MeasuredStore) -> BareAct:
    car, estimate = store.example, store.estimate
    begin = datetime.fromisoformat(slots_query(car["id"], 10)["from"])
    return statement("slots", store=store.keys["store"], **{"from": begin}, vehicle=car["id"], estimate=estimate)


def booking(store: MeasuredStore) -> BareAct:
    return statement("book", **booked(store))


def booked(store: MeasuredStore, slot: dict[str, Any] | None = None) -> dict[str, Any]:
    """The values of a booking's rows."""
    car, estimate = store.car_with_estimate()
    slot = slot or a_free_slot(store)
    values = {name: store.keys[name] for name in ("store", "year", "hotline", "operation", "parts")}
    values |= {name: slot[name] for name in ("bay", "technician", "advisor")}
    values |= {name: datetime.fromisoformat(slot[name]).astimezone(UTC) for name in ("start", "end")}
    values |= {"vehicle": car["id"], "customer": car["customer"], "estimate": estimate, "code": OPERATION}
    return values | {"adviser": store.keys["advisors"][str(slot["advisor"])]}


def bill_by_link(store: MeasuredStore) -> BareAct:
    token = choice(store.bills).rstrip("/").rsplit("/", 1)[1]
    return statement("bill", hash=hashlib.sha256(token.encode()).hexdigest())


def due_floor(store: MeasuredStore) -> BareAct:
    """Not SQL, but Django's `.values()` without anything around it."""
    keys = store.keys
    request = Request(f"/due/{keys['store']}/{keys['sales']}/{keys['today']}/")
    return lambda lines: lines.floor.send(request)
