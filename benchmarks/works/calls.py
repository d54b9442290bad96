"""What people do all day, as calls of the API: each function prepares a turn and returns the part that is measured."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import choice
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from benchmarks.client import Client, Request, post
from benchmarks.stores import OPERATION, PARTS, Store

Act = Callable[[Client], Any]

AHEAD = timedelta(days=3)  # far enough that all four confirmations are still to come
COMPLAINT = "过减速带咯噔响"
CONDITION = {"mileage": 30_000, "energy_percent": 50}
DUE = "/api/v1/leads/?due=today"


def sent(request: Request) -> Act:
    return lambda client: client.send(request)


def visit(store: Store) -> Act:
    """A visit of a salesperson that makes a lead."""
    body = {"client_id": str(uuid4()), "outcome": "met", "visited_at": datetime.now(UTC).isoformat()}
    body |= {"grade": "B", "phone": fresh_phone(), "name": "周全"}
    return sent(post("/api/v1/canvass-visits/", body, token=store.token("sales_consultant"), expected=201))


def fresh_phone() -> str:
    return f"137{uuid4().int % 10**8:08d}"


def due_list(store: Store) -> Act:
    return sent(Request(DUE, token=store.token("sales_consultant")))


def due_page(store: Store) -> Act:
    return sent(Request("/leads/?due=today", session=store.session("sales_consultant")))


def search(store: Store) -> Act:
    query = urlencode({"q": choice(store.names)})
    return sent(Request(f"/api/v1/customers/?{query}", token=store.token("service_advisor")))


def bill_by_link(store: Store) -> Act:
    return sent(Request(choice(store.bills)))


def free_times(store: Store) -> Act:
    query = slots_query(store.example["id"], 10) | {"estimate": store.estimate}
    return sent(Request(f"/api/v1/slots/?{urlencode(query)}", token=store.token("hotline_clerk")))


def slots_query(car: int, limit: int) -> dict[str, Any]:
    begin = (datetime.now(UTC) + AHEAD).isoformat(timespec="minutes")
    return {"operations": OPERATION, "vehicle": car, "from": begin, "days": 14, "limit": limit}


def booking(store: Store) -> Act:
    """An appointment with an estimate for a car's work and parts, at one of the free times."""
    body = booking_body(store, a_free_slot(store)["start"])
    return sent(post("/api/v1/appointments/", body, token=store.token("hotline_clerk"), expected=201))


def booking_body(store: Store, start: str) -> dict[str, Any]:
    car, estimate = store.car_with_estimate()
    body = {"vehicle": car["id"], "operations": [OPERATION], "estimate": estimate}
    return body | {"start": start, "complaint": COMPLAINT}


def a_free_slot(store: Store) -> dict[str, Any]:
    """One of the free times that nobody of this run has taken yet, looked up again when none is left."""
    if not store.free_slots:
        store.free_slots = free_slots(store)
    return store.free_slots.pop()


def free_slots(store: Store) -> list[dict[str, Any]]:
    """The next free times, the latest first."""
    slots = store.get("hotline_clerk", "slots/", **slots_query(store.example["id"], 100))
    if not slots:
        raise RuntimeError("All times of two weeks are booked: take fewer --turns, or more --stores.")
    return slots[::-1]


def sales_board(store: Store) -> Act:
    return sent(Request("/boards/sales/", session=store.session("sales_manager")))


def group_board(store: Store) -> Act:
    return sent(Request("/boards/group/", session=store.session("group_manager@group")))


def empty(store: Store) -> Act:
    """Somebody signed in asks who he is: the whole middleware, and nothing beside it."""
    return sent(Request("/canvass/who/", session=store.session("sales_consultant")))


def walk_in(store: Store) -> Act:
    """A car without appointment, from its arrival to the issued bill: twelve calls of seven people."""
    car = store.new_car()
    return lambda client: Order(store, client, car).play()


class Order:
    """The repair order of a walk-in."""

    def __init__(self, store: Store, client: Client, car: dict[str, Any]):
        self.store, self.client, self.car = store, client, car

    def play(self) -> None:
        self.receive()
        self.repair()
        self.settle()

    def receive(self) -> None:
        body = self.store.wish(self.car) | {"complaint": COMPLAINT}
        self.order = self.call("service_advisor", "repair-orders/", body, 201)
        self.act("service_advisor", "condition", CONDITION)
        self.act("service_advisor", "check-in", CONDITION)
        self.act("service_advisor", "sign", {"name": "周全"})

    def repair(self) -> None:
        self.order = self.act("service_manager", "dispatch", {})
        [job] = self.order["jobs"]
        technician = self.store.technicians[job["technician"]["id"]]
        self.act(technician, "start", {})
        for number in PARTS:
            self.act("parts_clerk", "parts", {"code": number})
        self.act(technician, "finish", {})
        self.act("quality_inspector", "inspect", {"passed": True})

    def settle(self) -> None:
        bill = self.act("cashier", "bill", {})["bill"]
        self.bill = self.call("cashier", f"bills/{bill['id']}/issue/", {})
        self.store.settled.append(self)

    def hand_over(self) -> None:
        """Beside the measured part: the bay and the people are free for the next car."""
        payment = {"method": "cash", "amount": self.bill["total"]}
        self.call("cashier", f"bills/{self.bill['id']}/payments/", payment)
        self.act("service_advisor", "deliver", {})

    def act(self, role: str, name: str, body: dict[str, Any]) -> Any:
        return self.call(role, f"repair-orders/{self.order['id']}/{name}/", body)

    def call(self, role: str, path: str, body: dict[str, Any], expected: int = 200) -> Any:
        return self.client.send(post(f"/api/v1/{path}", body, token=self.store.token(role), expected=expected)).json


def hand_over(store: Store) -> None:
    """Every car that the measured walk-ins have left standing."""
    while store.settled:
        store.settled.pop().hand_over()
