"""Choices on the pages of the workshop: work that fits a car, people and bays that fit the work."""

from datetime import datetime
from typing import cast

from django_scopes import get_scope

from accounts.access import Access
from capacity.models.resources import Resource
from parts.rules.fitting import fits
from pricing.models.prices import Operation
from pricing.presenters import Priced, priced
from pricing.rules.packages import packages_for
from service.rules import work as work_rules
from service.rules.work import can_do, why_not_reassign
from service.work import Work
from vehicles.models import Vehicle

NEVER_SOLD = {"LO-01-012", "LO-01-013"}  # final inspection and PDI are work for the dealership itself


def operations_for(vehicle: Vehicle | None) -> list[Operation]:
    """The work that the store offers and that fits a car; of an unknown one, all of it."""
    model = vehicle.model if vehicle else None
    store = get_scope()["store"]
    rows = Operation.objects.offered(store).with_own(store).exclude(code__in=NEVER_SOLD).order_by("code")
    return [operation for operation in rows if fits(operation.scope, model)]


def packages_here(by: Access, vehicle: Vehicle | None, at: datetime) -> list[Priced]:
    """The packages that the store offers for a car and can price today, with their prices."""
    rows = priced(packages_for(vehicle, by.store), by.store.today(at))
    return [row for row in rows if row.price is not None]


def places_for(work: Work, resources: list[Resource], booked: dict) -> list[dict]:
    """A row for each line that may be dispatched or reassigned: who can do it, where, and its present place."""
    jobs = {job.line_id: job for job in work.open_jobs}
    rows = []
    for line in work.labour:
        job = jobs.get(line.pk)
        if (job is None and line not in work.undispatched) or (job and why_not_reassign(job)):
            continue
        place = job or booked.get(line.code)
        operation = cast(Operation, line.operation)  # a line of labour has one (a constraint of the table)
        rows.append(
            {
                "line": line,
                "job": job,
                "technicians": [one for one in resources if can_do(one, operation)],
                "bays": [one for one in resources if one.kind == Resource.Kind.BAY and work_rules.fits(one, operation)],
                "technician": place.technician if place else None,
                "bay": place.bay if place else None,
            }
        )
    return rows
