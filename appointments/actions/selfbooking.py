"""A customer books by himself: the same hold, the same booking, with caps on how much one takes (SERVICE-R6)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import Access
from accounts.models.stores import Store
from appointments.actions import hotline
from appointments.models.selfbookings import SelfBooking
from appointments.models.visits import Appointment
from appointments.perms import AppointmentPerm
from appointments.rules import bookings, selfbooking
from appointments.rules.bookings import BookingRequest
from capacity.actions import holds
from capacity.models.claims import Claim
from capacity.perms import CapacityPerm
from core import masks
from core.errors import Refused, refuse
from core.transactions import one_transaction
from customers import rules as customers_rules
from customers.actions import cars, consents, people
from customers.actions.links import link_for
from customers.models.links import Link
from customers.models.ownership import cars_prefetched
from customers.models.people import Consent, Customer
from customers.models.proofs import PhoneProof
from customers.perms import CustomerPerm
from pricing.models.estimates import Estimate
from pricing.perms import EstimatePerm
from vehicles.models import Vehicle, VehicleModel
from vehicles.perms import VehiclePerm

LOCK = "SELECT pg_advisory_xact_lock(%s, hashtext(%s))"
BY_HIMSELF = (
    *(AppointmentPerm.APPOINTMENT_BOOK, CapacityPerm.CAPACITY_HOLD, EstimatePerm.ESTIMATE_MAKE),
    *(CustomerPerm.CUSTOMER_EDIT, VehiclePerm.VEHICLE_EDIT),
)
PRIVACY = "privacy"  # the purpose of the consent to keep his data for the visit
TICKED = gettext_noop("ticked on the page for booking online")


def access_of(proof: PhoneProof, store: Store) -> Access:
    """The access of one whose phone is proved: to book, and to add himself and his car."""
    return Access.customer(store, *BY_HIMSELF, guest=proof.guest)


def cars_of(proof: PhoneProof) -> list[Vehicle]:
    """The cars of whoever has the proved number, the one whose plate he typed first. Reads them."""
    holders = {customer.pk for customer in customers_rules.holders(masks.whole(proof.number))}
    rows = Customer.objects.filter(pk__in=holders).prefetch_related(cars_prefetched("model__powertrain"))
    his = [car for customer in rows.order_by("pk") for car in customer.cars]
    return sorted(his, key=lambda car: (car.pk != proof.vehicle_id, car.pk))


@one_transaction()
def add_himself(
    proof: PhoneProof,
    *,
    by: Access,
    at: datetime,
    name: str,
    plate: str,
    model: VehicleModel | None,
    privacy: bool,
    marketing: bool = False,
) -> Vehicle:
    """Add who was not here before, with his car and what he agreed to; each consent is a tick of its own."""
    refuse(selfbooking.why_not_proved(proof, at))
    refuse(selfbooking.why_not_consent(privacy), field="privacy")
    number = masks.whole(proof.number)
    customer = people.meet(number, by=by, at=at, name=name)
    vehicle = _car(customer, by=by, at=at, plate=plate, model=model)
    agreed: dict[str, Any] = {"by": by, "at": at, "evidence": TICKED}
    consents.give_consent(customer, purpose=PRIVACY, channel="sms", **agreed)
    if marketing:
        consents.give_consent(customer, purpose=Consent.Purpose.MARKETING, channel="sms", **agreed)
    return vehicle


def _car(customer: Customer, *, by: Access, at: datetime, plate: str, model: VehicleModel | None) -> Vehicle:
    """His car with this plate, else a new one. Whose another's is, a stranger is not told."""
    there = Vehicle.objects.filter(plate=plate).first()
    if there and Customer.objects.owner_of(there) == customer:
        return there
    if there:
        raise Refused(_("This plate is registered with another number. Use that one, or call us."), field="plate")
    return cars.add_car(customer, by=by, at=at, plate=plate, model=model)


@transaction.atomic
def hold_for_him(
    proof: PhoneProof, vehicle: Vehicle, *, by: Access, at: datetime, start: datetime, **work: Any
) -> list[Claim]:
    """Hold a time while he fills in; his other one is released. Refused above the caps."""
    refuse(selfbooking.why_not_proved(proof, at))
    refuse(selfbooking.why_not_his(vehicle, cars_of(proof)))
    _one_at_a_time(proof, by.store)
    refuse(selfbooking.why_not_more(proof, by.store, at))
    return holds.hold(vehicle, by=by, at=at, start=start, **work)


@transaction.atomic
def book_himself(proof: PhoneProof, request: BookingRequest, *, by: Access, at: datetime, answer: str) -> Appointment:
    """Book through the one booking, with what he said himself: no call, no clerk, no diagnosis (SERVICE-D2, D3, D4)."""
    refuse(selfbooking.why_not_proved(proof, at))
    refuse(selfbooking.why_not_his(request.vehicle, cars_of(proof)))
    refuse(selfbooking.why_not_transport(request.transport), field="transport")
    refuse(selfbooking.why_not_price(answer), field="answer")
    refuse(bookings.why_not_words(request.complaint), field="complaint")
    _one_at_a_time(proof, by.store)
    refuse(selfbooking.why_not_more(proof, by.store, at))
    request = replace(request, source=selfbooking.CHANNEL)
    made = hotline.take_booking(request, by=by, at=at, answer=answer, channel=Estimate.Channel.LINK)
    counted = {"number_hash": selfbooking.number_hash(proof), "address_hash": proof.address_hash}
    SelfBooking.objects.create(store=by.store, appointment=made, guest=proof.guest, created_at=at, **counted)
    return made


def _one_at_a_time(proof: PhoneProof, store: Store) -> None:
    """Have the acts of one number, and of one address, come one after the other, so that the caps hold.

    These locks come before all others, in the order of the texts.
    """
    with connection.cursor() as cursor:
        for name in sorted((selfbooking.number_hash(proof), proof.address_hash)):
            cursor.execute(LOCK, [store.pk, name])


def link_of(proof: PhoneProof, *, by: Access, at: datetime) -> str:
    """The address of the page of what this proof booked last, "" when it booked nothing."""
    last = SelfBooking.objects.filter(guest=proof.guest).order_by("-created_at", "-pk").select_related("appointment")
    booked = last.first()
    if booked is None:
        return ""
    appointment, system = booked.appointment, Access.system(by.store)
    customer = Customer.objects.get(pk=appointment.customer_id)
    return link_for(f"self:{proof.salt}", Link.Kind.APPOINTMENT, appointment.pk, customer, by=system, at=at)
