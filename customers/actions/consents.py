"""Consents of customers to advertising."""

from datetime import datetime

from django.db import transaction

from accounts.access import Access
from accounts.log import record
from accounts.transitions import lock
from core.errors import refuse
from customers import rules
from customers.models.people import Consent, Customer
from customers.perms import CustomerPerm


@transaction.atomic
def give_consent(
    customer: Customer, *, by: Access, at: datetime, purpose: str, channel: str, evidence: str = ""
) -> Consent:
    """Record a consent and its evidence; the same consent again changes nothing, other evidence is refused."""
    by.require(CustomerPerm.CUSTOMER_EDIT)
    customer = lock(customer)
    live = {"customer": customer, "purpose": purpose, "channel": channel, "withdrawn_at": None}
    if consent := Consent.objects.filter(**live).first():
        refuse(rules.why_not_other_evidence(consent, evidence))
        return consent
    consent = Consent.objects.create(store=by.store, given_at=at, evidence=evidence, **live)
    record(customer, "consent", by=by, at=at, purpose=purpose, channel=channel)
    return consent


@transaction.atomic
def withdraw_consent(consent: Consent, *, by: Access, at: datetime) -> Consent:
    """Withdraw a consent: no advertising message leaves from now on, planned or not (CR-058)."""
    by.require(CustomerPerm.CUSTOMER_EDIT)
    consent = lock(consent)
    if consent.withdrawn_at:
        return consent
    consent.withdrawn_at = at
    consent.save(update_fields=["withdrawn_at"])
    record(consent.customer, "withdraw consent", by=by, at=at, purpose=consent.purpose, channel=consent.channel)
    return consent
