"""Writes down that a manager gave kept hours to a walk-in (SERVICE-R10)."""

from datetime import datetime

from accounts.access import Access
from accounts.log import record
from capacity.models.overrides import ShareOverride
from capacity.perms import CapacityPerm
from capacity.slots.wish import TakenSlot


def write_override(slot: TakenSlot, *, by: Access, at: datetime, reason: str) -> ShareOverride:
    """Record the override for what was just taken; in the transaction of the booking."""
    by.require(CapacityPerm.SHARE_OVERRIDE)
    facts = {"on": slot.start.astimezone(by.store.zone).date(), "minutes": slot.minutes, "reason": reason}
    row = ShareOverride.objects.create(
        store=by.store, claim_set_id=slot.claim_set, allowed_at=at, allowed_by=by.person, **facts
    )
    record(row, "give kept hours", by=by, at=at, note=reason)
    return row
