"""Rescues: whether one is open already, and how long each step may take. Reads rescues and the store's settings."""

from datetime import timedelta

from django.utils.translation import gettext as _

from accounts.models.stores import Store
from appointments.models.rescues import Rescue
from appointments.settings import RESCUE_ARRIVE, RESCUE_DISPATCH, RESCUE_END
from core import phones
from vehicles.models import Vehicle


def same_open(phone: str, vehicle: Vehicle | None) -> Rescue | None:
    """The open rescue of the same car; where no car is known, that of the same number without a known car."""
    rows = Rescue.objects.open().order_by("pk")
    if vehicle:
        return rows.filter(vehicle=vehicle).first()
    folded = phones.fold(phone)
    return rows.filter(phone_folded=folded, vehicle=None).first() if folded else None


def why_not_ask(earlier: Rescue | None) -> str | None:
    """A car is rescued once at a time: a second call about it belongs to the rescue that runs (SERVICE-R45)."""
    if earlier is None:
        return None
    facts = {"number": earlier.number, "status": earlier.get_status_display()}
    return _("Rescue %(number)s of this car is open already: %(status)s.") % facts


def why_not_car(vehicle: Vehicle | None, car: str) -> str | None:
    """Whoever goes there must know which car to look for."""
    return None if vehicle or car.strip() else _("Say which car: plate, model or colour.")


def spans_of(store: Store) -> dict[str, timedelta]:
    """How long a rescue may stay in each status."""
    steps = {"asked": RESCUE_DISPATCH, "dispatched": RESCUE_ARRIVE, "on_site": RESCUE_END}
    return {status: setting.span(store) for status, setting in steps.items()}
