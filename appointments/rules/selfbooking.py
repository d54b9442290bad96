"""What a customer may book by himself, and how much of it (SERVICE-R6, SERVICE-D1)."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models.stores import Store
from appointments.models.selfbookings import SelfBooking
from appointments.models.visits import Appointment
from appointments.settings import SELF_A_NUMBER, SELF_AN_ADDRESS
from capacity.models.claims import Claim
from core import masks, phones
from customers import sms
from customers.models.proofs import PhoneProof, ProofQuerySet
from pricing.models.estimates import Estimate
from vehicles.models import Vehicle

CHANNEL = "self"  # the source of an appointment that the customer booked himself
PRICE_ANSWERS = (Estimate.Answer.ACCEPTED, Estimate.Answer.OPEN)


def why_not_online(store: Store) -> str | None:
    """A store books online when it lets a number have a time, and codes can be sent."""
    if SELF_A_NUMBER.of(store) and sms.is_there():
        return None
    return _("This store takes no bookings online. Please call us.")


def number_hash(proof: PhoneProof) -> str:
    """The proved number as bookings are counted by it."""
    return PhoneProof.hash_of_few(phones.e164(masks.whole(proof.number)))


def why_not_more(proof: PhoneProof, store: Store, at: datetime) -> str | None:
    """A number and a network address have so many open times, held and booked together. Reads both.

    What this proof holds does not count: it lets it go when it takes another.
    """
    if reason := why_not_online(store):
        return reason
    of_number = PhoneProof.objects.filter(number=masks.whole(proof.number))
    if _booked(at, number_hash=number_hash(proof)) + _held(of_number, proof, at) >= SELF_A_NUMBER.of(store):
        return _("You have as many open appointments as can be made online. Change one of them, or call us.")
    from_there = PhoneProof.objects.filter(address_hash=proof.address_hash)
    if _booked(at, address_hash=proof.address_hash) + _held(from_there, proof, at) >= SELF_AN_ADDRESS.of(store):
        return _("Too many times are taken from your network. Please call us.")
    return None


def _booked(at: datetime, **whose: str) -> int:
    expected = (Appointment.Status.CONFIRMED, Appointment.Status.PREPARED)
    rows = SelfBooking.objects.filter(appointment__status__in=expected, appointment__end__gt=at, **whose)
    return rows.count()


def _held(proofs: ProofQuerySet, proof: PhoneProof, at: datetime) -> int:
    """How many of these hold a time, this one apart."""
    guests = {other.guest for other in proofs.filter(ends_at__gt=at).exclude(pk=proof.pk).only("pk", "store_id")}
    held = Claim.objects.held().filter(expires_at__gt=at, held_for__in=guests)
    return held.values("held_for").distinct().count() if guests else 0


def why_not_proved(proof: PhoneProof, at: datetime) -> str | None:
    """Only who entered his code books, and only for a while after it."""
    if proof.verified_at is None:
        return _("Enter the code first.")
    return _("Too much time has passed. Please begin again.") if at >= proof.ends_at else None


def why_not_his(vehicle: Vehicle, cars: list[Vehicle]) -> str | None:
    """A customer books for cars of his own number."""
    return None if vehicle in cars else _("This car is not registered with your number. Please call us.")


def why_not_price(answer: str) -> str | None:
    """He says by a press of its own what he thinks of the price (SERVICE-D4); nothing is preset."""
    return None if answer in PRICE_ANSWERS else _("Say whether you agree with the price.")


def why_not_transport(transport: str) -> str | None:
    """He waits, or leaves the car; nobody chooses for him."""
    own = (Appointment.Transport.WAIT, Appointment.Transport.LEAVE)
    return None if transport in own else _("Say whether you wait or leave the car.")


def why_not_consent(agreed: bool) -> str | None:
    """A stranger's data are kept for the visit only with his consent (CR-052)."""
    return None if agreed else _("Without your consent we cannot keep your data for the visit.")
