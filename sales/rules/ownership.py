"""One owner per lead: who is protected, who may ask, who decides (SALES-38, 39)."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.models.people import User
from accounts.models.stores import Store
from sales.models.leads import Grade, Lead
from sales.models.ownership import OwnershipCase
from sales.perms import LeadPerm
from sales.settings import PROTECTION


def protected_until(store: Store, lead: Lead) -> date | None:
    """The last day on which the owner counts as following; attempts do not extend it."""
    if lead.grade not in PROTECTION or lead.last_contact_on is None:  # nobody is protected who nurtures (N)
        return None
    return lead.last_contact_on + PROTECTION[Grade(lead.grade)].span(store)


def is_active(store: Store, lead: Lead, *, on: date) -> bool:
    """Is somebody really following (正在跟踪)? (SALES-39)"""
    until = protected_until(store, lead)
    return lead.is_open and lead.owner.is_active and until is not None and on <= until


def why_not_take_part(lead: Lead, by: Access, at: datetime | None = None) -> str | None:
    """Only the owner, who joined him, a manager or the system works on a lead."""
    if by.is_system or by.can(LeadPerm.LEAD_DECIDE) or lead.owner_id == by.user_id:
        return None
    if lead.members.filter(user=by.user).exists():
        return None
    return _("This lead is followed by %(owner)s.") % {"owner": lead.owner}


def why_not_ask(lead: Lead, by: Access) -> str | None:
    """A colleague asks to join or take over only an open lead that somebody else owns."""
    if not lead.is_open:
        return _("This lead is closed.")
    if lead.owner_id == by.user_id:
        return _("You follow this lead yourself.")
    return None


def why_not_other_reason(case: OwnershipCase, reason: str) -> str | None:
    """A request is made once and keeps its reason; a repeated one names the same reason or none."""
    if reason.strip() in {"", case.reason}:
        return None
    return _("You have said this already, with the reason “%(reason)s”.") % {"reason": case.reason}


def why_not_yield(lead: Lead, by: Access) -> str | None:
    """A salesperson yields to a colleague, not to himself."""
    return _("You follow this lead yourself.") if lead.owner_id == by.user_id else None


def why_not_decide(case: OwnershipCase, by: Access, at: datetime | None = None) -> str | None:
    """Nobody decides on his own request; of a closed lead a request can only be refused."""
    if by.is_person and case.asked_by_id == by.user_id:
        return _("Nobody decides on his own request.")
    return None


def why_not_reassign(lead: Lead, to: User, at: datetime) -> str | None:
    """A lead goes to an active colleague of the store who works leads."""
    if not lead.is_open:
        return _("This lead is closed.")
    if (
        not to.is_active
        or not to.memberships.valid(at).of_role(*LeadPerm.LEAD_WORK.roles).filter(store=lead.store_id).exists()
    ):
        return _("%(name)s does not work leads at this store.") % {"name": to}
    return None
