"""Adds and corrects cars, records their mileage and repairs."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.access import Access
from accounts.log import record
from accounts.transitions import lock, refuse_stale
from core import plates, vins
from core.errors import Refused, refuse
from core.transactions import one_transaction
from vehicles import rules
from vehicles.models import RepairFact, Vehicle, VehicleModel
from vehicles.perms import VehiclePerm


@one_transaction()
def add_vehicle(
    *,
    by: Access,
    at: datetime,
    plate: str = "",
    vin: str = "",
    model: VehicleModel | None = None,
    mileage: int = 0,
    colour: str = "",
) -> Vehicle:
    """Add a car; it needs a plate or a VIN, and neither may be another car's. `customers` has its owner."""
    by.require(VehiclePerm.VEHICLE_EDIT)
    vehicle = Vehicle(store=by.store, model=model, colour=colour, mileage=mileage, created_at=at)
    _identify(vehicle, plate=plate, vin=vin)
    refuse(rules.why_not_mileage(Vehicle(), mileage), field="mileage")
    vehicle.mileage_on = by.store.today(at) if mileage else None
    _save(vehicle)
    record(vehicle, "add", by=by, at=at)
    return vehicle


@one_transaction()
def correct_vehicle(vehicle: Vehicle, *, by: Access, at: datetime, version: int, **fields: Any) -> Vehicle:
    """Change the facts of a car but its mileage; raises Stale when a colleague changed them first (P13).

    `fields`: plate, vin, model, colour, delivered_on, note.
    """
    by.require(VehiclePerm.VEHICLE_EDIT)
    vehicle = lock(vehicle)
    refuse_stale(vehicle, version)
    changed = sorted(fields)
    _identify(vehicle, plate=fields.pop("plate", vehicle.plate), vin=fields.pop("vin", vehicle.vin))
    for field, value in fields.items():
        setattr(vehicle, field, value)
    vehicle.version += 1
    _save(vehicle)
    record(vehicle, "correct", by=by, at=at, fields=changed)
    return vehicle


@one_transaction()
def read_mileage(vehicle: Vehicle, *, by: Access, at: datetime, km: int, reason: str = "") -> Vehicle:
    """Record an odometer reading in km; a lower one than the last needs a reason."""
    by.require(VehiclePerm.VEHICLE_EDIT)
    vehicle = lock(vehicle)
    refuse(rules.why_not_mileage(vehicle, km, reason), field="km")
    before, vehicle.mileage, vehicle.mileage_on = vehicle.mileage, km, by.store.today(at)
    vehicle.version += 1
    vehicle.save(update_fields=["mileage", "mileage_on", "version"])
    record(vehicle, "read mileage", by=by, at=at, note=reason, before=before, km=km)
    return vehicle


def remember_repair(
    vehicle: Vehicle,
    *,
    by: Access,
    at: datetime,
    system: str,
    on: date,
    km: int,
    order_number: str,
    text: str = "",
) -> RepairFact:
    """Record a repair, so that booking recognises a repeat; the same one again changes nothing. Needs no permission."""
    fact, _made = RepairFact.objects.get_or_create(
        vehicle=vehicle,
        order_number=order_number,
        system=system,
        text=text[:200],
        defaults={"store": by.store, "on": on, "km": km},
    )
    return fact


def identified(plate: str, vin: str) -> tuple[str, str]:
    """Plate and VIN in their stored form; raises Refused when one is invalid."""
    return _normal("plate", plates.normalise, plate), _normal("vin", vins.normalise, vin)


def _identify(vehicle: Vehicle, *, plate: str, vin: str) -> None:
    vehicle.plate, vehicle.vin = identified(plate, vin)
    refuse(rules.why_not_unmarked(vehicle.plate, vehicle.vin), field="plate")
    _refuse_doubles(vehicle)


def _refuse_doubles(vehicle: Vehicle) -> None:
    saved = vehicle if vehicle.pk else None
    refuse(rules.why_not_plate(vehicle.plate, vehicle=saved), field="plate")
    refuse(rules.why_not_vin(vehicle.vin, vehicle=saved), field="vin")


def _save(vehicle: Vehicle) -> None:
    try:
        with transaction.atomic():
            vehicle.save()
    except IntegrityError:  # a colleague was faster: now the rule reads the other row
        _refuse_doubles(vehicle)
        raise


def _normal(field: str, normalise: Callable[[str], str], text: str) -> str:
    try:
        return normalise(text) if text else ""
    except ValueError as error:
        raise Refused(str(error), field=field) from error
