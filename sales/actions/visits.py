"""Logs a canvassing visit (扫街) once, with the lead or the conflict that it causes (promise P12)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.log import record
from accounts.models.people import User
from accounts.transitions import lock
from core.errors import Refused
from core.row_reads import Given, Prepared
from core.transactions import one_transaction
from customers.actions.people import add_customer, meet
from customers.models.people import Customer
from customers.rules import holder
from sales.actions import revisits
from sales.actions.contacts import record_contact
from sales.models.contacts import Contact, GradeChange
from sales.models.leads import Grade, Lead, LeadMember
from sales.models.visits import CanvassVisit, Place
from sales.perms import LeadPerm
from sales.rules import contacts, grades, visits
from sales.rules.visits import TWO_WAY

REPORTED = Prepared(lambda: CanvassVisit.objects.filter(store=Given("store"), client_id=Given("client_id")))


@one_transaction()
def log_visit(
    *, by: Access, at: datetime, client_id: UUID | str, outcome: str, visited_at: datetime, **report: Any
) -> CanvassVisit:
    """Log a visit as the phone reports it; the same report twice is one visit, another under its id is refused.

    Street canvassing (SALES-1), also without signal (SALES-23).

    `report`: grade, phone, name, note, latitude, longitude, accuracy, place (a Place or its name). A customer whom a
    colleague follows makes a conflict instead of a second lead; one's own open lead is contacted.
    """
    by.require(LeadPerm.LEAD_WORK)
    report = {name: value for name, value in report.items() if value not in (None, "")}
    mark = visits.fingerprint(by.person.pk, {"outcome": outcome, "visited_at": visited_at, **report})
    _one_at_a_time(client_id)
    if earlier := REPORTED.first(store=by.store.pk, client_id=client_id):
        return _same(earlier, mark)
    if why := contacts.why_not_visit_time(visited_at, at=at):
        raise Refused(why, field="visited_at")
    place = _place(report.pop("place", None), outcome, by=by, at=at)
    visit = CanvassVisit(
        store=by.store,
        client_id=client_id,
        fingerprint=mark,
        outcome=outcome,
        visited_at=visited_at,
        received_at=at,
        by=by.user,
        place=place,
        **report,
    )
    _follow(visit, by=by, at=at)
    visit.save()
    visit.is_new = True
    return visit


def open_lead(customer: Customer, visit: CanvassVisit, *, owner: User, by: Access, at: datetime) -> Lead:
    """Open a lead of a customer without one, from his first visit: contact zero, and the first due day."""
    on = min(by.store.today(visit.visited_at), by.store.today(at))
    grade = visit.grade or Grade.N
    lead = Lead(
        store=by.store,
        customer=customer,
        owner=owner,
        grade=grade,
        expected_by=grades.expected_by_of(by.store, grade, on=on),
        last_contact_on=on,
        created_at=at,
    )
    lead.next_due_on = due_on = revisits.usual_due(lead, by=by, at=at)
    lead.save()
    revisits.plan(lead, due_on, at=at)
    shared = {"store": by.store, "lead": lead, "by": owner}
    Contact.objects.create(
        channel=Contact.Channel.VISIT,
        effective=True,
        at=min(visit.visited_at, at),
        note=visit.note,
        recorded_at=at,
        **shared,
    )
    GradeChange.objects.create(new=grade, cause=GradeChange.Cause.CUSTOMER, at=at, **shared)
    return lead


def _one_at_a_time(client_id: UUID | str) -> None:
    """Lock the client's id, so that a report arriving twice at once is handled once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"visit {client_id}"])


def _same(visit: CanvassVisit, mark: str) -> CanvassVisit:
    if visit.fingerprint != mark:
        raise Refused(_("Another visit was reported under this id."), field="client_id")
    return visit


def _place(place: Place | str | None, outcome: str, *, by: Access, at: datetime) -> Place | None:
    """The building or compound, created where it is new; "do not visit" is set for everybody (SALES-11)."""
    if isinstance(place, str):
        return _place(_named(place, by=by, at=at), outcome, by=by, at=at)
    if place and outcome == CanvassVisit.Outcome.DO_NOT_VISIT and not place.do_not_visit:
        barred: Place = lock(place)
        barred.do_not_visit = True
        barred.save(update_fields=["do_not_visit"])
        record(barred, "do not visit", by=by, at=at)
        return barred
    return place


def _named(name: str, *, by: Access, at: datetime) -> Place:
    return Place.objects.get_or_create(name=name, defaults={"store": by.store, "created_at": at})[0]


def _follow(visit: CanvassVisit, *, by: Access, at: datetime) -> None:
    """Link the visit to a new lead, to a contact of one's own lead, to a conflict with a colleague's, or to nothing."""
    wanted = visits.makes_lead(visit.outcome, grade=visit.grade, phone=visit.phone, name=visit.name)
    # Nobody is registered who showed no interest.
    visit.customer = _met(visit, by=by, at=at) if wanted else holder(visit.phone)
    if visit.customer is None:
        return
    lead = None if visit.customer.is_new else _open_lead_of(visit.customer)
    if lead is None:
        visit.lead = open_lead(visit.customer, visit, owner=by.person, by=by, at=at) if wanted else None
    elif lead.owner_id == by.person.pk or LeadMember.objects.filter(lead=lead, user=by.user).exists():
        visit.lead = _contacted(lead, visit, by=by, at=at)
    elif wanted:
        visit.conflict = lead


def _open_lead_of(customer: Customer) -> Lead | None:
    """The open lead of a customer who was known before. A new customer has none, and no other transaction sees him."""
    lock(customer)  # of two salespeople who meet him at once, the second sees the lead of the first
    return Lead.objects.open().filter(customer=customer).select_related("owner").first()


def _met(visit: CanvassVisit, *, by: Access, at: datetime) -> Customer:
    if visit.phone:
        return meet(visit.phone, by=by, at=at, name=visit.name)
    return add_customer(by=by, at=at, name=visit.name)


def _contacted(lead: Lead, visit: CanvassVisit, *, by: Access, at: datetime) -> Lead:
    return record_contact(
        lead,
        by=by,
        at=at,
        channel=Contact.Channel.VISIT,
        effective=visit.outcome in TWO_WAY,
        contacted_at=min(visit.visited_at, at),
        note=visit.note,
        grade=visit.grade,
    )
