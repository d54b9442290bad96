"""What a change of a standing appointment consists of, and what it may ask for."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.access import Access
from accounts.models.records import Activity
from appointments.models.calls import Fault
from appointments.models.promises import VisitEvent
from appointments.models.visits import Appointment
from appointments.rules.bookings import NOT_ASKED
from appointments.settings import CHANGE_UNTIL
from capacity.models.resources import Resource
from core.masks import whole
from core.templatetags import formats
from parts.models import Part
from pricing.models.prices import Operation, PackageLine, RepairPackage

Pieces = dict[Part, int]
# What a customer may change by his link; a service he may only leave out.
BY_LINK = {"complaint", "transport", "address", "operations", "parts"}


@dataclass(frozen=True)
class Change:
    """What a standing appointment is to be from now on; None leaves it as it is (SERVICE-D2, D4, D5).

    `operations`, `parts` and `faults` are all that it then has; `packages` bring their work and parts in addition.
    Where `parts` are not said, those go whose work goes. `start` moves it in the same act. `answer` is what the
    customer said to the new price, "" while nobody has asked him. The versions are those that the person saw.
    """

    operations: Sequence[Operation] | None = None
    packages: Sequence[RepairPackage] = ()
    parts: Sequence[tuple[Part, Any]] | None = None
    faults: Sequence[Fault] | None = None
    complaint: str | None = None
    diagnosis: str | None = None
    diagnosis_note: str | None = None
    transport: str | None = None
    address: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None
    advisor: Resource | None = None
    bay: Resource | None = None
    technician: Resource | None = None
    start: datetime | None = None
    answer: str = NOT_ASKED
    reason: str = ""
    time_version: int | None = None
    content_version: int | None = None

    @property
    def named(self) -> dict[str, Resource | None]:
        """Who and what is asked for by name."""
        return {"advisor": self.advisor, "bay": self.bay, "technician": self.technician}


TAKING = {"operations", "advisor", "bay", "technician", "start"}
CARRIED = {Appointment.Transport.PICKUP, Appointment.Transport.LOAN_CAR}


@dataclass(frozen=True)
class Difference:
    """An appointment as it is to be, and which of its facts that changes. Empty `fields`: nothing."""

    operations: list[Operation]
    pieces: Pieces
    faults: list[Fault]
    values: dict[str, str]
    fields: frozenset[str]
    before: dict[str, Any] = field(default_factory=dict)

    @property
    def is_work(self) -> bool:
        """Whether work or parts are others, and so perhaps the price."""
        return bool(self.fields & {"operations", "parts"})

    @property
    def needs_time(self) -> bool:
        """Whether time and people have to be found and taken anew."""
        return bool(self.fields & TAKING) or self.has_more_parts or self.is_carried_otherwise

    @property
    def is_carried_otherwise(self) -> bool:
        """Whether a driver or a loan car is needed now, or no longer; who waits or leaves his car takes neither."""
        ways = {self.before["transport"], self.values.get("transport", "")}
        return "transport" in self.fields and bool(ways & CARRIED)

    @property
    def has_more_parts(self) -> bool:
        """Whether a part is needed that was not, or more of one."""
        held = self.before["pieces"]
        return any(number > held.get(part, 0) for part, number in self.pieces.items())


WORDS = ("complaint", "diagnosis", "diagnosis_note", "transport", "address", "contact_name", "contact_phone")


def difference(appointment: Appointment, wanted: Change) -> Difference:
    """What a change makes of an appointment that is locked. Reads its work, faults and parts."""
    before = present(appointment)
    operations = list(dict.fromkeys(before["operations"] if wanted.operations is None else wanted.operations))
    pieces = dict(before["pieces"]) if wanted.parts is None else pieces_of(wanted.parts)
    if wanted.parts is None and (gone := [each for each in before["operations"] if each not in operations]):
        pieces = without_those_of(gone, operations, pieces)
    if wanted.packages:
        operations, pieces = _with_packages(wanted.packages, operations, pieces)
    faults = list(before["faults"] if wanted.faults is None else wanted.faults)
    said = {name: getattr(wanted, name) for name in WORDS}
    values = {name: value.strip() for name, value in said.items() if value is not None}
    changed = {name for name, value in values.items() if value != whole(getattr(appointment, name))}
    sets = {"operations": operations, "faults": faults}
    changed |= {name for name, rows in sets.items() if set(rows) != set(before[name])}
    changed |= {"parts"} if pieces != before["pieces"] else set()
    changed |= {kind for kind, one in wanted.named.items() if one and one.pk != getattr(appointment, f"{kind}_id")}
    changed |= {"start"} if wanted.start and wanted.start != appointment.start else set()
    return Difference(operations, pieces, faults, values, frozenset(changed), before)


def present(appointment: Appointment) -> dict[str, Any]:
    """Work, faults and live parts of an appointment: {operations, faults, needs, transport, pieces}."""
    needs = list(appointment.needs.select_related("reservation__item__part").order_by("pk"))
    live = [need for need in needs if not need.is_lost]
    return {
        "operations": [row.operation for row in appointment.operation_rows.select_related("operation").order_by("pk")],
        "faults": [row.fault for row in appointment.fault_rows.select_related("fault").order_by("pk")],
        "needs": needs,
        "transport": appointment.transport,
        "pieces": pieces_of((need.reservation.item.part, need.reservation.quantity) for need in live),
    }


def pieces_of(parts: Iterable[tuple[Part, Any]]) -> Pieces:
    """How many pieces of each part; none that is not wanted at all."""
    pieces: Pieces = {}
    for part, quantity in parts:
        pieces[part] = pieces.get(part, 0) + int(quantity)
    return {part: number for part, number in pieces.items() if number}


def _with_packages(
    packages: Sequence[RepairPackage], operations: list[Operation], pieces: Pieces
) -> tuple[list[Operation], Pieces]:
    """The work and the parts together with those of packages; what is there already is not brought twice."""
    lines = PackageLine.objects.filter(package__in=packages).select_related("operation", "part").order_by("pk")
    pieces = dict(pieces)
    for line in lines:
        if line.operation and line.operation not in operations:
            operations = [*operations, line.operation]
        if line.part:
            pieces[line.part] = max(pieces.get(line.part, 0), int(line.quantity))
    return operations, pieces


def without_those_of(gone: Collection[Operation], stays: Collection[Operation], pieces: Pieces) -> Pieces:
    """The parts without those that only the work that goes has brought, by a package or as the usual repair."""
    return {part: n for part, n in pieces.items() if part not in _brought_by(gone) - _brought_by(stays)}


def _brought_by(work: Collection[Operation]) -> set[Part]:
    packages = PackageLine.objects.filter(operation__in=work).values("package")
    lines = PackageLine.objects.filter(package__in=packages, part__isnull=False).select_related("part")
    usual = Fault.objects.filter(usual_operation__in=work, usual_part__isnull=False).select_related("usual_part")
    parts = {line.part for line in lines if line.part}
    return parts | {fault.usual_part for fault in usual if fault.usual_part}


def why_not_here(appointment: Appointment) -> str | None:
    """What is asked for once the car is here is extra work: it is found, priced and approved on the order."""
    if appointment.has_arrived:
        return _("The car is here. What changes now is extra work on its repair order.")
    return None


def why_not_change_now(appointment: Appointment, by: Access, at: datetime) -> str | None:
    """A customer by link changes until some time before the start, so that the workshop can follow."""
    if reason := why_not_here(appointment):
        return reason
    until = appointment.start - CHANGE_UNTIL.span(appointment.store)
    if by.is_customer and at > until:
        return _("It begins soon: please call us to change anything.")
    return None


def why_not_by_link(by: Access, changed: Difference) -> str | None:
    """A customer by link changes his words and transport and leaves a service out; more work is priced first."""
    if not by.is_customer:
        return None
    more = [str(one) for one in changed.operations if one not in changed.before["operations"]]
    if more or changed.has_more_parts or changed.fields - BY_LINK:
        return _("Please call us: more work is priced and planned first.")
    return None


def why_not_empty(operations: Collection[Operation]) -> str | None:
    """A visit is for some work; who wants none cancels it."""
    return None if operations else _("Some work must stay. Who wants none of it cancels the appointment.")


def why_not_stale_content(appointment: Appointment, content_version: int | None, by: Access) -> str | None:
    """Who saw an earlier content is told who changed it and when (P13). Reads the last change.

    None is a caller that does not say what it saw.
    """
    if content_version in {None, appointment.content_version}:
        return None
    changes = VisitEvent.objects.filter(appointment=appointment, kind="changed").select_related("by")
    last = changes.order_by("-at", "-pk").first()
    if last is None:  # a version that this appointment never had
        return _("This appointment is another than you saw. Look at it again.")
    places = {"who": _changer(last, by), "at": formats.daytime(last.at)}
    return _("Changed by %(who)s at %(at)s. Nothing of yours was saved yet: look at it again.") % places


def _changer(event: VisitEvent, by: Access) -> str:
    """Who changed it, for the reader: a customer is not told which colleague."""
    if event.by is None:
        if event.facts.get("changer") == Activity.ActorKind.SYSTEM:
            return _("the system")
        return pgettext("mover", "you") if by.is_customer else _("the customer")
    return pgettext("mover", "us") if by.is_customer else str(event.by)
