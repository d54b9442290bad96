"""Which packages a car can have at this store, and the work and parts they stand for."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from parts.models import Part
from parts.rules.fitting import could_fit, fits
from pricing.models.prices import Operation, PackageLine, RepairPackage, StorePackage
from vehicles.models import Vehicle

Parts = Iterable[tuple[Part, Decimal | int]]


def why_not_packages(packages: Iterable[RepairPackage], vehicle: Vehicle) -> str | None:
    """Each package once, offered here, made for the engine of the car, and all that it holds fits the car."""
    packages = list(packages)
    if not packages:
        return None
    if len({package.pk for package in packages}) < len(packages):
        return _("Each package once.")
    if withdrawn := StorePackage.objects.filter(package__in=packages, offered=False).select_related("package").first():
        return _("This store does not offer %(name)s.") % {"name": withdrawn.package}
    lines = _lines(packages)
    unfit = {line.package_id for line in lines if not _fits(line, vehicle)}
    unfit |= {package.pk for package in packages if not fits(package.maintenance_group, vehicle.model)}
    wrong = [str(package) for package in packages if package.pk in unfit]
    return _("Not made for this car: %(parts)s.") % {"parts": ", ".join(wrong)} if wrong else None


def with_contents(
    packages: Iterable[RepairPackage], operations: Iterable[Operation], parts: Parts
) -> tuple[list[Operation], list[tuple[Part, Decimal | int]]]:
    """All work and all parts: those of the packages in their order, then those named by themselves."""
    packages, operations, parts = list(packages), list(operations), list(parts)
    if not packages:
        return operations, parts
    lines = _lines(packages)
    work = [line.operation for line in lines if line.operation for _time in range(int(line.quantity))]
    goods: list[tuple[Part, Decimal | int]] = [(line.part, line.quantity) for line in lines if line.part]
    return work + operations, goods + parts


def _lines(packages: list[RepairPackage]) -> list[PackageLine]:
    place = {package.pk: number for number, package in enumerate(packages)}
    lines = PackageLine.objects.filter(package__in=packages).select_related("operation", "part")
    return sorted(lines, key=lambda line: (place[line.package_id], line.position))


def _fits(line: PackageLine, vehicle: Vehicle) -> bool:
    """A part may be listed for another build of the model, as in `why_not_parts`."""
    if line.operation:
        return fits(line.operation.scope, vehicle.model)
    return line.part is None or could_fit(line.part.fits, vehicle.model)
