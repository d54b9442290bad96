"""Sends codes by SMS to phones, and believes who enters one (SERVICE-R6)."""

import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from accounts.access import Access
from accounts.models.stores import Store
from accounts.ticks import in_store
from core import masks, phones, plates
from core.errors import TooOften, refuse
from customers import rules, sms
from customers.channels import Doubtful, NotTaken
from customers.languages import written_to_customers
from customers.models.people import OWNER
from customers.models.proofs import PhoneProof
from customers.settings import CODE_VALID
from vehicles.models import Vehicle

VISIT = timedelta(minutes=40)  # so long is a proof good for, from its code on
KEPT = timedelta(days=2)
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('customers.proofs'), %s)"


class Asked(NamedTuple):
    """A proof that was begun, and the secret of its address."""

    proof: PhoneProof
    token: str


@transaction.atomic
def ask_code(sought: str, *, by: Access, at: datetime, address: str) -> Asked:
    """Begin a proof for a mobile number, or for a plate, whose owner gets the code at his number.

    Whether anybody has it makes no difference to the answer. Raises Refused for what is neither (field `sought`), and
    TooOften above the caps; the store's requests come one after the other, so that the caps hold.
    """
    number, vehicle = _whose(sought)
    kept = PhoneProof.hash_of_few(phones.fold(sought) or plates.fold(sought))
    came_from = PhoneProof.hash_of_few(address)
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [by.store.pk])
    if reason := rules.why_not_code(kept, came_from, by.store, at):
        raise TooOften(reason, field="sought")
    token = secrets.token_urlsafe(24)
    proof = PhoneProof.objects.create(
        store=by.store,
        token_hash=PhoneProof.hash_of(token),
        sought_hash=kept,
        address_hash=came_from,
        number=number,
        vehicle=vehicle,
        salt=secrets.token_hex(16),
        created_at=at,
        code_until=at + CODE_VALID.span(by.store),
        ends_at=at + VISIT,
    )
    return Asked(proof, token)


def _whose(sought: str) -> tuple[str, Vehicle | None]:
    """(number, car): the number that was typed, or that of the owner of the car with this plate."""
    if phones.fold(sought):
        number = phones.normalise(sought)
        refuse(rules.why_not_mobile(number), field="sought")
        return number, None
    plate = _plate(sought)
    vehicle = Vehicle.objects.filter(plate=plate).first()
    owner = OWNER.first(store=vehicle.store_id, vehicle=vehicle.pk) if vehicle else None
    number = masks.whole(owner.main_number()) if owner else ""
    return (number, vehicle) if phones.MOBILE.fullmatch(number) else ("", None)


def _plate(sought: str) -> str:
    try:
        return plates.normalise(sought)
    except ValueError:
        refuse(_("Enter a mobile number or a plate."), field="sought")
        return ""


@transaction.atomic
def enter_code(proof: PhoneProof, code: str, *, at: datetime) -> bool:
    """Believe whoever enters the right code in time; each wrong one is counted. Refused when it is over.

    False for a wrong one. Entered again, a right one changes nothing.
    """
    proof = PhoneProof.objects.select_for_update(no_key=True).get(pk=proof.pk)
    if proof.verified_at:
        return True
    refuse(rules.why_not_enter(proof, at), field="code")
    proof.tries += 1
    right = bool(proof.number) and constant_time_compare(code, proof.code)
    proof.verified_at = at if right else None
    proof.save(update_fields=["tries", "verified_at"])
    return right


def send_codes(*, at: datetime) -> int:
    """Send what waits, each once at most: a lost one is asked for again. Returns how many left."""
    with scopes_disabled():
        waiting = PhoneProof.objects.unsent(at).filter(store=OuterRef("pk"))
    went = 0
    for store in list(Store.objects.filter(Exists(waiting)).order_by("pk")):
        with in_store(store):
            went += sum(_send(proof, store, at) for proof in list(PhoneProof.objects.unsent(at).order_by("pk")))
    return went


def _send(proof: PhoneProof, store: Store, at: datetime) -> bool:
    row = PhoneProof.objects.filter(pk=proof.pk)
    if not row.filter(sent_at__isnull=True).update(sent_at=at):
        return False  # another worker has it
    with written_to_customers(store):
        words = _("%(code)s is your code at %(store)s, valid for %(minutes)s minutes. Tell it to nobody.")
        text = words % {"code": proof.code, "store": store.name, "minutes": CODE_VALID.of(store)}
    try:
        sms.send(f"code-{proof.salt}", masks.whole(proof.number), text)
    except (NotTaken, Doubtful) as why:
        row.update(why=str(why)[:200])
        return False
    return True


@transaction.atomic
def forget(*, by: Access, at: datetime) -> int:
    """Delete the proofs of the store that are over, with the numbers of strangers in them. Returns how many."""
    return PhoneProof.objects.filter(created_at__lt=at - KEPT).delete()[0]
