"""What can be asked for: times, work that fits the car, people who can do it."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models.stores import Store
from appointments.models.calls import Fault
from appointments.models.visits import Appointment
from capacity.models import Resource
from capacity.slots.stages import Stage
from customers.models.people import Customer
from parts.rules.fitting import fits
from pricing.models.estimates import Estimate
from pricing.models.prices import Operation
from vehicles.models import RepairFact, Vehicle

GRID_MINUTES = 30
MOST_DAYS_AHEAD = 365
PLACEHOLDERS = {"", "无", "同上", "没有", "-", "--", "n/a", "na", "none", "same", "."}
REPEAT_DAYS, REPEAT_KM = 30, 2000


def why_not_start(start: datetime, store: Store, at: datetime) -> str | None:
    """Appointments start on the half-hour, inside opening hours, not in the past and not beyond a year."""
    if start < at:
        return _("This time has passed.")
    if start > at + timedelta(days=MOST_DAYS_AHEAD):
        return _("Appointments are made at most a year ahead.")
    local = start.astimezone(store.zone)
    if local.minute % GRID_MINUTES or local.second or local.microsecond:
        return _("Appointments start on the hour or the half-hour.")
    hours = store.hours_on(local.date())
    if hours is None or not hours[0] <= start < hours[1]:
        return _("The store is closed at that time.")
    return None


def why_not_operations(operations: Iterable[Operation], vehicle: Vehicle) -> str | None:
    """Work is asked for, each piece once, and all of it fits the car."""
    operations = list(operations)
    if not operations:
        return _("Choose the work to be done.")
    if len({operation.pk for operation in operations}) < len(operations):
        return _("Each piece of work once.")
    wrong = [str(operation) for operation in operations if not fits(operation.scope, vehicle.model)]
    if wrong:
        return _("This work does not fit the car: %(work)s.") % {"work": ", ".join(wrong)}
    return None


def why_not_fault(faults: Iterable[Fault], vehicle: Vehicle) -> str | None:
    """Only faults that this car can have."""
    wrong = [str(fault) for fault in faults if not fits(fault.fits, vehicle.model)]
    return _("This car cannot have: %(faults)s.") % {"faults": ", ".join(wrong)} if wrong else None


def why_not_unowned(owner: Customer | None, kind: str) -> str | None:
    """Only sales prepares a car that belongs to nobody yet; every other visit is a customer's."""
    if owner or kind == Appointment.Kind.DELIVERY_PREP:
        return None
    return _("This car has no owner. Say first whose it is.")


def why_not_words(words: str) -> str | None:
    """The customer's own words, not a placeholder (SERVICE-D2, N2, SERVICE-N2)."""
    if words.strip().lower() in PLACEHOLDERS:
        return _("Write down what the customer said, in his own words.")
    return None


def why_not_estimate(estimate: Estimate | None, vehicle: Vehicle, operations: Collection[Operation] = ()) -> str | None:
    """An estimate belongs to one car, and what is booked with it is what the customer was told (SERVICE-D4)."""
    if estimate is None:
        return None
    if estimate.vehicle_id != vehicle.pk:
        return _("This estimate is for another car.")
    lines = estimate.lines.exclude(approval="declined") if operations else ()
    told = {line.operation_id for line in lines}
    if more := [str(operation) for operation in operations if operation.pk not in told]:
        return _("This estimate does not hold: %(work)s.") % {"work": ", ".join(more)}
    return None


def why_not_estimate_again(estimate: Estimate) -> str | None:
    """What was told once is done once: an estimate serves one appointment that stands."""
    if appointment := estimate.appointments.live().first():
        return _("Appointment %(appointment)s is booked with this estimate.") % {"appointment": appointment}
    return None


def why_not_named(resource: Resource | None, kind: str, stage: Stage) -> str | None:
    """Whoever or whatever is named is in use, of that kind, and up to the longest stage of the work."""
    if resource is None:
        return None
    if resource.kind != kind or not resource.active:
        return _("%(who)s cannot be booked.") % {"who": resource.name}
    if kind == Resource.Kind.BAY and resource.bay_type.code != stage.bay_type:
        return _("This work needs another kind of bay.")
    if kind == Resource.Kind.TECHNICIAN and not stage.skills <= set(resource.skills):
        return _("%(who)s lacks the skill for this work.") % {"who": resource.name}
    return None


def is_repeat(fact: RepairFact, systems: set[str], km: int, on: date) -> bool:
    """The same system of a car again, within 30 days and, where both readings are known, 2,000 km (SERVICE-R37)."""
    near = not fact.km or not km or km - fact.km <= REPEAT_KM
    return fact.system in systems and (on - fact.on).days <= REPEAT_DAYS and near
