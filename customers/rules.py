"""Rules of customers, their cars and the messages to them."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django_scopes import get_scope

from accounts.models.stores import Store
from core import masks, names, phones
from customers import channels
from customers.models.messages import Message
from customers.models.people import HOLDERS, Consent, Customer
from customers.models.proofs import PhoneProof
from customers.settings import CODE_TRIES, CODES_A_NUMBER, CODES_A_STORE, CODES_AN_ADDRESS, CONTACT_FROM, CONTACT_UNTIL
from vehicles.models import Vehicle

TOO_LATE = gettext_noop("too late")


def why_not_nameless(name: str, phone: str) -> str | None:
    """A customer has a name or a number, or nobody could find the record."""
    return None if names.fold(name) or phone else _("Enter the name or the phone number.")


def contact_hours(store: Store, on: date) -> tuple[datetime, datetime]:
    """The start and end of the hours for contacting customers that day; the same time twice is all day."""
    opens, closes = CONTACT_FROM.of(store), CONTACT_UNTIL.of(store)
    if opens == closes:
        midnight = datetime.combine(on, time.min, store.zone)
        return midnight, datetime.combine(on + timedelta(days=1), time.min, store.zone)
    return datetime.combine(on, opens, store.zone), datetime.combine(on, closes, store.zone)


def why_not_contact_hours(store: Store) -> str | None:
    """Contact hours begin before they end: exchanged times would mean calls at night."""
    if CONTACT_FROM.of(store) <= CONTACT_UNTIL.of(store):
        return None
    return _("Contact with customers begins before it ends; the same time twice is day and night.")


def holders(number: str) -> list[Customer]:
    """Whose number it is, however it is written: several where it is shared, whoever has it alone or gave it first
    before the others. A merged record leads to the one that is kept."""
    folded = phones.fold(number)
    rows = HOLDERS(store=get_scope()["store"].pk, e164=folded) if folded else []
    return list(dict.fromkeys(_kept(customer) for customer in rows))


def holder(number: str) -> Customer | None:
    """The first of the holders of a number; None of one that nobody has."""
    return next(iter(holders(number)), None)


def sole_holder(number: str) -> Customer | None:
    """Whose number it surely is: never a guess where several share it."""
    customers = holders(number)
    return customers[0] if len(customers) == 1 else None


def _kept(customer: Customer) -> Customer:
    while into := customer.merged_into:
        customer = into
    return customer


def why_not_phone(number: str, *, shared: bool = False, customer: Customer | None = None) -> str | None:
    """A number belongs to one customer of the store, unless it is marked as shared (a household, a company)."""
    if shared:
        return None
    held = Customer.objects.with_number(number, shared=False).order_by("pk")
    other = (held.exclude(pk=customer.pk) if customer else held).first()
    if other and _kept(other) != customer:
        return _("This number belongs to %(customer)s. Open that customer, or mark the number as shared.") % {
            "customer": veiled(other, number)
        }
    return None


def why_not_same_caller(name: str, number: str) -> str | None:
    """A number that somebody has is not given to another name: he is the same person, or the number is another.

    A caller without a name, or a holder without one, is the holder. Where several share the number, he is one of them.
    """
    owners = holders(number)
    if not owners or (len(owners) == 1 and _is_called(owners[0], name)):
        return None
    if len(owners) > 1 and sum(_is_called(owner, name) for owner in owners) == 1 and name:
        return None
    return _("This number belongs to %(customer)s.") % {"customer": ", ".join(veiled(owner) for owner in owners)}


def _is_called(customer: Customer, name: str) -> bool:
    return not name or not customer.name or names.fold(customer.name) == names.fold(name)


def why_not_plate(plate: str, *, vehicle: Vehicle | None = None) -> str | None:
    """A plate belongs to one car of the store."""
    return _owned({"plate": plate}, vehicle, _("This plate is on a car of %(customer)s.")) if plate else None


def why_not_vin(vin: str, *, vehicle: Vehicle | None = None) -> str | None:
    """A VIN belongs to one car of the store."""
    return _owned({"vin": vin}, vehicle, _("This VIN is that of a car of %(customer)s.")) if vin else None


def _owned(mark: dict[str, str], vehicle: Vehicle | None, reason: str) -> str | None:
    """The reason when a customer's car has this plate or VIN; a car without owner is for the rules of vehicles."""
    cars = Vehicle.objects.filter(**mark)
    cars = cars.exclude(pk=vehicle.pk) if vehicle else cars
    owner = Customer.objects.filter(ownerships__vehicle__in=cars, ownerships__until__isnull=True).first()
    return reason % {"customer": veiled(owner)} if owner else None


def veiled(customer: Customer, number: str = "") -> str:
    """Another customer, masked: `张** (138****8000)`."""
    name = masks.name(customer.name) or _("a customer without a name")
    return f"{name} ({masks.phone(number)})" if number else name


def why_not_credit_code(code: str, *, customer: Customer | None = None) -> str | None:
    """A unified social credit code belongs to one organisation."""
    same = Customer.objects.live().filter(credit_code=code)
    other = (same.exclude(pk=customer.pk) if customer else same).first()
    return _("This credit code is that of %(customer)s.") % {"customer": veiled(other)} if other else None


def why_not_other_evidence(consent: Consent, evidence: str) -> str | None:
    """The evidence of a consent stays as recorded; a consent is withdrawn, not replaced (CR-058)."""
    if evidence in {"", consent.evidence}:
        return None
    return _("The customer has agreed already: “%(evidence)s”.") % {"evidence": consent.evidence}


def why_not_send(message: Message, at: datetime) -> str | None:
    """A message that is too late or no longer allowed is not sent (promises P4, P5).

    The reason is a message id, stored in the row and shown in the reader's language.
    """
    if message.not_after and at > message.not_after:
        return TOO_LATE
    if not message.address or message.channel not in channels.offered():
        return gettext_noop("no channel reaches this customer")
    if message.marketing and not may_advertise(message):
        return gettext_noop("no consent to advertising")
    return None


def may_advertise(message: Message) -> bool:
    """Whether a consent to this purpose, or to all, on this channel allows marketing (CR-052)."""
    return Consent.objects.filter(
        customer=message.customer_id,
        purpose__in=[message.purpose, Consent.Purpose.MARKETING],
        channel=message.channel,
        given_at__isnull=False,
        withdrawn_at__isnull=True,
    ).exists()


def try_again_at(attempts: int, at: datetime) -> datetime | None:
    """The time of the next attempt after a definite refusal; None after the last attempt."""
    waits = settings.MESSAGE_RETRY_SECONDS
    return at + timedelta(seconds=waits[attempts - 1]) if attempts <= len(waits) else None


def why_not_mobile(number: str) -> str | None:
    """A code by SMS goes to a mobile number of the mainland."""
    return None if phones.MOBILE.fullmatch(number) else _("A code can be sent to a mobile number only. Please call us.")


def why_not_code(sought_hash: str, address_hash: str, store: Store, at: datetime) -> str | None:
    """A number, a network address and a store get so many codes an hour. Reads the proofs of the last hour.

    It counts what was typed, so the answer does not tell whether anybody has it.
    """
    lately = PhoneProof.objects.lately(at)
    if lately.filter(sought_hash=sought_hash).count() >= CODES_A_NUMBER.of(store):
        return _("Too many codes for this number in the last hour. Please wait, or call us.")
    if lately.filter(address_hash=address_hash).count() >= CODES_AN_ADDRESS.of(store):
        return _("Too many codes from here in the last hour. Please wait, or call us.")
    if lately.count() >= CODES_A_STORE.of(store):
        return _("Too many people ask for a code right now. Please wait a little, or call us.")
    return None


def why_not_enter(proof: PhoneProof, at: datetime) -> str | None:
    """A code is worth something for some minutes and some tries."""
    if proof.tries >= CODE_TRIES.of(proof.store):
        return _("Too many wrong codes. Ask for a new one.")
    return _("This code is too old. Ask for a new one.") if at >= proof.code_until else None
