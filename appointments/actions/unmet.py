"""Writes down services that the store lacks, and what a manager decides about them (SERVICE-R44)."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from accounts.access import Access
from accounts.log import record, take_turn
from accounts.models.lists import PickItem
from appointments.actions.calls import readable
from appointments.models.calls import PhoneCall
from appointments.models.unmet import UnmetDecision, UnmetRequest
from appointments.perms import AppointmentPerm
from appointments.rules.unmet import same_today, why_not_decide, why_not_kind, why_not_log
from core.errors import refuse
from core.masks import whole
from customers.models.people import Customer
from customers.rules import sole_holder
from vehicles.models import Vehicle

TURN = "unmet"


@transaction.atomic
def log_unmet(
    *,
    by: Access,
    at: datetime,
    kind: PickItem,
    words: str,
    number: str = "",
    vehicle: Vehicle | None = None,
    call: PhoneCall | None = None,
    value: Decimal | None = None,
) -> UnmetRequest:
    """Write down a request that the store turns down; the same caller counts once a day for a kind.

    The customer is whoever has the number alone, else the owner of the car, else nobody.
    """
    by.require(AppointmentPerm.UNMET_LOG)
    refuse(why_not_kind(kind), field="kind")
    take_turn(by.store, TURN)
    number = readable(number or (whole(call.number) if call else ""))
    earlier = same_today(by.store, kind, number, at)
    if earlier and (earlier.words, earlier.value) == (words, value):
        return earlier
    refuse(why_not_log(earlier))
    customer = sole_holder(number) or (Customer.objects.owner_of(vehicle) if vehicle else None)
    facts = {"number": number, "customer": customer, "vehicle": vehicle, "call": call, "value": value}
    request = UnmetRequest.objects.create(
        store=by.store, kind=kind, words=words, asked_at=at, logged_by=by.person, **facts
    )
    record(request, "log unmet", by=by, at=at, note=words)
    return request


@transaction.atomic
def decide_unmet(
    kind: PickItem, *, by: Access, at: datetime, answer: str, reason: str, refer_to: str = "", seen: int | None = None
) -> UnmetDecision:
    """Decide what customers are told who ask for this kind. `seen`: the key of the decision that stood before.

    The same decision again changes nothing.
    """
    by.require(AppointmentPerm.UNMET_DECIDE)
    refuse(why_not_kind(kind), field="kind")
    take_turn(by.store, TURN)
    latest = UnmetDecision.objects.of(kind).first()
    if latest and (latest.answer, latest.reason, latest.refer_to) == (answer, reason, refer_to):
        return latest
    refuse(why_not_decide(answer, refer_to, latest, seen))
    facts = {"answer": answer, "reason": reason, "refer_to": refer_to}
    decision = UnmetDecision.objects.create(store=by.store, kind=kind, decided_at=at, decided_by=by.person, **facts)
    record(decision, "decide unmet", by=by, at=at, note=reason, answer=answer)
    return decision
