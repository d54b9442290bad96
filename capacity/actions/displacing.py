"""Plan and floor in one: a car in the workshop takes its time, plans that stood there are displaced and come back.

All of it runs under locks of the resources in id order, taken by the caller.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q

from accounts.access import Access
from accounts.transitions import shift
from capacity import disturbances
from capacity.actions import claims
from capacity.disturbances import Disturbance
from capacity.models.claims import Claim, ClaimQuerySet
from capacity.models.resources import Resource
from capacity.slots.stretches import Stretch, joined, without

S = Claim.Status


@transaction.atomic
def displace(
    resources: Collection[int], start: datetime, end: datetime, why: Disturbance, *, by: Access, at: datetime
) -> set[int]:
    """Displace what is taken on these resources in [start, end), and release holds there; returns the claim sets.

    A claim of a car that is there ends at the start: where it goes next its own clock says.
    """
    rows = Claim.objects.filter(resource__in=resources).within(start, end)
    claims.release_held(rows)
    standing = list(rows.filter(status=S.TAKEN).order_by("pk"))
    _end(([claim for claim in standing if claim.on_floor]), start)
    plans = [claim for claim in standing if not claim.on_floor]
    return _displace(plans, why, by=by, at=at)


def _displace(rows: Collection[Claim], why: Disturbance, *, by: Access, at: datetime) -> set[int]:
    if not rows:
        return set()
    shift(Claim.objects.filter(pk__in=[claim.pk for claim in rows]), S.TAKEN, S.DISPLACED, on_floor=False)
    sets = {claim.claim_set_id for claim in rows if claim.claim_set_id}
    disturbances.disturbed(sets, why, by=by, at=at)
    return sets


def _end(rows: Iterable[Claim], at: datetime) -> None:
    """End claims that have begun at that moment; release those that have not, or that somebody else has."""
    keys = []
    for claim in rows:
        if claim.during.lower >= at or claim.status == S.DISPLACED:
            keys.append(claim.pk)
        else:
            claim.during = DateTimeTZRange(claim.during.lower, at)
            claim.save(update_fields=["during"])
    if keys:
        claims.release(Claim.objects.filter(pk__in=keys))


def in_the_way(claim_set: int, stretches: Iterable[Stretch], at: datetime) -> Claim | None:
    """The first claim of somebody else that stands in these stretches; None where all of them can be had."""
    for one in joined(stretches):
        rows = Claim.objects.standing(at).filter(resource=one.resource).within(max(one.start, at), one.end)
        if claim := rows.exclude(claim_set=claim_set).select_related("resource").order_by("during", "pk").first():
            return claim
    return None


def claims_on(claim_set: int, resources: Collection[int], at: datetime) -> list[Claim]:
    """All claims of a set, and what is wanted of these resources from now on."""
    wanted = Q(resource__in=resources, status__in=Claim.WANTED, during__endswith__gt=at)
    return list(Claim.objects.filter(Q(claim_set=claim_set) | wanted).order_by("resource_id", "during"))


@transaction.atomic
def follow(
    rows: Sequence[Claim],
    own_set: int,
    stretches: Iterable[Stretch],
    resources: Collection[int],
    why: Disturbance,
    *,
    by: Access,
    at: datetime,
    fresh: bool = False,
) -> bool:
    """Let the claims of a set be these stretches from now on; returns whether anything was changed.

    `rows` are from `claims_on`. What is on the floor displaces plans; a plan takes what is free. An absence keeps its
    time, and so does another car that is there, unless this one is put to work just now (`fresh`).
    """
    change = _Change(rows, own_set, resources, at, fresh)
    for resource, wanted in _by_resource(stretches, resources, at).items():
        change.plan(resource, wanted)
    return change.write(why, by=by)


def _by_resource(stretches: Iterable[Stretch], resources: Collection[int], at: datetime) -> dict[int, list[Stretch]]:
    wanted: dict[int, list[Stretch]] = {key: [] for key in resources}
    for one in joined(one._replace(start=max(one.start, at)) for one in stretches):
        wanted[one.resource].append(one)
    return wanted


class _Change:
    """What must be written so that a set of claims follows the floor."""

    def __init__(self, rows: Sequence[Claim], own_set: int, resources: Collection[int], at: datetime, fresh: bool):
        self.at, self.fresh, self.own_set = at, fresh, own_set
        self.sample = next(row for row in rows if row.claim_set_id == own_set)
        self.own: dict[int, list[Claim]] = defaultdict(list)
        self.others: dict[int, list[Claim]] = defaultdict(list)
        self.over: list[Claim] = []  # own claims that end now
        self.longer: list[Claim] = []  # own claims that reach further or less far than before
        self.added: list[Claim] = []
        self.away: list[Claim] = []  # plans and holds of others that give way
        self.freed: set[int] = set()
        for row in rows:
            if row.resource_id in resources and row.during.upper > at and row.status in Claim.WANTED:
                (self.own if row.claim_set_id == own_set else self.others)[row.resource_id].append(row)

    def plan(self, resource: int, wanted: list[Stretch]) -> None:
        """Compare what is wanted of a resource with what is claimed of it."""
        others = [row for row in self.others[resource] if row.status in Claim.LIVE]
        final = [piece for one in wanted for piece in without(one, self._firm(others, one))]
        own = [row for row in self.own[resource] if row.status == S.TAKEN]
        self.over += [row for row in self.own[resource] if row.status == S.DISPLACED]
        self.away += [row for row in others if any(_overlap(row, one) for one in final)]
        if [(one.start, one.end, one.on_floor) for one in final] == [self._rest(row) for row in own]:
            return
        self.freed.add(resource)
        if own and final and own[0].during.lower <= self.at and final[0].start == self.at:
            row, one = own.pop(0), final.pop(0)
            row.during, row.on_floor = DateTimeTZRange(row.during.lower, one.end), one.on_floor
            self.longer.append(row)
        self.over += own
        self.added += [self._claim(one) for one in final]

    def _rest(self, row: Claim) -> tuple[datetime, datetime, bool]:
        return max(row.during.lower, self.at), row.during.upper, row.on_floor

    def _firm(self, others: list[Claim], one: Stretch) -> list[tuple[datetime, datetime]]:
        """The times that others keep against this stretch."""
        return [(row.during.lower, row.during.upper) for row in others if self._keeps(row, one)]

    def _keeps(self, row: Claim, one: Stretch) -> bool:
        if row.status == S.BLOCKED:
            return True
        if row.status == S.HELD and row.expires_at and row.expires_at <= self.at:
            return False
        return not one.on_floor or (row.on_floor and not self.fresh)

    def _claim(self, one: Stretch) -> Claim:
        return Claim(
            store_id=self.sample.store_id,
            resource_id=one.resource,
            during=DateTimeTZRange(one.start, one.end),
            status=S.TAKEN,
            kind=self.sample.kind,
            label=self.sample.label,
            claim_set_id=self.own_set,
            on_floor=one.on_floor,
        )

    def write(self, why: Disturbance, *, by: Access) -> bool:
        """Write it: first what gives time back, then what takes it; who fits again has his time again."""
        _end(self.over, self.at)
        if held := [row.pk for row in self.away if row.status == S.HELD]:
            claims.release(Claim.objects.filter(pk__in=held))
        plans = [row for row in self.away if row.status == S.TAKEN]
        _displace([row for row in plans if not row.on_floor], why, by=by, at=self.at)
        _end([row for row in plans if row.on_floor], self.at)
        if self.longer:
            Claim.objects.bulk_update(self.longer, ["during", "on_floor"])
        if self.added:
            Claim.objects.bulk_create(self.added)
        restore(self._given_back(), by=by, at=self.at)
        return bool(self.freed or self.over or self.away)

    def _given_back(self) -> set[int]:
        """Resources with changed time on which somebody is displaced."""
        waiting = {key for key, rows in self.others.items() if any(row.status == S.DISPLACED for row in rows)}
        return waiting & self.freed


def _overlap(row: Claim, one: Stretch) -> bool:
    return row.during.lower < one.end and one.start < row.during.upper


@transaction.atomic
def restore(resources: Collection[int], *, by: Access, at: datetime) -> set[int]:
    """Give displaced claims on these resources their time again, where it is free; the first one first.

    Returns the claim sets of which nothing is displaced any more.
    """
    if not resources:
        return set()
    waiting = list(Claim.objects.displaced().filter(resource__in=resources, during__endswith__gt=at).order_by("during"))
    claims.let_go(set(resources), at=at, holder=None)
    back = [claim for claim in waiting if _fits_again(claim, at)]
    sets = {claim.claim_set_id for claim in back if claim.claim_set_id}
    still = Claim.objects.displaced().filter(claim_set__in=sets, during__endswith__gt=at)
    whole = sets - set(still.values_list("claim_set", flat=True))
    disturbances.settled(whole, by=by, at=at)
    return whole


def _fits_again(claim: Claim, at: datetime) -> bool:
    start, end = max(claim.during.lower, at), claim.during.upper
    if Claim.objects.live().filter(resource=claim.resource_id).within(start, end).exists():
        return False
    row = Claim.objects.filter(pk=claim.pk)
    return bool(shift(row, S.DISPLACED, S.TAKEN, during=DateTimeTZRange(start, end)))


def restore_freed(claim_set: int, *, by: Access, at: datetime) -> None:
    """Restore what is displaced on the resources of a set whose time was given back."""
    resources = Claim.objects.filter(claim_set=claim_set).values("resource")
    restore_on(Claim.objects.displaced().filter(resource__in=resources), by=by, at=at)


def restore_on(rows: ClaimQuerySet, *, by: Access, at: datetime) -> int:
    """Restore these displaced claims where their time is free; returns how many resources were looked at."""
    keys = set(rows.filter(during__endswith__gt=at).values_list("resource", flat=True))
    if keys:
        list(Resource.objects.locked(keys, by.store.pk))
        restore(keys, by=by, at=at)
    return len(keys)


def restore_all(*, by: Access, at: datetime) -> int:
    """Restore what fits again, at the store's tick: whatever act has given the time back."""
    with transaction.atomic():
        return restore_on(Claim.objects.displaced(), by=by, at=at)
