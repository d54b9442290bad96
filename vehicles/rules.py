"""Rules of plates, VINs and mileage."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import vins
from vehicles.models import Vehicle

MOST_KM = 999_999


def why_not_unmarked(plate: str, vin: str) -> str | None:
    """A car has a plate or a VIN, or nobody could find it."""
    return None if plate or vin else _("Enter the plate or the VIN.")


def why_not_plate(plate: str, *, vehicle: Vehicle | None = None) -> str | None:
    """A plate belongs to one car of the store."""
    return _("This plate is on another car.") if plate and _others(vehicle).filter(plate=plate).exists() else None


def why_not_vin(vin: str, *, vehicle: Vehicle | None = None) -> str | None:
    """A VIN belongs to one car of the store."""
    return _("This VIN is that of another car.") if vin and _others(vehicle).filter(vin=vin).exists() else None


def _others(vehicle: Vehicle | None) -> QuerySet[Vehicle]:
    return Vehicle.objects.exclude(pk=vehicle.pk) if vehicle else Vehicle.objects.all()


def why_not_mileage(vehicle: Vehicle, km: int, reason: str = "") -> str | None:
    """The mileage falls only with a reason (a new instrument, a wrong reading before)."""
    if not 0 <= km <= MOST_KM:
        return _("Enter the mileage in kilometres, from 0 to %(most)s.") % {"most": f"{MOST_KM:,}"}
    if km < vehicle.mileage and not reason.strip():
        return _("The last reading was %(km)s km. Say why it is lower now.") % {"km": f"{vehicle.mileage:,}"}
    return None


def doubt_vin(vin: str) -> str | None:
    """The warning of a wrong check digit. It refuses nothing, because European cars have none."""
    if not vin or vins.check_digit_ok(vin):
        return None
    return _("The check digit of this VIN does not agree. Compare it with the car.")
