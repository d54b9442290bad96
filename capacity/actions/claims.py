"""Claims on time: written together, given back, made longer. The only module that changes the status of a claim."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.transitions import shift
from capacity.models.claims import Claim, ClaimQuerySet
from capacity.models.resources import Resource
from capacity.slots.stages import QUARTER
from capacity.slots.wish import Slot, Wish
from core.errors import Refused

S = Claim.Status
# One statement for the set and its claims; the caller counts what was written. Two guards against a second claim:
# under the locks of the resources NOT EXISTS sees what others have committed; without the locks the exclusion
# constraint decides, and ON CONFLICT DO NOTHING turns its error into a missing row.
WRITE = """
WITH taken AS (INSERT INTO capacity_claimset (store_id, created_at) VALUES (%(store)s, %(at)s) RETURNING id)
INSERT INTO capacity_claim (store_id, resource_id, during, status, kind, label, claim_set_id, expires_at, held_by_id)
SELECT %(store)s, resource, tstzrange(start, until), %(status)s, %(kind)s, %(label)s, taken.id, %(expires_at)s,
       %(held_by)s
FROM taken, unnest(%(resources)s::bigint[], %(starts)s::timestamptz[], %(ends)s::timestamptz[])
    AS stretch (resource, start, until)
WHERE NOT EXISTS (
    SELECT 1 FROM capacity_claim c
    WHERE c.store_id = %(store)s AND c.resource_id = resource AND c.during && tstzrange(start, until)
      AND c.status IN ('held', 'taken', 'blocked')
)
ORDER BY resource, start
ON CONFLICT DO NOTHING RETURNING claim_set_id
"""


def write(wish: Wish, slot: Slot, car: int) -> int | None:
    """Write a claim on everything that a slot takes, and on the car. Returns the key of their set, or None when one of
    them was not free; then the caller must roll back."""
    stretches = sorted(_stretches(slot, car))
    resources, starts, ends = (list(column) for column in zip(*stretches))
    facts = {"store": wish.store.pk, "at": wish.at, "label": wish.label, **_status(wish)}
    with connection.cursor() as cursor:
        cursor.execute(WRITE, facts | {"resources": resources, "starts": starts, "ends": ends})
        written = cursor.fetchall()
    return written[0][0] if len(written) == len(stretches) else None


def _status(wish: Wish) -> dict:
    if wish.held_until is None:
        return {"status": S.TAKEN, "kind": wish.kind, "expires_at": None, "held_by": None}
    return {"status": S.HELD, "kind": Claim.Kind.HOLD, "expires_at": wish.held_until, "held_by": wish.holder}


def _stretches(slot: Slot, car: int) -> set[tuple[int, datetime, datetime]]:
    """(resource, start, end): the technician of each piece, the bays, the advisor's first quarter, the car for all.

    A bay is taken through the breaks of its technician.
    """
    stretches = {(piece.technician.pk, piece.start, piece.end) for piece in slot.pieces} | set(slot.stays)
    return stretches | {(slot.advisor.pk, slot.start, slot.start + QUARTER), (car, slot.start, slot.end)}


def release(rows: ClaimQuerySet) -> int:
    """Release those of these claims that are live or displaced. Returns how many."""
    return shift(rows, Claim.WANTED, S.RELEASED, expires_at=None, on_floor=False)


def release_set(claim_set: int) -> int:
    """Release everything that was taken together. Returns how many claims."""
    return release(Claim.objects.filter(claim_set=claim_set))


def end_set(claim_set: int, at: datetime) -> None:
    """Give the rest of the time back: future claims are released, a running claim ends now, past claims stay."""
    rows = Claim.objects.filter(claim_set=claim_set)
    release(rows.filter(during__startswith__gte=at))
    for claim in rows.live().filter(during__startswith__lt=at, during__endswith__gt=at):
        claim.during = (claim.during.lower, at)
        claim.save(update_fields=["during"])


def release_held(rows: ClaimQuerySet, *, wait: bool = True) -> int:
    """Release those of these claims that are held. Returns how many. Without `wait`, rows locked by others are skipped.

    Runs inside the transaction of its caller.
    """
    held = rows.held().select_for_update(of=("self",), no_key=True, skip_locked=not wait)
    keys = list(held.order_by("pk").values_list("pk", flat=True))
    return release(Claim.objects.filter(pk__in=keys)) if keys else 0


def let_go(resources: set[int], *, at: datetime, holder: int | None) -> int:
    """Release expired holds on these resources, and all holds of the person who books. Returns how many.

    Locks are taken in one order: first the resources, then the holds by their keys.
    """
    over = Q(expires_at__lte=at, resource__in=resources)
    return release_held(Claim.objects.filter(over | Q(held_by=holder) if holder else over))


@transaction.atomic
def stretch(claim_set: int, *, end: datetime, until: datetime, at: datetime) -> None:
    """Prolong to `until` the claims that reach `end`, the advisor's apart. Refused where another claim follows."""
    rows = Claim.objects.filter(claim_set=claim_set, status=S.TAKEN, during__endswith__gte=end)
    rows = rows.exclude(resource__kind=Resource.Kind.ADVISOR).select_related("resource").order_by("resource_id")
    longer = list(rows)
    resources = {claim.resource_id for claim in longer}
    if longer:
        list(Resource.objects.locked(resources, longer[0].store_id))
    _refuse_overlap(longer, at, until)
    let_go(resources, at=at, holder=None)
    for claim in longer:
        claim.during = (claim.during.lower, until)
        claim.save(update_fields=["during"])


def _refuse_overlap(rows: list[Claim], at: datetime, until: datetime) -> None:
    for claim in rows:
        others = Claim.objects.standing(at).filter(resource=claim.resource_id).exclude(pk=claim.pk)
        if following := others.within(claim.during.upper, until).order_by("during").first():
            begins = following.during.lower.astimezone(claim.store.zone)
            places = {"who": claim.resource.name, "when": f"{begins:%m-%d %H:%M}"}
            raise Refused(_("%(who)s is taken from %(when)s on.") % places, field="until")
