"""Rescues: whether one is open already, and how long each step may take. Reads rescues and the store's settings."""

from datetime import timedelta

from django.utils.translation import gettext as _

from accounts.models.stores import Store
from appointments.models.rescues import Rescue
from appointments.settings import RESCUE_ARRIVE, RESCUE_DISPATCH, RESCUE_END
from core import folding, phones, plates
from vehicles.models import Vehicle


def car_named(text: str) -> Vehicle | None:
    """The car of the store whose plate somebody wrote among other words; None when no or more than one car fits."""
    cars = list(Vehicle.objects.filter(plate__in=plates.named_in(text)).order_by("pk")[:2])
    return cars[0] if len(cars) == 1 else None


def same_open(phone: str, vehicle: Vehicle | None, car: str = "") -> Rescue | None:
    """The open rescue of the same car; of a car that is not known, the one from the same number in the same words."""
    rows = Rescue.objects.open().order_by("pk")
    if vehicle:
        return rows.filter(vehicle=vehicle).first()
    folded, words = phones.fold(phone), folding.name(car)
    near = rows.filter(phone_folded=folded, vehicle=None) if folded else []
    return next((row for row in near if folding.name(row.car) == words), None)


def same_caller(phone: str, vehicle: Vehicle | None) -> Rescue | None:
    """The open rescue that may be of the same car: from the same number, where one of the two cars is not known."""
    folded = phones.fold(phone)
    if not folded:
        return None
    rows = Rescue.objects.open().filter(phone_folded=folded).order_by("pk")
    return (rows.filter(vehicle=None) if vehicle else rows).first()


def why_not_ask(earlier: Rescue | None) -> str | None:
    """A car is rescued once at a time: a second call about it belongs to the rescue that runs (SERVICE-R45)."""
    if earlier is None:
        return None
    facts = {"number": earlier.number, "status": earlier.get_status_display()}
    return _("Rescue %(number)s of this car is open already: %(status)s.") % facts


def why_not_another(earlier: Rescue | None, another_car: bool) -> str | None:
    """From one number two cars may call (a fleet, an insurer): the clerk says that it is another car."""
    if earlier is None or another_car:
        return None
    facts = {"number": earlier.number, "status": earlier.get_status_display(), "car": earlier.car or earlier.vehicle}
    return _("From this number rescue %(number)s is open: %(car)s, %(status)s. Is it another car?") % facts


def why_not_car(vehicle: Vehicle | None, car: str) -> str | None:
    """Whoever goes there must know which car to look for."""
    return None if vehicle or car.strip() else _("Say which car: plate, model or colour.")


def spans_of(store: Store) -> dict[str, timedelta]:
    """How long a rescue may stay in each status."""
    steps = {"asked": RESCUE_DISPATCH, "dispatched": RESCUE_ARRIVE, "on_site": RESCUE_END}
    return {status: setting.span(store) for status, setting in steps.items()}
