"""Organisations: entered, corrected, contacted within the ceiling across all staff."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.log import record
from accounts.transitions import lock
from core.errors import Refused, Stale
from customers.actions.people import add_customer
from customers.models.people import Customer
from sales.models.organisations import Organisation, OrganisationContact
from sales.perms import LeadPerm
from sales.rules import contacts, organisations
from sales.settings import CEILING


@transaction.atomic
def add_organisation(
    *,
    by: Access,
    at: datetime,
    name: str,
    phone: str = "",
    credit_code: str = "",
    segment: str = "",
    cycle_months: int | None = None,
    average_batch: int | None = None,
) -> Organisation:
    """Enter an organisation, owned by whoever found it; a taken phone or credit code is refused (SALES-10)."""
    by.require(LeadPerm.LEAD_WORK)
    kind = Customer.Kind.ORGANISATION
    customer = add_customer(by=by, at=at, name=name, kind=kind, phone=phone, credit_code=credit_code)
    organisation = Organisation.objects.create(
        store=by.store,
        customer=customer,
        owner=by.person,
        segment=segment,
        cycle_months=cycle_months,
        average_batch=average_batch,
        created_at=at,
    )
    record(organisation, "add", by=by, at=at)
    return organisation


@transaction.atomic
def correct_organisation(
    organisation: Organisation, *, by: Access, at: datetime, version: int, **fields: Any
) -> Organisation:
    """Change segment, cycle or batch, from which the grade follows at once; Stale when a colleague was quicker."""
    by.require(LeadPerm.LEAD_WORK)
    organisation = lock(organisation)
    if organisation.version != version:
        raise Stale(_("Somebody has changed this since you opened it. Look at it again."), version=organisation.version)
    for name, value in fields.items():
        setattr(organisation, name, value)
    organisation.version += 1
    organisation.save(update_fields=[*fields, "version"])
    record(organisation, "correct", by=by, at=at, fields=sorted(fields))
    return organisation


@transaction.atomic
def contact_organisation(
    organisation: Organisation,
    *,
    by: Access,
    at: datetime,
    channel: str,
    started_by_us: bool = True,
    with_whom: str = "",
    contacted_at: datetime | None = None,
    note: str = "",
) -> Organisation:
    """Record a contact; those started by us stay under the ceiling across all staff (SALES-43)."""
    by.require(LeadPerm.LEAD_WORK)
    organisation, contacted_at = lock(organisation), contacted_at or at
    if why := contacts.why_not_contacted_at(contacted_at, at=at):
        raise Refused(why, field="at")
    if started_by_us and (why := _too_often(organisation, contacted_at, by=by)):
        raise Refused(why)
    OrganisationContact.objects.create(
        store=by.store,
        organisation=organisation,
        channel=channel,
        started_by_us=started_by_us,
        with_whom=with_whom,
        at=contacted_at,
        note=note,
        by=by.person,
    )
    organisation.last_contact_at = max(contacted_at, organisation.last_contact_at or contacted_at)
    organisation.save(update_fields=["last_contact_at"])
    return organisation


def _too_often(organisation: Organisation, contacted_at: datetime, *, by: Access) -> str | None:
    near = (contacted_at - CEILING.span(by.store), contacted_at + CEILING.span(by.store))
    started = organisation.contacts.filter(started_by_us=True, at__range=near).order_by("-at").first()
    on = by.store.today(started.at) if started else None
    return organisations.why_not_contact_organisation(by.store, on, on=by.store.today(contacted_at))
