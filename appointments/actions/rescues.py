"""Acts on a rescue, from the call for help to its end (SERVICE-R45)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.access import Access
from accounts.log import answer_notices, next_number, notify, record, take_turn
from accounts.transitions import lock, move
from appointments.models.calls import PhoneCall
from appointments.models.rescues import Rescue
from appointments.notices import AppointmentNotice
from appointments.perms import AppointmentPerm
from appointments.rules.rescues import (
    car_named,
    same_caller,
    same_open,
    why_not_another,
    why_not_ask,
    why_not_car,
)
from appointments.settings import RESCUE_DISPATCH
from core import phones
from core.errors import refuse
from core.masks import whole
from customers.models.people import Customer
from customers.rules import sole_holder
from vehicles.models import Vehicle

TURN = "rescue"


@transaction.atomic
def ask_rescue(
    *,
    by: Access,
    at: datetime,
    phone: str,
    place: str,
    words: str,
    people_safe: str,
    triangle: str,
    vehicle: Vehicle | None = None,
    car: str = "",
    call: PhoneCall | None = None,
    another_car: bool = False,
) -> Rescue:
    """Open a rescue, at any hour; the service manager is told at once. The same words again change nothing.

    `car` are words; a plate among them names the car that the store knows. `another_car` says that an open rescue from
    the same number is not of this car. A refusal carries the open one as `rescue`.
    """
    by.require(AppointmentPerm.RESCUE_WORK)
    refuse(why_not_car(vehicle, car), field="car")
    take_turn(by.store, TURN)
    phone, vehicle = phones.normalise(phone), vehicle or car_named(car)
    said = {"place": place, "words": words, "people_safe": people_safe, "triangle": triangle}
    again = Rescue.objects.open().filter(phone_folded=phones.fold(phone), vehicle=vehicle, car=car.strip(), **said)
    if repeated := again.first():
        return repeated
    same, near = same_open(phone, vehicle, car), same_caller(phone, vehicle)
    refuse(why_not_ask(same), **_said_of(same))
    refuse(why_not_another(near, another_car), field="another_car", **_said_of(near))
    customer = sole_holder(phone) or (Customer.objects.owner_of(vehicle) if vehicle else None)
    rescue = Rescue.objects.create(
        store=by.store,
        number=_number(by, at),
        call=call,
        customer=customer,
        vehicle=vehicle,
        car=car.strip(),
        phone=phone,
        asked_at=at,
        asked_by=by.person,
        **said,
    )
    record(rescue, "ask for rescue", by=by, at=at, note=words, place=place)
    facts = {"number": rescue.number, "car": str(vehicle or car.strip()), "place": place}
    minutes = RESCUE_DISPATCH.of(by.store)
    notify(AppointmentNotice.RESCUE_ASKED, about=rescue, at=at, url=rescue.get_absolute_url(), minutes=minutes, **facts)
    return rescue


def _said_of(rescue: Rescue | None) -> dict[str, Any]:
    return {"rescue": {"id": rescue.pk, "number": rescue.number, "status": rescue.status}} if rescue else {}


@transaction.atomic
def dispatch_rescue(rescue: Rescue, *, by: Access, at: datetime, crew: str, crew_phone: str = "") -> Rescue:
    """Send somebody; once sent, somebody else may be sent instead, and the clock runs on."""
    by.require(AppointmentPerm.RESCUE_WORK)
    rescue = lock(rescue)
    who = {"crew": crew, "crew_phone": crew_phone}
    if rescue.status != Rescue.Status.DISPATCHED:
        rescue = move(rescue, "dispatch", by=by, at=at, note=crew, dispatched_at=at, **who)
        answer_notices(AppointmentNotice.RESCUE_ASKED, about=rescue, by=by, at=at)
        return rescue
    if rescue.crew == crew and whole(rescue.crew_phone) == crew_phone:
        return rescue
    rescue.crew, rescue.crew_phone = crew, crew_phone
    rescue.save(update_fields=["crew", "crew_phone"])
    record(rescue, "send another", by=by, at=at, note=crew)
    return rescue


def arrive_at_rescue(rescue: Rescue, *, by: Access, at: datetime) -> Rescue:
    """Whoever was sent is at the car."""
    return move(rescue, "arrive", by=by, at=at, on_site_at=at)


def tow_rescue(rescue: Rescue, *, by: Access, at: datetime) -> Rescue:
    """The car was brought in: the reception takes it from here."""
    return move(rescue, "tow", by=by, at=at, towed_at=at)


def fix_rescue(rescue: Rescue, *, by: Access, at: datetime) -> Rescue:
    """The car drives again."""
    return move(rescue, "fix", by=by, at=at, fixed_at=at)


def close_rescue(rescue: Rescue, *, by: Access, at: datetime) -> Rescue:
    """Nothing more is to be done about it here."""
    return move(rescue, "close", by=by, at=at, closed_at=at)


def close_received(rescue: Rescue | None, *, by: Access, at: datetime) -> None:
    """The reception has received the car that was towed in, if it was; who may not work rescues leaves it open."""
    if rescue and by.can(AppointmentPerm.RESCUE_WORK):
        close_rescue(rescue, by=by, at=at)


@transaction.atomic
def call_off_rescue(rescue: Rescue, *, by: Access, at: datetime, reason: str) -> Rescue:
    """End a rescue that is not needed any more, with the reason."""
    rescue = move(rescue, "call_off", by=by, at=at, note=reason, called_off_at=at, why_called_off=reason)
    answer_notices(AppointmentNotice.RESCUE_ASKED, about=rescue, by=by, at=at)
    return rescue


def _number(by: Access, at: datetime) -> str:
    year = by.store.today(at).year
    return f"H{year % 100:02d}-{next_number(by.store, 'rescue', year):05d}"
