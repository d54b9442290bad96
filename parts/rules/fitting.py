"""Which work and parts are for which car, by the reference rows."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from parts.models import Part
from vehicles.models import Vehicle, VehicleModel

COMBUSTION = ("ICE_EA211", "ICE_EA888", "PHEV")


def fits(scope: str, model: VehicleModel | None) -> bool:
    """Whether a scope of the reference rows ("ICE_EA211,PHEV", "AWD", "TIGUAN_L", "ALL") covers a car.

    A plug-in hybrid has a combustion engine too. Everything may fit a car of unknown model.
    """
    wanted = _tokens(scope)
    if model is None or not wanted or "ALL" in wanted:
        return True
    tokens = {model.maintenance_group, model.transmission, model.drive, model.family}
    if model.maintenance_group in COMBUSTION:
        tokens.add("ICE")
    return bool(wanted & tokens)


def could_fit(scope: str, model: VehicleModel | None) -> bool:
    """Whether a scope may cover a car: its model, or another build of it (LAVIDA, LAVIDA_PRO)."""
    return fits(scope, model) or model is not None and _kin(model.family) in {_kin(token) for token in _tokens(scope)}


def why_not_parts(parts: Iterable[tuple[Part, Decimal | int]], vehicle: Vehicle) -> str | None:
    """A part is priced and reserved only for cars that it fits."""
    wrong = [str(part) for part, _quantity in parts if not could_fit(part.fits, vehicle.model)]
    return _("Not made for this car: %(parts)s.") % {"parts": ", ".join(wrong)} if wrong else None


def _tokens(scope: str) -> set[str]:
    return {token.strip() for token in scope.split(",") if token.strip()}


def _kin(family: str) -> str:
    return family.partition("_")[0]
