"""What may be done with a car: its marks, its mileage."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import vins
from vehicles.models import Vehicle

MOST_KM = 999_999


def why_not_unmarked(plate: str, vin: str) -> str | None:
    """Nobody can find a car of which neither is known."""
    return None if plate or vin else _("Enter the plate or the VIN.")


def why_not_plate(plate: str, *, vehicle: Vehicle | None = None) -> str | None:
    """A plate is on one car of the store."""
    return _("This plate is on another car.") if plate and _others(vehicle).filter(plate=plate).exists() else None


def why_not_vin(vin: str, *, vehicle: Vehicle | None = None) -> str | None:
    """A VIN is the number of one car."""
    return _("This VIN is that of another car.") if vin and _others(vehicle).filter(vin=vin).exists() else None


def _others(vehicle: Vehicle | None) -> QuerySet[Vehicle]:
    return Vehicle.objects.exclude(pk=vehicle.pk) if vehicle else Vehicle.objects.all()


def why_not_mileage(vehicle: Vehicle, km: int, reason: str = "") -> str | None:
    """The mileage never falls without a reason (a new instrument, a wrong reading before)."""
    if not 0 <= km <= MOST_KM:
        return _("Enter the mileage in kilometres, from 0 to %(most)s.") % {"most": f"{MOST_KM:,}"}
    if km < vehicle.mileage and not reason.strip():
        return _("The last reading was %(km)s km. Say why it is lower now.") % {"km": f"{vehicle.mileage:,}"}
    return None


def doubt_vin(vin: str) -> str | None:
    """A wrong check digit warns and never refuses: cars made for Europe carry none."""
    if not vin or vins.check_digit_ok(vin):
        return None
    return _("The check digit of this VIN does not agree. Compare it with the car.")
