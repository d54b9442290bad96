"""Holding a time while the customer is on the phone, and what the clock takes back."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.access import Access
from accounts.models.people import User
from capacity import rules
from capacity.actions import claims, taking
from capacity.models.claims import Claim
from capacity.perms import CapacityPerm
from capacity.settings import HOLD
from capacity.slots import times
from core.errors import refuse
from pricing.models.prices import Operation
from pricing.rules.operations import why_not_operations
from vehicles.models import Vehicle


def hold(
    vehicle: Vehicle, *, by: Access, at: datetime, operations: Iterable[Operation], start: datetime, **wishes: Any
) -> list[Claim]:
    """Hold a time for a while, while the clerk talks or the customer fills in; his other hold is released.

    Refused for the reasons of `book`.
    """
    by.require(CapacityPerm.CAPACITY_HOLD)
    operations, until = list(operations), at + HOLD.span(by.store)
    refuse(why_not_operations(operations, vehicle), field="operations")
    refuse(rules.why_not_start(start, by.store, at), field="start")
    held = {"vehicle": vehicle, "holder": by.user, "guest": by.guest, "held_until": until}
    with taking.taken(times.wish(operations, at=at, start_from=start, **held, **wishes)) as slot:
        return list(Claim.objects.filter(claim_set=slot.claim_set))


@transaction.atomic
def release_guest(guest: str) -> int:
    """Release what a customer held who books by himself. Returns how many claims."""
    return claims.release_held(Claim.objects.filter(held_for=guest)) if guest else 0


@transaction.atomic
def release_holds(user: User) -> int:
    """Release what a clerk held, when the call is over. Returns how many claims."""
    return claims.release_held(Claim.objects.filter(held_by=user))


@transaction.atomic
def release_expired(*, by: Access, at: datetime) -> int:
    """Release the store's expired holds, at each tick. Returns how many claims."""
    return claims.release_held(Claim.objects.filter(expires_at__lte=at), wait=False)
