"""What the system knows of the preparation by itself, and what a person has to show. Reads rows."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from accounts.access import Access
from appointments.models.promises import PrepItem
from appointments.models.visits import Appointment, AppointmentPart, Segment
from appointments.perms import AppointmentPerm
from appointments.rules.moves import why_not_expected
from capacity.models.claims import Claim
from capacity.models.resources import Resource
from core import folding
from parts.models import Reservation
from parts.perms import PartPerm

Group = PrepItem.Group
R = Reservation.Status
BY_ITSELF = (Group.CREW, Group.PARTS)
HERE = {R.PICKED, R.ISSUED}
LEAST_SIGNS = 2  # of what is shown as evidence or reason: one letter says nothing


@dataclass(frozen=True)
class Fact:
    """Whether a group stands by the records, its evidence, and whether there is anything to prepare for it."""

    stands: bool
    evidence: str = ""
    needed: bool = True


def facts_of(appointments: Collection[int]) -> dict[tuple[int, str], Fact]:
    """What the records say of the groups that tick themselves, by appointment and group. Two reads for all."""
    crew, goods = _crew(appointments), _goods(appointments)
    return {(key, Group.CREW.value): crew[key] for key in appointments} | {
        (key, Group.PARTS.value): goods[key] for key in appointments
    }


def _crew(appointments: Collection[int]) -> dict[int, Fact]:
    """Bay and technician of each stretch are claimed and in use, and so is the advisor."""
    rows = Segment.objects.filter(appointment__in=appointments, version=F("appointment__time_version"))
    people = ("bay", "technician__user", "appointment__advisor__user")
    by_key: dict[int, list[Segment]] = defaultdict(list)
    marked = rows.annotate(has_bay=_claimed("bay"), has_technician=_claimed("technician"))
    for row in marked.select_related(*people).order_by("position"):
        by_key[row.appointment_id].append(row)
    return {key: _crew_of(by_key[key]) for key in appointments}


def _claimed(resource: str) -> Exists:
    own = Claim.objects.filter(claim_set=OuterRef("appointment__claim_set"), resource=OuterRef(resource))
    whole = own.filter(during__startswith__lte=OuterRef("start"), during__endswith__gte=OuterRef("end"))
    return Exists(whole.filter(status=Claim.Status.TAKEN))


def _crew_of(segments: list[Segment]) -> Fact:
    stands = bool(segments) and all(
        row.has_bay  # type: ignore[attr-defined]
        and row.has_technician  # type: ignore[attr-defined]
        and all(_is_on_duty(one) for one in (row.bay, row.technician, row.appointment.advisor))
        for row in segments
    )
    return Fact(stands, crew_words((row.bay.name, row.technician.name) for row in segments))


def _is_on_duty(resource: Resource) -> bool:
    return resource.active and (resource.user is None or resource.user.is_active)


def crew_words(pieces: Iterable[tuple[str, str]]) -> str:
    """The evidence of technician and bay: their names, each pair once."""
    return "; ".join(dict.fromkeys(f"{bay} · {technician}" for bay, technician in pieces))[:200]


def _goods(appointments: Collection[int]) -> dict[int, Fact]:
    """Every part that the visit needs lies on a place of the shelf, or is in the workshop for it already."""
    needs = AppointmentPart.objects.filter(appointment__in=appointments).select_related("reservation")
    by_key: dict[int, list[Reservation]] = defaultdict(list)
    for need in needs.order_by("pk"):
        by_key[need.appointment_id].append(need.reservation)
    return {key: _goods_of(by_key[key]) for key in appointments}


def _goods_of(rows: list[Reservation]) -> Fact:
    places = dict.fromkeys(row.shelf for row in rows if row.status in HERE and row.shelf)
    stands = bool(rows) and all(row.status in HERE for row in rows)
    return Fact(stands, ", ".join(places)[:200], any(row.status != R.RELEASED for row in rows))


def is_to_change(item: PrepItem, fact: Fact) -> bool:
    """Whether a stored group says other than the records: whose parts were all given up may still be “not needed”."""
    if item.not_needed and not fact.needed:
        return False
    return (
        item.not_needed or (item.done_at is not None) != fact.stands or fact.stands and item.evidence != fact.evidence
    )


def why_not_prepare(item: PrepItem, by: Access) -> str | None:
    """Preparation ends when the car is here; the parts group belongs to the parts store too."""
    if reason := why_not_expected(item.appointment):
        return reason
    if by.can(AppointmentPerm.APPOINTMENT_PREPARE) or (item.group == Group.PARTS and by.can(PartPerm.PART_MOVE)):
        return None
    return _("Your role does not prepare this.")


def why_not_by_hand(item: PrepItem, fact: Fact, *, not_needed: bool, undo: bool) -> str | None:
    """What the system knows is ticked by the records only: nobody says otherwise by hand."""
    if item.group == Group.CREW:
        return _("Technician and bay tick themselves while they are claimed and in use.")
    if item.group != Group.PARTS or (not fact.needed and (not_needed or undo)):
        return None
    if not_needed:
        return _("Parts are kept for this visit: release them first.")
    return _("The parts tick themselves when all of them are on the appointment shelf.")


def why_not_words(words: str, *, not_needed: bool) -> str | None:
    """A tick by hand needs evidence in words, and “not needed” needs a reason; one letter says nothing."""
    signs = {sign for sign in folding.name(words) if sign.isalnum()}
    if len(signs) >= LEAST_SIGNS:
        return None
    return _("Say why it is not needed.") if not_needed else _("Say what shows that it is done.")


def open_groups(appointment: Appointment) -> list[PrepItem]:
    """The groups of an appointment that are still to be prepared; reads them."""
    return list(PrepItem.objects.open().filter(appointment=appointment).order_by("pk"))


def why_not_sign(appointment: Appointment, by: Access, at: datetime) -> str | None:
    """A person signs for the whole preparation, while all six groups stand (SERVICE-D9)."""
    if not by.is_person:
        return _("A person signs for the preparation.")
    if rows := open_groups(appointment):
        return _("Still open: %(groups)s.") % {"groups": ", ".join(str(row.get_group_display()) for row in rows)}
    if not appointment.preparation.exists():
        return _("A walk-in is not prepared.")
    return None


def why_not_keep_again(appointment: Appointment, lost: Collection[AppointmentPart]) -> str | None:
    """Parts that a visit has lost are kept for it again while its car is expected."""
    if reason := why_not_expected(appointment):
        return reason
    return None if lost else _("No part of this visit was given up.")
