"""The legal moves of a lead, each with the permission it needs."""

from accounts.access import Access
from accounts.transitions import Table
from sales.models.leads import Lead
from sales.perms import LeadPerm

S = Lead.Status
_MOVES = [
    (S.FOLLOWING, S.REVIEW),
    (S.REVIEW, S.FOLLOWING),
    (S.FOLLOWING, S.WON),
    (S.REVIEW, S.WON),
    (S.FOLLOWING, S.LOST),
    (S.REVIEW, S.LOST),
]
TRANSITIONS: Table = dict.fromkeys(_MOVES, LeadPerm.LEAD_WORK)
DECISIONS: Table = dict.fromkeys(_MOVES, LeadPerm.LEAD_DECIDE)


def table_for(by: Access) -> Table:
    """The same moves are open to who works leads and to who decides on them."""
    return TRANSITIONS if by.can(LeadPerm.LEAD_WORK) else DECISIONS
