"""One owner per lead: who is protected, who may ask, who decides (SALES-38, 39)."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.models.people import User
from sales.models.leads import Grade, Lead
from sales.models.ownership import OwnershipCase
from sales.perms import LeadPerm

PROTECTION_DAYS = {Grade.O: 7, Grade.A: 14, Grade.B: 30, Grade.C: 60}  # N: none


def protected_until(lead: Lead) -> date | None:
    """The last day on which the owner counts as following; attempts do not extend it."""
    days = PROTECTION_DAYS.get(Grade(lead.grade))
    if days is None or lead.last_contact_on is None:
        return None
    return lead.last_contact_on + timedelta(days=days)


def is_active(lead: Lead, *, on: date) -> bool:
    """Is somebody really following (正在跟踪)? (SALES-39)"""
    until = protected_until(lead)
    return lead.is_open and lead.owner.is_active and until is not None and on <= until


def why_not_take_part(lead: Lead, by: Access, at: datetime | None = None) -> str | None:
    """Only the owner, who joined him, a manager or the system works on a lead."""
    if by.is_system or by.can(LeadPerm.LEAD_DECIDE) or lead.owner_id == by.user_id:
        return None
    if lead.members.filter(user=by.user).exists():
        return None
    return _("This lead is followed by %(owner)s.") % {"owner": lead.owner}


def why_not_ask(lead: Lead, by: Access) -> str | None:
    """To join or to take over is asked of an open lead that somebody else owns."""
    if not lead.is_open:
        return _("This lead is closed.")
    if lead.owner_id == by.user_id:
        return _("You follow this lead yourself.")
    return None


def why_not_yield(lead: Lead, by: Access) -> str | None:
    """One yields to a colleague, not to oneself."""
    return _("You follow this lead yourself.") if lead.owner_id == by.user_id else None


def why_not_decide(case: OwnershipCase, by: Access, at: datetime | None = None) -> str | None:
    """Nobody decides on his own request, and a closed lead has nothing left to decide but a refusal."""
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
