"""People, bays and tools, their shifts, absences and duty."""

from datetime import date, time, timedelta

from accounts.access import Access
from accounts.roles import Role
from capacity.actions import absences, roster
from capacity.models.resources import Resource
from capacity.models.roster import ShiftDay
from tests.examples.world import Call, World

DAY = date(2026, 11, 30)
OWN = {"off": False, "starts": "08:00", "ends": "17:00", "break_starts": "12:00", "break_ends": "13:00"}


def manager(world: World):
    return world.someone(Role.SERVICE_MANAGER)


def by(world: World) -> Access:
    return Access.of(manager(world), [Role.SERVICE_MANAGER], world.store)


def tool(world: World, **facts) -> Resource:
    return Resource.objects.create(store=world.store, kind="tool", name="四轮定位仪", **facts)


def technician() -> Resource:
    return Resource.objects.technicians().order_by("pk").first()


def add(world: World) -> Call:
    facts = {"kind": "bay", "name": "机修九号", "bay_type": "GEN"}
    return Call(manager(world), "/resources/", facts, 201)


def correct(world: World) -> Call:
    facts = {"version": 1, "skills": ["T1", "HV"], "certified_until": "2027-03-31", "name": "周技师"}
    return Call(manager(world), f"/resources/{technician().pk}/correct/", facts)


def retire(world: World) -> Call:
    return Call(manager(world), f"/resources/{tool(world).pk}/retire/", {})


def use_again(world: World) -> Call:
    return Call(manager(world), f"/resources/{tool(world, active=False).pk}/use-again/", {})


def week(world: World) -> Call:
    days = [{"weekday": 0, **OWN}, {"weekday": 6, "off": True}]
    return Call(manager(world), f"/resources/{technician().pk}/week/", {"since": DAY.isoformat(), "week": days})


def day(world: World) -> Call:
    facts = {"on": DAY.isoformat(), "note": "考试", **OWN}
    return Call(manager(world), f"/resources/{technician().pk}/day/", facts)


def clear(world: World) -> Call:
    made = ShiftDay.objects.create(store=world.store, resource=technician(), on=DAY, off=True)
    return Call(manager(world), f"/shift-days/{made.pk}/clear/", {})


def bounds(world: World) -> dict:
    return {"start": world.at + timedelta(days=7), "end": world.at + timedelta(days=8)}


def enter(world: World) -> Call:
    times = {name: moment.isoformat() for name, moment in bounds(world).items()}
    facts = {"resource": tool(world).pk, "reason": "检定", **times}
    return Call(manager(world), "/absences/", facts, 201)


def away(world: World):
    return absences.enter(tool(world), by=by(world), at=world.at, reason="检定", **bounds(world))[0]


def change(world: World) -> Call:
    absence = away(world)
    facts = {"end": (world.at + timedelta(days=9)).isoformat(), "opened_with": absence.during.upper.isoformat()}
    return Call(manager(world), f"/absences/{absence.pk}/change/", facts)


def lift(world: World) -> Call:
    return Call(manager(world), f"/absences/{away(world).pk}/lift/", {})


def give_duty(world: World) -> Call:
    facts = {"kind": "hotline", "user": world.someone(Role.HOTLINE_CLERK).pk, "on": DAY.isoformat()}
    return Call(manager(world), "/duties/", facts | {"starts": "08:00", "ends": "12:00"}, 201)


def end_duty(world: World) -> Call:
    facts = {"kind": "hotline", "user": world.someone(Role.HOTLINE_CLERK), "on": DAY}
    duty = roster.give_duty(by=by(world), at=world.at, starts=time(8), ends=time(12), **facts)
    return Call(manager(world), f"/duties/{duty.pk}/end/", {})


CALLS = {
    "/resources/": add,
    "/resources/{id}/correct/": correct,
    "/resources/{id}/retire/": retire,
    "/resources/{id}/use-again/": use_again,
    "/resources/{id}/week/": week,
    "/resources/{id}/day/": day,
    "/shift-days/{id}/clear/": clear,
    "/absences/": enter,
    "/absences/{id}/change/": change,
    "/absences/{id}/lift/": lift,
    "/duties/": give_duty,
    "/duties/{id}/end/": end_duty,
}
