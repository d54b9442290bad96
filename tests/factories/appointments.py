"""A workshop with bays, technicians and advisors, and the small pieces a booking is tested with."""

from datetime import date, datetime, time, timedelta
from functools import partial

from accounts.access import Access
from accounts.models.lists import PickItem
from accounts.models.stores import Store
from accounts.roles import Role
from appointments.actions import booking, groups, preparation, rescues, unmet, waiting
from appointments.models.calls import PhoneCall
from appointments.models.rescues import Rescue
from appointments.models.unmet import KINDS, UnmetRequest
from appointments.models.visits import Appointment
from appointments.models.waiting import Waiting
from appointments.rules.bookings import BookingRequest
from capacity.models.claims import Claim
from capacity.models.resources import BayType, Resource
from capacity.models.roster import Shift
from parts.models import ShelfPlace
from parts.shelf import actions as shelf
from pricing.models.prices import Operation
from tests.factories.accounts import make_user
from tests.factories.customers import make_customer, make_vehicle, new_phone
from tests.factories.parts import make_place

MECHANIC = ["T1", "T2", "T3"]
MASTER = ["T1", "T2", "T3", "T4", "HV"]


def make_bay(store: Store, bay_type: str = "GEN", name: str = "") -> Resource:
    kind, _made = BayType.objects.get_or_create(code=bay_type, defaults={"name_zh": bay_type, "name_en": bay_type})
    count = Resource.objects.filter(kind="bay", bay_type=kind).count()
    return Resource.objects.create(store=store, kind="bay", bay_type=kind, name=name or f"{bay_type} {count + 1}")


def make_technician(store: Store, skills: list[str] = MECHANIC, name: str = "") -> Resource:
    count = Resource.objects.filter(kind="technician").count()
    name = name or f"technician {count + 1}"
    user = make_user(Role.TECHNICIAN, store=store, name=name, username=f"{name}@{store.code}")
    return Resource.objects.create(store=store, kind="technician", user=user, name=name, skills=skills)


def make_advisor(store: Store, name: str = "") -> Resource:
    count = Resource.objects.filter(kind="advisor").count()
    name = name or f"advisor {count + 1}"
    user = make_user(Role.SERVICE_ADVISOR, store=store, name=name, username=f"{name}@{store.code}")
    return Resource.objects.create(store=store, kind="advisor", user=user, name=name)


def make_workshop(store: Store, *, bays: dict[str, int] | None = None, technicians: int = 2, advisors: int = 1) -> dict:
    """Bays (two general ones unless told otherwise), masters of everything mechanical, advisors."""
    bays = {"GEN": 2} if bays is None else bays
    return {
        "bays": [make_bay(store, code) for code, count in bays.items() for _ in range(count)],
        "technicians": [make_technician(store, MASTER) for _ in range(technicians)],
        "advisors": [make_advisor(store) for _ in range(advisors)],
    }


def make_operation(code: str = "OP-GEN-1H", **facts) -> Operation:
    """An operation of one hour in a general bay by a T2, unless told otherwise."""
    usual = {"category": "ME", "name_zh": code, "name_en": code, "scope": "ALL", "time_units": 100}
    return Operation.objects.get_or_create(code=code, defaults={**usual, "bay_type": "GEN", "skill": "T2", **facts})[0]


def make_absence(resource: Resource, start: datetime, end: datetime, *, label: str = "") -> Claim:
    """A stretch in which somebody is away or a bay is broken."""
    away = {"during": (start, end), "status": "blocked", "kind": "absence", "label": label}
    return Claim.objects.create(store=resource.store, resource=resource, **away)


def make_week(resource: Resource, since: date, times: tuple[time, ...] | None) -> None:
    """The same times (from, until, break from, break until) on each weekday from a day on; None is off."""
    names = ("starts", "ends", "break_starts", "break_ends")
    facts = dict(zip(names, times)) if times else {"off": True}
    Shift.objects.bulk_create(
        Shift(store=resource.store, resource=resource, since=since, weekday=day, **facts) for day in range(7)
    )


def make_hold(resource: Resource, start: datetime, end: datetime, *, expires_at: datetime, kind: str = "hold") -> Claim:
    """A stretch that a clerk of the hotline holds for a caller."""
    user = make_user(Role.HOTLINE_CLERK, store=resource.store, username=f"holds@{resource.store.code}")
    held = {"status": "held", "kind": kind, "expires_at": expires_at, "held_by": user}
    return Claim.objects.create(store=resource.store, resource=resource, during=(start, end), **held)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def make_appointment(store: Store, at: datetime, start: datetime, **facts) -> Appointment:
    """A car booked in by the clerk (or `by`) for an hour of general work (`operations`, `vehicle` … as given)."""
    by = facts.pop("by", None) or clerk(store)
    vehicle = facts.pop("vehicle", None) or make_vehicle(make_customer(store), mileage=38_000)
    usual = {"operations": [make_operation()], "complaint": "刹车时左前有异响"}
    return booking.book(BookingRequest(vehicle, start=start, **usual | facts), by=by, at=at)


def clerk(store: Store) -> Access:
    return Access.of(make_user(Role.HOTLINE_CLERK, store=store), [Role.HOTLINE_CLERK], store)


def make_call(store: Store, at: datetime, *, number: str = "", **facts) -> PhoneCall:
    """A call that was missed; with other facts, another."""
    facts = {"rang_at": at, "ended_at": at, **facts}
    return PhoneCall.objects.create(store=store, number=number or new_phone(), **facts)


def make_unmet(store: Store, at: datetime, *, words: str = "要贴膜", **facts) -> UnmetRequest:
    kind = PickItem.objects.of(KINDS).get(code="detailing")
    return unmet.log_unmet(by=clerk(store), at=at, kind=kind, words=words, **{"number": new_phone(), **facts})


def make_waiting(store: Store, at: datetime, **facts) -> Waiting:
    """A customer who waits for an hour of general work on the next day."""
    day = store.today(at) + timedelta(days=1)
    usual = {"operations": [make_operation()], "complaint": "空调不凉", "part_of_day": "any"}
    usual |= {"from_on": day, "until_on": day}
    car = facts.pop("vehicle", None) or make_vehicle(make_customer(store))
    return waiting.wait(car, by=clerk(store), at=at, **usual | facts)


STEPS = {"dispatched": ["dispatch"], "on_site": ["dispatch", "arrive"], "towed": ["dispatch", "arrive", "tow"]}
STEPS["fixed"], STEPS["called_off"] = ["dispatch", "arrive", "fix"], ["call_off"]
STEPS["closed"] = [*STEPS["towed"], "close"]
ACTS = {"arrive": rescues.arrive_at_rescue, "tow": rescues.tow_rescue, "close": rescues.close_rescue}
ACTS |= {"fix": rescues.fix_rescue, "call_off": partial(rescues.call_off_rescue, reason="自己打着了")}


def make_rescue(store: Store, at: datetime, *, status: str = "asked", place: str = "G2 K35", **facts) -> Rescue:
    """A rescue that the acts led to this status, all at the same moment."""
    by = clerk(store)
    said = {"people_safe": "yes", "triangle": "yes", "words": "打不着火", "car": "红色朗逸", "phone": new_phone()}
    rescue = rescues.ask_rescue(by=by, at=at, place=place, **said | facts)
    for step in STEPS.get(status, ()):
        act = ACTS.get(step)
        rescue = act(rescue, by=by, at=at) if act else rescues.dispatch_rescue(rescue, by=by, at=at, crew="李师傅")
    return rescue


def preparer(store: Store) -> Access:
    """Whoever prepares cars may book the preparation of a new one."""
    return Access.of(make_user(Role.SERVICE_ADVISOR, store=store), [Role.SERVICE_ADVISOR], store)


def make_ready(appointment: Appointment, *, by: Access, at: datetime, sign: bool = True) -> Appointment:
    """Its parts on the shelf, what a person ticks ticked with evidence, and (`sign`) the advisor's signature."""
    for need in appointment.needs.select_related("reservation"):
        if need.reservation.status == "reserved":
            place = ShelfPlace.objects.filter(code="A-1").first() or make_place(appointment.store, capacity=50)
            shelf.pick(need.reservation, by=Access.system(appointment.store), at=at, shelf=place.code)
    for item in appointment.preparation.open():
        preparation.prepare(item, by=by, at=at, evidence="已核对")
    return groups.sign(appointment, by=by, at=at) if sign else appointment
