"""The hotline: free times for a car and its work, and the booking of one."""

from datetime import datetime
from functools import partial
from random import choice
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from benchmarks.asks import Ask
from benchmarks.houses import House
from benchmarks.works.work import Work


def slots_for(store: dict[str, Any], car: dict[str, int]) -> Ask:
    asked = {"operations": store["operation"]["code"], "vehicle": car["vehicle"], "estimate": car["estimate"]}
    path = "/api/v1/slots/?" + urlencode(asked | {"from": store["from"], "days": 14, "limit": 10})
    return Ask(path, token=store["hotline"]["token"])


def ask_slots(house: House):
    store = house.store()
    return partial(house.door.send, slots_for(store, choice(store["cars"])))


def find_slots(house: House):
    store = house.store()
    car = choice(store["cars"])
    begin = datetime.fromisoformat(store["from"])
    facts = {"store": store["id"], "from": begin, "vehicle": car["vehicle"], "estimate": car["estimate"]}
    return partial(house.sql, "slots", **facts)


def estimate_for(house: House, store: dict[str, Any], car: dict[str, int]) -> int:
    """An estimate of the car's own for this visit: each serves one."""
    told = {"vehicle": car["vehicle"], "operations": [store["operation"]["code"]]}
    told["parts"] = [{"part_no": number} for number in store["part_numbers"]]
    ask = Ask("/api/v1/estimates/", "POST", told, token=store["hotline"]["token"], key=str(uuid4()), expected=201)
    return house.door.send(ask).json["id"]


def a_free_time(house: House) -> tuple[dict, dict, dict]:
    """(store, car with its estimate, one of the first free times), looked up before the clock runs."""
    store = house.store()
    car = choice(store["cars"])
    car = {**car, "estimate": estimate_for(house, store, car)}
    free = house.door.send(slots_for(store, car)).json
    if not free:
        raise RuntimeError("All times of two weeks are booked: ask for fewer --repeats, or more --stores.")
    return store, car, choice(free)


def book(house: House):
    store, car, slot = a_free_time(house)
    told = {"vehicle": car["vehicle"], "operations": [store["operation"]["code"]], "estimate": car["estimate"]}
    told |= {"start": slot["start"], "complaint": "过减速带咯噔响"}
    token = store["hotline"]["token"]
    ask = Ask("/api/v1/appointments/", "POST", told, token=token, key=str(uuid4()), expected=201)
    return partial(house.door.send, ask)


def write_booking(house: House):
    store, car, slot = a_free_time(house)
    seats = {name: slot[name] for name in ("bay", "technician", "advisor")}
    times = {name: datetime.fromisoformat(slot[name]) for name in ("start", "end")}
    people = {"hotline": store["hotline"]["id"], "adviser": store["advisers"][str(slot["advisor"])]}
    work = {"operation": store["operation"]["id"], "code": store["operation"]["code"], "parts": store["parts"]}
    return partial(house.sql, "book", store=store["id"], year=store["year"], **car, **seats, **times, **people, **work)


SLOTS = Work("slots", "free slots: 14 days, first 10", ask_slots, find_slots, 6, growth=0)
BOOK = Work("book", "book: claims, parts, notices, confirmations", book, write_booking, 8, growth=0.10)
