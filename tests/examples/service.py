"""Repair orders, from the arrival of a car to its keys."""

import base64
from datetime import datetime, timedelta

from accounts.models.people import User
from accounts.roles import Role
from service.actions import findings
from service.models.orders import RepairOrder
from service.rules.board import mark_of
from tests.examples.world import Call, World
from tests.factories import service
from tests.moments import SHANGHAI

R = Role
TOMORROW = datetime(2026, 11, 24, 10, 0, tzinfo=SHANGHAI)


def on(status: str, act: str, role: Role, body=None, *, code: int = 200, **facts):
    """An act on an order that has come so far; its body may depend on the order."""

    def make(world: World) -> Call:
        order = service.REACH[status](world.store, world.at, **facts)
        told = body(world, order) if callable(body) else body or {}
        return Call(who(world, order, role), f"/repair-orders/{order.pk}/{act}/", told, code)

    return make


def who(world: World, order: RepairOrder, role: Role) -> User:
    """A technician is the one to whom the work was given."""
    return order.jobs.get().technician.user if role == R.TECHNICIAN else world.someone(role)


def opened(world: World) -> Call:
    told = {"vehicle": world.car.pk, "operations": [service.PADS], "complaint": "踩刹车有异响", "faults": ["FT-024"]}
    more = {"parts": [{"part_no": service.PAD_SET, "quantity": 1}], "transport": "wait"}
    return Call(world.someone(R.SERVICE_ADVISOR), "/repair-orders/", told | more, 201)


def condition(world: World, order) -> dict:
    mark = {"damage": "scratch", "place": "front_left", "x": 20, "y": 30}
    seen = {"mileage": order.vehicle.mileage + 120, "energy_percent": 40, "lower_mileage_reason": ""}
    return seen | {"belongings": "无", "marks": [mark]}


def check_in(world: World, order) -> dict:
    return condition(world, order) | {"old_parts": "take", "waits": True, "promised_at": world.when(hours=3)}


def places(world: World, order) -> dict:
    line, visit = order.estimate.lines.filter(kind="labour").first(), order.appointment
    return {"assignments": [{"line": line.pk, "technician": visit.technician_id, "bay": visit.bay_id}]}


def my_job(world: World, order) -> dict:
    return {"job": order.jobs.get().pk}


def extra(world: World, order) -> dict:
    finding = findings.find(order, by=service.advisor(world.store), at=world.at, text="后片 3 mm")
    wanted = {"operations": [service.DISCS], "parts": [{"part_no": service.PAD_SET, "quantity": 1}]}
    return wanted | {"finding": finding.pk, "promised_at": world.when(hours=5)}


def answer(world: World, order) -> dict:
    asked = service.ask(order, world.at)
    lines = list(asked.estimate.lines.values_list("pk", flat=True))
    return {"extra_work": asked.pk, "approved": lines, "declined": [], "channel": "phone"}


def verdict(world: World, order) -> dict:
    seen = {"passed": False, "cause": "work", "note": "有异响", "road_test": True, "checked_items": ["QC-18"]}
    return seen | {"jobs": [order.jobs.get().pk]}


def photo(world: World, order) -> dict:
    finding = findings.find(order, by=service.advisor(world.store), at=world.at, text="后片 3 mm")
    image = base64.b64encode(service.picture()).decode()
    return {"image": image, "angle": "front", "occasion": "finding", "finding": finding.pk}


def scanned(world: World, order) -> dict:
    return {"code": service.PAD_SET}


FOUND = {"text": "后片 3 mm", "severity": "urgent", "system": "brakes", "operation": service.DISCS}
PRICED = {"operations": [service.PADS], "parts": [{"part_no": service.PAD_SET, "quantity": 1}]}


def placed(world: World) -> Call:
    """A booked car that gets an hour later another bay, technician and end."""
    visit = service.make_visit(world.store, world.at, start=TOMORROW)
    places = {"bay": visit.bay_id, "technician": visit.technician_id, "lane": visit.bay_id}
    times = {"start": visit.start + timedelta(hours=1), "until": visit.end + timedelta(hours=2)}
    facts = places | {name: moment.isoformat() for name, moment in times.items()} | {"seen": mark_of(visit, [])}
    return Call(world.someone(R.SERVICE_MANAGER), f"/board/{visit.pk}/place/", facts)


CALLS = {
    "/board/{id}/place/": placed,
    "/repair-orders/": opened,
    "/repair-orders/{id}/condition/": on("draft", "condition", R.SERVICE_ADVISOR, condition),
    "/repair-orders/{id}/check-in/": on("draft", "check-in", R.SERVICE_ADVISOR, check_in),
    "/repair-orders/{id}/take-back/": on("awaiting_customer", "take-back", R.SERVICE_ADVISOR, {"reason": "anders"}),
    "/repair-orders/{id}/price/": on("draft", "price", R.SERVICE_ADVISOR, PRICED),
    "/repair-orders/{id}/sign/": on("awaiting_customer", "sign", R.SERVICE_ADVISOR, {"name": "王", "signature": ""}),
    "/repair-orders/{id}/promise/": on(
        "confirmed",
        "promise",
        R.SERVICE_ADVISOR,
        lambda world, order: {"promised_at": world.when(hours=5), "reason": "电话同意"},
    ),
    "/repair-orders/{id}/dispatch/": on("confirmed", "dispatch", R.SERVICE_MANAGER, places),
    "/repair-orders/{id}/start/": on("dispatched", "start", R.TECHNICIAN, my_job),
    "/repair-orders/{id}/pause/": on(
        "in_progress", "pause", R.TECHNICIAN, lambda *of: my_job(*of) | {"reason": "parts", "note": "等件"}
    ),
    "/repair-orders/{id}/resume/": on("paused", "resume", R.TECHNICIAN, my_job),
    "/repair-orders/{id}/finish/": on("in_progress", "finish", R.TECHNICIAN, my_job),
    "/repair-orders/{id}/findings/": on("in_progress", "findings", R.TECHNICIAN, FOUND, code=201),
    "/repair-orders/{id}/photos/": on("in_progress", "photos", R.TECHNICIAN, photo, code=201),
    "/repair-orders/{id}/extra-work/": on("in_progress", "extra-work", R.SERVICE_ADVISOR, extra, code=201),
    "/repair-orders/{id}/approve/": on("in_progress", "approve", R.SERVICE_ADVISOR, answer),
    "/repair-orders/{id}/parts/": on("in_progress", "parts", R.PARTS_CLERK, scanned, parts=1),
    "/repair-orders/{id}/inspect/": on("qc_pending", "inspect", R.QUALITY_INSPECTOR, verdict),
    "/repair-orders/{id}/bill/": on("ready", "bill", R.SERVICE_ADVISOR),
    "/repair-orders/{id}/deliver/": lambda world: paid(world),
    "/repair-orders/{id}/close/": on("delivered", "close", R.SERVICE_ADVISOR),
    "/repair-orders/{id}/cancel/": on("draft", "cancel", R.SERVICE_ADVISOR, {"reason": "改天再来"}),
}


def paid(world: World) -> Call:
    order = service.make_paid(world.store, world.at)
    return Call(world.someone(R.SERVICE_ADVISOR), f"/repair-orders/{order.pk}/deliver/")
