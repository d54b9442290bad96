"""Acts when two colleagues meet the same customer: yield, join, take over, not the same; decisions of the manager."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.log import notify, record
from accounts.models.people import User
from accounts.roles import Role
from accounts.transitions import lock, move
from core.errors import Refused, refuse
from customers.actions.people import add_customer
from sales.actions.visits import open_lead
from sales.models.contacts import Revisit
from sales.models.leads import Lead, LeadMember
from sales.models.ownership import OwnershipCase
from sales.models.visits import CanvassVisit
from sales.notices import LeadNotice
from sales.perms import LeadPerm
from sales.rules import ownership

Kind, Status = OwnershipCase.Kind, OwnershipCase.Status
ASKED: dict[str, LeadNotice] = {
    Kind.JOIN: LeadNotice.ASKED_TO_JOIN,
    Kind.TRANSFER: LeadNotice.ASKED_TO_TAKE_OVER,
    Kind.NOT_SAME: LeadNotice.NOT_THE_SAME,
}
DECIDED = {Status.GRANTED: LeadNotice.GRANTED, Status.REFUSED: LeadNotice.REFUSED}


@transaction.atomic
def yield_lead(
    lead: Lead, *, by: Access, at: datetime, visit: CanvassVisit | None = None, reason: str = ""
) -> OwnershipCase:
    """Leave the customer to the colleague who follows him (让单): recorded as a good act (SALES-38)."""
    by.require(LeadPerm.LEAD_WORK)
    lead = lock(lead)
    if why := ownership.why_not_yield(lead, by):
        raise Refused(why)
    visit = _visit(lead, visit, by)
    if earlier := OwnershipCase.objects.filter(lead=lead, visit=visit, kind=Kind.YIELD, asked_by=by.user).first():
        refuse(ownership.why_not_other_reason(earlier, reason))
        return earlier
    case = _open(lead, Kind.YIELD, visit, reason, by=by, at=at)
    notify(LeadNotice.YIELDED, about=lead, at=at, to=lead.owner, url=lead.get_absolute_url(), who=str(by.user))
    return move(case, "yield", by=by, at=at, decided_by=by.user, decided_at=at)


@transaction.atomic
def ask_join(
    lead: Lead, *, by: Access, at: datetime, visit: CanvassVisit | None = None, reason: str = ""
) -> OwnershipCase:
    """Ask to help with a colleague's lead; the manager decides."""
    return _ask(lead, Kind.JOIN, visit, reason, by=by, at=at)


@transaction.atomic
def ask_transfer(
    lead: Lead, *, by: Access, at: datetime, visit: CanvassVisit | None = None, reason: str = ""
) -> OwnershipCase:
    """Ask to take a colleague's lead over; the manager sees whether it is really followed, and decides."""
    return _ask(lead, Kind.TRANSFER, visit, reason, by=by, at=at)


@transaction.atomic
def not_same(
    lead: Lead, *, by: Access, at: datetime, visit: CanvassVisit | None = None, reason: str = ""
) -> OwnershipCase:
    """Report that this is another person with the same number, and why; if the manager agrees, he gets his own lead."""
    if not reason.strip():
        raise Refused(_("Say why it is not the same customer."), field="reason")
    return _ask(lead, Kind.NOT_SAME, visit, reason, by=by, at=at)


@transaction.atomic
def decide(case: OwnershipCase, *, by: Access, at: datetime, granted: bool, note: str = "") -> OwnershipCase:
    """Grant or refuse a request: the colleague joins, takes over, or gets a lead of his own."""
    by.require(LeadPerm.LEAD_DECIDE)
    lead = lock(case.lead)
    if granted and not lead.is_open:
        raise Refused(_("This lead is closed."))
    to, was = (Status.GRANTED if granted else Status.REFUSED), lock(case).status
    case = move(case, to, by=by, at=at, note=note, decided_by=by.user, decided_at=at)
    if was == Status.ASKED:
        if granted:
            _grant(case, lead, by=by, at=at)
        notify(DECIDED[to], about=lead, at=at, to=case.asked_by, who=str(by.user))
    return case


@transaction.atomic
def reassign(lead: Lead, *, by: Access, at: datetime, to: User, reason: str = "") -> Lead:
    """Give a lead to another colleague: it keeps grade, due day and history, and both are told."""
    by.require(LeadPerm.LEAD_DECIDE)
    lead = lock(lead)
    if lead.owner_id == to.pk:
        return lead
    if why := ownership.why_not_reassign(lead, to, at):
        raise Refused(why, field="to")
    before, lead.owner = lead.owner, to
    lead.save(update_fields=["owner"])
    Revisit.objects.open().filter(lead=lead).update(owner=to)
    LeadMember.objects.filter(lead=lead, user=to).delete()
    record(lead, "reassign", by=by, at=at, note=reason, before=str(before), to=str(to))
    url, who = lead.get_absolute_url(), str(by.user or "")
    notify(LeadNotice.GIVEN, about=lead, at=at, to=to, url=url, who=who, owner=str(before))
    notify(LeadNotice.TAKEN, about=lead, at=at, to=before, who=who, new=str(to))
    return lead


@transaction.atomic
def reassign_many(leads: Iterable[Lead], *, by: Access, at: datetime, to: User, reason: str = "") -> list[Lead]:
    """Give several leads to one colleague, all or none; locked in one order, so that two managers never deadlock."""
    return [reassign(lead, by=by, at=at, to=to, reason=reason) for lead in sorted(leads, key=lambda lead: lead.pk)]


def _ask(lead: Lead, kind: str, visit: CanvassVisit | None, reason: str, *, by: Access, at: datetime) -> OwnershipCase:
    """Open a request that waits for the manager; a repeated one is the same."""
    by.require(LeadPerm.LEAD_WORK)
    lead = lock(lead)
    if why := ownership.why_not_ask(lead, by):
        raise Refused(why)
    open_case = OwnershipCase.objects.filter(lead=lead, asked_by=by.user, kind=kind, status=Status.ASKED).first()
    if open_case:
        refuse(ownership.why_not_other_reason(open_case, reason))
        return open_case
    return _open(lead, kind, _visit(lead, visit, by), reason, by=by, at=at, tell=True)


def _open(
    lead: Lead, kind: str, visit: CanvassVisit | None, reason: str, *, by: Access, at: datetime, tell: bool = False
) -> OwnershipCase:
    case = OwnershipCase.objects.create(
        store_id=lead.store_id,
        lead=lead,
        visit=visit,
        kind=kind,
        asked_by=by.person,
        asked_at=at,
        reason=reason.strip(),
    )
    if tell:
        who: dict[str, Any] = {"who": str(by.user), "owner": str(lead.owner)}
        notify(ASKED[kind], about=lead, at=at, role=Role.SALES_MANAGER, url=case.get_absolute_url(), **who)
        notify(ASKED[kind], about=lead, at=at, to=lead.owner, url=lead.get_absolute_url(), **who)
    return case


def _visit(lead: Lead, visit: CanvassVisit | None, by: Access) -> CanvassVisit | None:
    """The visit that met the lead: the named one, else the user's last one without a choice."""
    own_visits = CanvassVisit.objects.filter(conflict=lead, by=by.user)
    if visit is None:
        return own_visits.undecided().order_by("-visited_at", "-pk").first()
    if not own_visits.filter(pk=visit.pk).exists():
        raise Refused(_("This visit did not meet this customer."), field="visit")
    return visit


def _grant(case: OwnershipCase, lead: Lead, *, by: Access, at: datetime) -> None:
    if case.kind == Kind.JOIN:
        LeadMember.objects.get_or_create(lead=lead, user=case.asked_by, defaults={"store": by.store, "joined_at": at})
    elif case.kind == Kind.TRANSFER:
        reassign(lead, by=by, at=at, to=case.asked_by, reason=case.reason)
    elif case.visit:
        _separate(case, case.visit, by=by, at=at)


def _separate(case: OwnershipCase, visit: CanvassVisit, *, by: Access, at: datetime) -> None:
    """Create another customer with the same number, followed by the colleague who met him."""
    customer = add_customer(by=by, at=at, name=visit.name, phone=visit.phone, shared=bool(visit.phone))
    open_lead(customer, visit, owner=case.asked_by, by=by, at=at)
