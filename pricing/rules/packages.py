"""Which packages a car can have at this store, and the work and parts they stand for."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models.stores import Store
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


def packages_for(vehicle: Vehicle | None, store: Store) -> list[RepairPackage]:
    """The packages that a store offers for the engine of a car, in order; of an unknown car, all of them."""
    model = vehicle.model if vehicle else None
    return [row for row in RepairPackage.objects.offered(store).order_by("code") if fits(row.maintenance_group, model)]


def sources_of(packages: Iterable[RepairPackage]) -> tuple[list[RepairPackage], list[RepairPackage]]:
    """The package of each piece of work, and of each part, in the order of `with_contents`."""
    packages = list(packages)
    names = {package.pk: package for package in packages}
    lines = _lines(packages) if packages else []
    work = [names[line.package_id] for line in lines if line.operation for _time in range(int(line.quantity))]
    return work, [names[line.package_id] for line in lines if line.part]


def _lines(packages: list[RepairPackage]) -> list[PackageLine]:
    place = {package.pk: number for number, package in enumerate(packages)}
    lines = PackageLine.objects.filter(package__in=packages).select_related("operation", "part")
    return sorted(lines, key=lambda line: (place[line.package_id], line.position))


def _fits(line: PackageLine, vehicle: Vehicle) -> bool:
    """A part may be listed for another build of the model, as in `why_not_parts`."""
    if line.operation:
        return fits(line.operation.scope, vehicle.model)
    return line.part is None or could_fit(line.part.fits, vehicle.model)
