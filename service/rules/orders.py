"""Repair orders: why an act is not possible now (SERVICE-R1)."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.access import Access
from appointments.models.visits import Appointment
from billing.models.bills import Bill
from capacity.slots.wish import Slot
from pricing.models.estimates import EstimateLine
from service.models.marks import WalkAroundMark
from service.models.orders import RepairOrder
from service.work import Work
from vehicles import rules as vehicles_rules

S = RepairOrder.Status

TODAY = timedelta(hours=12)
CAN_BE_CANCELLED = RepairOrder.STATES.starts_of("cancel")
RECEIVABLE = {Appointment.Status.CONFIRMED, Appointment.Status.PREPARED, Appointment.Status.ARRIVED}
RECEIVABLE |= {Appointment.Status.NO_SHOW}  # who comes late all the same, by what is free now


def why_not_open(appointment: Appointment, order: RepairOrder | None) -> str | None:
    """One visit has one repair order (SERVICE-R13); only a car that is expected or here is received."""
    if order:
        return _("%(advisor)s has already received this car: %(order)s.") % {"advisor": order.advisor, "order": order}
    if appointment.status not in RECEIVABLE:
        return _("This appointment is “%(status)s”.") % {"status": appointment.get_status_display()}
    return None if appointment.customer_id else _("This car has no owner. Say first whose it is.")


def why_not_by_appointment(why_second: str) -> str | None:
    """A car is received by its appointment, or for another visit with its reason, not both (case S09)."""
    if why_second.strip():
        return _("You wrote that it is another visit. Empty that field to receive the car by its appointment.")
    return None


def complaint_of(appointment: Appointment, words: str) -> str:
    """What the customer said when he booked, and what he says now at the counter."""
    said, now = appointment.complaint, words.strip()
    return said if not now or now in said else f"{said}\n{now}"


def why_not_receive(here: RepairOrder | None) -> str | None:
    """A car that is here is not received again, neither by an appointment nor as a walk-in (SERVICE-R13)."""
    if here is None:
        return None
    said = _("This car is here already: repair order %(order)s is “%(status)s”.")
    return said % {"order": here, "status": here.get_status_display()}


def why_not_walk_in(free: Sequence[Slot], at: datetime, kept: bool = False) -> str | None:
    """A walk-in is received when its work can begin today, outside the capacity kept for appointments (SERVICE-R10).

    `kept`: hours of today that are kept for appointments would do.
    """
    if kept:
        return _("Today only hours kept for appointments are free. A manager may give them to this car, with a reason.")
    if not free:
        return _("No bay and technician are free for this work in the next days.")
    if free[0].start - at > TODAY:
        return _("Nothing is free for this work today. Book one of the next times instead.")
    return None


def why_not_price(order: RepairOrder) -> str | None:
    """The work agreed at reception changes only before it is shown to the customer; later it is extra work."""
    if not order.is_draft:
        return _("The work has been shown to the customer. Take the order back, or ask for extra work.")
    return None


def why_not_note(order: RepairOrder) -> str | None:
    """Condition and belongings are noted at reception, before the customer signs for them."""
    if order.status not in {S.DRAFT, S.AWAITING_CUSTOMER}:
        return _("The customer has signed for the condition of the car.")
    return None


def why_not_place(place: str) -> str | None:
    """A mark stands at a place of the outline: the customer signs for what is printed (SERVICE-R13)."""
    if place not in WalkAroundMark.Place.values:
        return _("“%(place)s” is no place of the outline.") % {"place": place}
    return None


def why_not_damage(damage: str) -> str | None:
    """A mark says what is damaged in one of the words for it (SERVICE-R13)."""
    if damage not in WalkAroundMark.Damage.values:
        return _("“%(damage)s” is no kind of damage.") % {"damage": damage}
    return None


def why_not_marks(marks: Iterable[dict]) -> str | None:
    """Each mark of the walk-around names its place and its damage (SERVICE-R13)."""
    reasons = (why_not_place(mark["place"]) or why_not_damage(mark["damage"]) for mark in marks)
    return next(filter(None, reasons), None)


def lower_mileage_reason(order: RepairOrder, km: int, reason: str | None) -> str:
    """The reason for a lower mileage: as given, else the one noted with this same mileage."""
    if reason is not None:
        return reason
    return order.lower_mileage_reason if km == order.mileage else ""


def why_not_mileage(order: RepairOrder, km: int, reason: str | None = None) -> str | None:
    """A mileage lower than at the last visit, or than before in this one, needs a reason (SERVICE-R13)."""
    reason = lower_mileage_reason(order, km, reason)
    if wrong := vehicles_rules.why_not_mileage(order.vehicle, km, reason):
        return wrong
    if km < (order.mileage or 0) and not reason.strip():
        return _("%(km)s km were noted before. Say why it is lower now.") % {"km": f"{order.mileage:,}"}
    return None


def why_not_check_in(order: RepairOrder, by: Access | None = None, at: datetime | None = None) -> str | None:
    """An order is shown to the customer for signature only with a price and a promised time (SERVICE-D4, R13)."""
    if order.estimate_id is None:
        return _("The work is not priced yet.")
    return None


def why_not_promise(promised_at: datetime | None, at: datetime) -> str | None:
    """A promised time lies in the future."""
    if promised_at is None:
        return _("Say when the car will be ready.")
    if promised_at <= at:
        return _("This time has passed.")
    return None


def why_not_sign(order: RepairOrder, by: Access | None = None, at: datetime | None = None) -> str | None:
    """The customer signs an estimate that he was told, with at least one line he wants done (SERVICE-R13)."""
    if order.estimate is None or not order.estimate.is_told:
        return _("The customer has not been told the price.")
    if not any(line.kind == EstimateLine.Kind.LABOUR for line in signed_lines(order)):
        return _("The customer has declined all of this work.")
    return None


def why_not_signature(name: str, signature: str) -> str | None:
    """A signature is a drawing or a typed name, not a button alone (CR-088)."""
    if not name.strip() and not signature:
        return _("Sign in the box, or type the name of the person who signs.")
    return None


def signer(order: RepairOrder, name: str) -> str:
    """The name under the order: the one typed, else the customer's."""
    return name.strip() or order.customer.name


def why_not_sign_again(order: RepairOrder, name: str, signature: str) -> str | None:
    """A signature stays: no other name and no other drawing replaces it (CR-088)."""
    if (order.signed_by_name, order.signature) == (signer(order, name), signature):
        return None
    return _("%(name)s has signed this order already.") % {"name": order.signed_by_name}


def signed_lines(order: RepairOrder) -> list[EstimateLine]:
    """The lines that a signature at reception covers: the estimate's without those he has declined."""
    lines = EstimateLine.objects.filter(estimate=order.estimate_id)
    return list(lines.exclude(approval=EstimateLine.Approval.DECLINED).order_by("position"))


def signature_hash(order: RepairOrder, lines: Iterable[EstimateLine]) -> str:
    """Binds a signature to exactly these lines and this promise: another price, another hash (CR-088)."""
    facts = [[line.position, line.code, str(line.quantity), str(line.amount)] for line in lines]
    promised = order.promised_at.timestamp() if order.promised_at else None
    return hashlib.sha256(json.dumps([order.number, promised, facts]).encode()).hexdigest()


def why_not_bill(order: RepairOrder, by: Access | None = None, at: datetime | None = None) -> str | None:
    """An order is billed after a passed inspection; again when that bill was discarded or credited (SERVICE-R16).

    Also when the order is closed: the work was done, and a credit note does not make it free of charge.
    """
    if order.status == S.CANCELLED:
        return _("This order was cancelled: there is nothing to bill.")
    if order.status not in {*RepairOrder.INSPECTED, S.DELIVERED, S.CLOSED}:
        return _("The car has not passed inspection.")
    if order.has_bill:
        return _("This order has its bill.")
    return None


def why_not_deliver(order: RepairOrder, by: Access | None = None, at: datetime | None = None) -> str | None:
    """A car is delivered when its bill is settled, which is read from the bill, never copied."""
    if order.bill is None:
        return _("There is no bill yet.")
    if order.bill.status != Bill.Status.PAID:
        return _("The bill is “%(status)s”, not paid.") % {"status": order.bill.get_status_display()}
    return None


def why_not_close(order: RepairOrder, by: Access | None = None, at: datetime | None = None) -> str | None:
    """An order is closed when nothing is owed for it: its bill is paid, or a credited one was billed anew and paid."""
    if order.bill is not None and not order.bill.stands:
        return _("The bill is “%(status)s” and no other stands in its place.") % {
            "status": order.bill.get_status_display()
        }
    return why_not_deliver(order, by, at)


def why_not_move_promise(order: RepairOrder) -> str | None:
    """A promise can be moved from the check-in on until the order has ended."""
    return None if order.is_promised else _("There is no promise to change.")


def why_not_cancel(order: RepairOrder, work: Work, issued: int) -> str | None:
    """An order is cancelled only before work began, and with every part back in the store."""
    if order.status not in CAN_BE_CANCELLED or work.has_begun():
        return _("Work on this car has begun.")
    if issued:
        return _("Parts were issued for this car: they go back to the store first.")
    return None
