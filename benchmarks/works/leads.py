"""Sales: a visit that makes a lead, and the list that a salesperson opens most."""

from datetime import UTC, datetime
from functools import partial
from uuid import uuid4

from benchmarks.asks import Ask
from benchmarks.houses import House
from benchmarks.works.work import Work, of_odoo

DUE_PATH = "/api/v1/leads/?due=today"


def fresh_phone() -> str:
    return f"137{uuid4().int % 10**8:08d}"


def log_visit(house: House):
    told = {"client_id": str(uuid4()), "outcome": "met", "visited_at": datetime.now(UTC).isoformat()}
    told |= {"grade": "B", "phone": fresh_phone(), "name": "周全"}
    token = house.store()["sales"]["token"]
    ask = Ask("/api/v1/canvass-visits/", "POST", told, token=token, key=str(uuid4()), expected=201)
    return partial(house.door.send, ask)


def write_visit(house: House):
    store = house.store()
    facts = {"store": store["id"], "sales": store["sales"]["id"], "phone": fresh_phone(), "client": str(uuid4())}
    return partial(house.sql, "visit", **facts)


def ask_due(house: House):
    return partial(house.door.send, Ask(DUE_PATH, token=house.store()["sales"]["token"]))


def read_due(house: House):
    store = house.store()
    return partial(house.sql, "due", store=store["id"], sales=store["sales"]["id"], today=store["today"])


def ask_due_of_the_floor(house: House):
    store = house.store()
    return partial(house.floor.send, Ask(f"/due/{store['id']}/{store['sales']['id']}/{store['today']}/"))


def open_list(house: House):
    return partial(house.door.send, Ask("/leads/?due=today", session=house.store()["sales"]["session"]))


def ask_list(house: House):
    return partial(house.door.send, Ask(DUE_PATH, session=house.store()["sales"]["session"]))


VISIT = Work("visit", "log a visit that makes a lead", log_visit, write_visit, of_odoo(1 / 6, odoo=48, bare=0.4))
DUE = Work("due", "my due revisits, first 50, JSON", ask_due, read_due, of_odoo(1 / 5, odoo=40, bare=0.3), growth=0.05)
DUE_FLOOR = Work("due-floor", "the same", ask_due, ask_due_of_the_floor, 2, beside="Django .values()")
LIST_PAGE = Work("list", "50-row list as a page", open_list, ask_list, 2, beside="the same as JSON")
