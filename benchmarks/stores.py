"""A store of the demo group as the API shows it: who works there, and the things that the measured works need."""

import re
from functools import cached_property
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, build_opener
from uuid import uuid4

from benchmarks.client import Client, Request, post

ALWAYS_OPEN = "SH02"  # walk-ins are received there at any hour
PASSWORD = "demo"
OPERATION = "LO-40-004"
PARTS = ["5Q0411315", "5Q0698151D"]
ENOUGH = 100_000  # pieces of each part
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"  # of a number plate, which has neither I nor O
MANY = 100  # the largest page of the API


class Store:
    """What is looked up is kept; `client` is the connection of whoever prepares."""

    def __init__(self, client: Client, code: str = ALWAYS_OPEN):
        self.client, self.code = client, code
        self.tokens: dict[str, str] = {}
        self.sessions: dict[str, str] = {}
        self.free_slots: list[dict[str, Any]] = []
        self.settled: list[Any] = []

    def token(self, role: str) -> str:
        """The key of the first person with this role; `technician2` is the second technician."""
        if role not in self.tokens:
            account = {"username": self.account(role), "password": PASSWORD}
            self.tokens[role] = self.client.send(Request("/api/v1/token/", "POST", account)).json["token"]
        return self.tokens[role]

    def session(self, role: str) -> str:
        """The cookie of a browser in which the first person with this role is signed in."""
        if role not in self.sessions:
            self.sessions[role] = sign_in(self.client.port, self.account(role))
        return self.sessions[role]

    def account(self, role: str) -> str:
        """At this store, unless the role names another place."""
        return role if "@" in role else f"{role}@{self.code}"

    def get(self, role: str, path: str, **query: Any) -> Any:
        address = f"/api/v1/{path}?{urlencode(query, doseq=True)}"
        return self.client.send(Request(address, token=self.token(role))).json

    def post(self, role: str, path: str, body: dict[str, Any], expected: int = 200) -> Any:
        return self.client.send(post(f"/api/v1/{path}", body, token=self.token(role), expected=expected)).json

    # ── people ────────────────────────────────────────────────────────────────────────────────
    @cached_property
    def technicians(self) -> dict[int, str]:
        """Whose token works for a technician by the key of his resource: accounts are numbered as they were made."""
        rows = self.get("service_manager", "resources/", kind="technician", page_size=MANY)["results"]
        in_order = sorted(rows, key=lambda row: row["user"])
        return {row["id"]: f"technician{n or ''}" for n, row in zip([0, *range(2, MANY)], in_order)}

    # ── cars, work and parts ──────────────────────────────────────────────────────────────────
    @cached_property
    def example(self) -> dict[str, Any]:
        """A car of the store for which the parts are made; new cars are of its model."""
        for car in self.get("service_advisor", "vehicles/", page_size=MANY)["results"]:
            if car["model"] and self.fits(car):
                return car
        raise RuntimeError(f"No car of {self.code} takes the parts {PARTS}.")

    def fits(self, car: dict[str, Any]) -> bool:
        request = post("/api/v1/estimates/", self.wish(car), token=self.token("service_advisor"), expected=201)
        return self.client.exchange(request).status == 201

    def wish(self, car: dict[str, Any]) -> dict[str, Any]:
        """The work and the parts that every car of the benchmarks gets."""
        return {"vehicle": car["id"], "operations": [OPERATION], "parts": [{"part_no": number} for number in PARTS]}

    def new_car(self) -> dict[str, Any]:
        """A second car of a customer who is known here."""
        plate = "沪B" + "".join(LETTERS[number % len(LETTERS)] for number in uuid4().bytes[:5])
        body = {"customer": self.example["customer"], "plate": plate, "model": self.example["model"]}
        return self.post("service_advisor", "vehicles/", body, 201)

    def car_with_estimate(self) -> tuple[dict[str, Any], int]:
        """A new car and the key of the estimate for its work: each estimate serves one visit."""
        car = self.new_car()
        return car, self.post("hotline_clerk", "estimates/", self.wish(car), 201)["id"]

    @cached_property
    def estimate(self) -> int:
        """An estimate for the example, which its free times ask for."""
        return self.post("hotline_clerk", "estimates/", self.wish(self.example), 201)["id"]

    def fill_shelves(self) -> None:
        for number in PARTS:
            [item] = self.get("parts_clerk", "parts/", q=number)["results"]
            self.post("parts_clerk", f"parts/{item['id']}/receive/", {"quantity": ENOUGH})

    # ── papers ────────────────────────────────────────────────────────────────────────────────
    @cached_property
    def bills(self) -> list[str]:
        """Paths of fresh links to paid bills, as their customers open them."""
        rows = self.get("cashier", "bills/", status="paid", page_size=10)["results"]
        urls = [self.post("cashier", f"bills/{row['id']}/link/", {})["url"] for row in rows]
        return [urlsplit(url).path for url in urls]

    @cached_property
    def names(self) -> list[str]:
        """The first two characters of customers' names."""
        rows = self.get("service_advisor", "customers/", page_size=MANY)["results"]
        return sorted({row["name"][:2] for row in rows})


def sign_in(port: int, username: str) -> str:
    """Through the form of the login page, as a browser does it."""
    cookies = HTTPCookieProcessor()
    browser = build_opener(cookies)
    address = f"http://127.0.0.1:{port}/login/"
    with browser.open(address) as page:
        [secret] = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())[:1]
    form = {"username": username, "password": PASSWORD, "csrfmiddlewaretoken": secret}
    browser.open(address, urlencode(form).encode()).close()
    return next(cookie.value for cookie in cookies.cookiejar if cookie.name == "sessionid")
