"""What a booking consists of, and what it may ask for."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.models.stores import Store
from appointments.models.calls import Fault, FaultAnswer, PhoneCall
from appointments.models.visits import Appointment
from capacity.models.resources import Resource
from capacity.perms import CapacityPerm
from core import folding
from core.clock import day_bounds
from core.relations import are_loaded, loaded
from core.row_reads import Given, Prepared
from core.templatetags import formats
from customers.models.people import Customer
from parts.models import Part
from parts.rules.fitting import fits
from pricing.models.estimates import Estimate, EstimateLine
from pricing.models.prices import Operation, RepairPackage
from pricing.rules.packages import with_contents
from vehicles.models import RepairFact, Vehicle

LINES_WITH_PARTS = Prepared(
    lambda: EstimateLine.objects.filter(store=Given("store"), estimate=Given("estimate")).select_related("part")
)
IN_THE_WAY = Prepared(
    lambda: (
        Appointment.objects.live()
        .filter(
            Q(estimate=Given("estimate")) | Q(vehicle=Given("vehicle"), start__lt=Given("end"), end__gt=Given("start"))
        )
        .filter(store=Given("store"))
        .order_by("start", "pk")
    )
)
PLACEHOLDERS = {"同上", "没有", "没说", "不知道", "不清楚", "na", "none", "same", "unknown", "test", "测试"}
CHINESE = "\u3400"  # the first sign of Chinese writing
FEWEST_SIGNS = {True: 2, False: 3}  # that say something: of Chinese writing, of an alphabet
REPEAT_DAYS, REPEAT_KM = 30, 2000
NOT_ASKED = ""  # the answer of a customer whom nobody asked about the price


@dataclass(frozen=True)
class BookingRequest:
    """What a booking consists of, from the desk, the API, the hotline or the reception (SERVICE-D1 … D7).

    Whoever is not named is chosen. The parts are those named, else those of the estimate. `diagnosis` is the outcome
    that a person chose, "" while nobody has. `expert` is a question to one. `second_visit` says why the car comes
    though it is expected on that day already, `beyond_share` why a manager gives a walk-in hours kept for appointments.
    `answers` are those to the questions about the faults. `held` is the key of the claim set held for this booking.
    `address` is where a driver fetches the car.
    """

    vehicle: Vehicle
    operations: Sequence[Operation]
    start: datetime
    complaint: str
    advisor: Resource | None = None
    bay: Resource | None = None
    technician: Resource | None = None
    estimate: Estimate | None = None
    parts: Sequence[tuple[Part, Decimal | int]] = ()
    packages: Sequence[RepairPackage] = ()
    transport: str = Appointment.Transport.WAIT
    address: str = ""
    source: str = "phone"
    faults: Sequence[Fault] = ()
    diagnosis: str = ""
    diagnosis_note: str = ""
    expert: str = ""
    call: PhoneCall | None = None
    kind: str = Appointment.Kind.APPOINTMENT
    second_visit: str = ""
    answers: Sequence[FaultAnswer] = ()
    beyond_share: str = ""
    held: int | None = None

    @property
    def named(self) -> dict[str, Resource | None]:
        """Who and what was asked for by name."""
        return {"advisor": self.advisor, "bay": self.bay, "technician": self.technician}


def with_packages(request: BookingRequest) -> BookingRequest:
    """The request with the work and the parts of its packages among its own.

    Without parts of its own it keeps those of its estimate, which holds the packages' parts already.
    """
    operations, parts = with_contents(request.packages, request.operations, request.parts)
    if request.estimate and not request.parts:
        parts = []
    return replace(request, operations=operations, parts=parts)


def standing_lines(estimate: Estimate) -> list[EstimateLine]:
    """The lines of an estimate that the customer did not decline, in order. Read once for the same object."""
    if not are_loaded(estimate, "lines"):
        loaded(estimate, lines=LINES_WITH_PARTS(store=estimate.store_id, estimate=estimate.pk))
    lines = [line for line in estimate.lines.all() if line.approval != EstimateLine.Approval.DECLINED]
    return sorted(lines, key=lambda line: line.position)


def needs_of(request: BookingRequest) -> Sequence[tuple[Part, Decimal | int]]:
    """(Part, quantity) that a booking keeps: those named, else those of its estimate."""
    return request.parts or parts_of(request.estimate)


def parts_of(estimate: Estimate | None) -> list[tuple[Part, Decimal | int]]:
    """(Part, quantity) of an estimate, without the lines that the customer declined."""
    lines = standing_lines(estimate) if estimate else []
    return [(line.part, line.quantity) for line in lines if line.part]


def why_not_fault(faults: Iterable[Fault], vehicle: Vehicle) -> str | None:
    """A booking names only faults that this car can have."""
    wrong = [str(fault) for fault in faults if not fits(fault.fits, vehicle.model)]
    return _("This car cannot have: %(faults)s.") % {"faults": ", ".join(wrong)} if wrong else None


def why_not_unowned(owner: Customer | None, kind: str) -> str | None:
    """A car without an owner is booked for delivery preparation only; every other visit is a customer's."""
    if owner or kind == Appointment.Kind.DELIVERY_PREP:
        return None
    return _("This car has no owner. Say first whose it is.")


def why_not_words(words: str) -> str | None:
    """The complaint is in the customer's own words (SERVICE-D2, N2, SERVICE-N2).

    A placeholder, one letter, the same letter again and again, figures or signs alone are no words.
    """
    return None if says_something(words) else _("Write down what the customer said, in his own words.")


def why_not_beyond_share(reason: str, kind: str, by: Access) -> str | None:
    """A manager gives kept hours to a walk-in, for a reason in words (SERVICE-R10)."""
    if kind != Appointment.Kind.WALK_IN:
        return _("Only a walk-in needs hours that are kept for appointments.")
    if not (by.is_person and by.can(CapacityPerm.SHARE_OVERRIDE)):
        return _("Only a manager gives hours that are kept for appointments to a walk-in.")
    return None if says_something(reason) else _("Say in words why this car gets hours kept for appointments.")


def says_something(words: str) -> bool:
    """Whether a text is more than a placeholder, a letter or signs."""
    letters = [sign for sign in folding.name(words) if sign.isalpha()]
    fewest = FEWEST_SIGNS[any(sign >= CHINESE for sign in letters)]
    return len(letters) >= fewest and len(set(letters)) > 1 and "".join(letters) not in PLACEHOLDERS


class InTheWay(NamedTuple):
    """What stands already: the visit of the car on that day, and the appointment that is booked with the estimate."""

    visit: Appointment | None
    of_estimate: Appointment | None


def in_the_way(
    vehicle: Vehicle, store: Store, moment: datetime, kind: str, estimate: Estimate | None = None
) -> InTheWay:
    """What stands in the way of a booking, in one read.

    A delivery preparation is no visit of a customer: none stands in its way, and it stands in nobody's.
    """
    start, end = day_bounds(store.today(moment), store.zone)
    key = estimate and estimate.pk
    rows = IN_THE_WAY(store=store.pk, vehicle=vehicle.pk, start=start, end=end, estimate=key)
    visits = [row for row in rows if row.is_visit_of(vehicle) and row.start < end and row.end > start]
    of_estimate = [row for row in rows if key and row.estimate_id == key]
    is_visit = kind != Appointment.Kind.DELIVERY_PREP
    return InTheWay(next(iter(visits), None) if is_visit else None, next(iter(of_estimate), None))


def standing_visit(vehicle: Vehicle, store: Store, moment: datetime, kind: str) -> Appointment | None:
    """The visit for which a car is expected, or here, on the day of that moment. Reads it."""
    return in_the_way(vehicle, store, moment, kind).visit


def why_not_second_visit(standing: Appointment | None, why: str) -> str | None:
    """A car comes once a day; a second visit on the same day is said aloud, with its reason (cases S09, SERVICE-D1).

    `standing` is the visit of that day (`standing_visit`), None when there is none.
    """
    if standing is None:
        return None
    if not why.strip():
        places = {"when": formats.daytime(standing.start), "appointment": standing}
        return _("This car has an appointment on %(when)s already: %(appointment)s.") % places
    return None if says_something(why) else _("Say in words why the car comes a second time on this day.")


def why_not_driven(diagnosis: str, kind: str) -> str | None:
    """A car that cannot be driven comes by a rescue; it gets no time to which nobody can bring it (SERVICE-R45)."""
    if diagnosis == Appointment.Diagnosis.NOT_DRIVABLE and kind == Appointment.Kind.APPOINTMENT:
        return _("The car cannot be driven: it needs a rescue, not a time.")
    return None


def why_not_declined(answer: str) -> str | None:
    """Who declines the price is not booked for it."""
    if answer == Estimate.Answer.DECLINED:
        return _("The customer does not want it at this price: nothing is booked.")
    return None


def why_not_estimate(estimate: Estimate | None, vehicle: Vehicle, operations: Collection[Operation] = ()) -> str | None:
    """An estimate belongs to one car, and what is booked with it is what the customer was told (SERVICE-D4)."""
    if estimate is None:
        return None
    if estimate.vehicle_id != vehicle.pk:
        return _("This estimate is for another car.")
    priced = {line.operation_id for line in standing_lines(estimate)} if operations else set()
    if more := [str(operation) for operation in operations if operation.pk not in priced]:
        return _("This estimate does not hold: %(work)s.") % {"work": ", ".join(more)}
    return None


def why_not_estimate_again(appointment: Appointment | None) -> str | None:
    """An estimate is used by one appointment that is not cancelled, which is given here (`in_the_way`)."""
    if appointment:
        return _("Appointment %(appointment)s is booked with this estimate.") % {"appointment": appointment}
    return None


def is_repeat(fact: RepairFact, systems: set[str], km: int, on: date) -> bool:
    """The same system of a car again, within 30 days and, where both readings are known, 2,000 km (SERVICE-R37)."""
    near = not fact.km or not km or km - fact.km <= REPEAT_KM
    return fact.system in systems and (on - fact.on).days <= REPEAT_DAYS and near
