"""Bays, people, tools and loan cars as lists and pages show them: what each does now and next, its shifts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import QuerySet

from accounts.models.people import User
from accounts.models.stores import Store
from capacity import rules
from capacity.holders import Holder, holders_of
from capacity.models.claims import Claim
from capacity.models.resources import Resource
from capacity.models.roster import Duty, Shift, ShiftDay
from capacity.slots.roster import Times, Week, bounds_of, weeks_of

AHEAD = timedelta(days=7)
# The first two claims of each resource that have not ended, by the index of the exclusion constraint.
NEXT = """
SELECT c.id FROM unnest(%(resources)s::bigint[]) AS r (id), LATERAL (
    SELECT c.id FROM capacity_claim c
    WHERE c.store_id = %(store)s AND c.resource_id = r.id AND c.status IN ('held', 'taken', 'blocked')
      AND c.during && tstzrange(%(at)s, %(until)s) AND (c.expires_at IS NULL OR c.expires_at > %(at)s)
    ORDER BY lower(c.during) LIMIT 2) AS c
"""


@dataclass
class Row:
    """A resource with what it does now and next, and its shift of today; `ends_soon` is the end of its certificate."""

    resource: Resource
    now: Claim | None = None
    next: Claim | None = None
    shift: list[tuple[datetime, datetime]] | None = None  # None: the store's hours
    ends_soon: bool = False
    holders: dict[int, Holder] = field(default_factory=dict)

    @property
    def now_holder(self) -> Holder | None:
        return self._holder(self.now)

    @property
    def next_holder(self) -> Holder | None:
        return self._holder(self.next)

    def _holder(self, claim: Claim | None) -> Holder | None:
        return self.holders.get(claim.claim_set_id) if claim and claim.claim_set_id else None


def rows_of(store: Store, resources: Iterable[Resource], at: datetime) -> list[Row]:
    """The rows of a list, with a fixed number of queries."""
    rows = {one.pk: Row(one) for one in resources}
    today = store.today(at)
    claims = _next_claims(store, list(rows), at)
    holders = holders_of({claim.claim_set_id for claim in claims if claim.claim_set_id})
    for claim in claims:
        row = rows[claim.resource_id]
        row.holders = holders
        if claim.during.lower <= at:
            row.now = claim
        elif row.next is None:
            row.next = claim
    weeks = weeks_of(store, list(rows), today, today)
    for key, row in rows.items():
        row.shift = shift_on(today, weeks.get(key), store)
        row.ends_soon = rules.ends_soon(row.resource, today)
    return list(rows.values())


def _next_claims(store: Store, resources: list[int], at: datetime) -> list[Claim]:
    with connection.cursor() as cursor:
        cursor.execute(NEXT, {"store": store.pk, "resources": resources, "at": at, "until": at + AHEAD})
        keys = [key for (key,) in cursor.fetchall()]
    return list(Claim.objects.filter(pk__in=keys).order_by("during"))


def shift_on(on: date, week: Week | None, store: Store) -> list[tuple[datetime, datetime]] | None:
    """The shift of a day and its break; empty when off, None when the store's hours count."""
    times = week.on(on) if week else None
    if times is None or times.as_the_store:
        return None
    return bounds_of(on, times, store)


def own_shifts(user: User, store: Store, today: date) -> list[tuple[date, list[tuple[datetime, datetime]] | None]]:
    """A technician's shifts of today and tomorrow; empty for who is not on the list."""
    one = Resource.objects.usable().technicians().filter(user=user).first()
    if one is None:
        return []
    tomorrow = today + timedelta(days=1)
    week = weeks_of(store, [one.pk], today, tomorrow).get(one.pk)
    return [(day, shift_on(day, week, store)) for day in (today, tomorrow)]


@dataclass(frozen=True)
class Plan:
    """A person's shifts: the week that counts, weeks that are to begin, and days that differ."""

    since: date | None
    week: list[tuple[int, Shift | None]]
    later: list[tuple[date, list[tuple[int, Shift | None]]]]
    days: list[ShiftDay]


def plan_of(resource: Resource, today: date) -> Plan:
    """The shifts of a person from today on."""
    weeks: dict[date, dict[int, Shift]] = {}
    for shift in Shift.objects.filter(resource=resource).order_by("since", "weekday"):
        weeks.setdefault(shift.since, {})[shift.weekday] = shift
    since = max((first for first in weeks if first <= today), default=None)
    later = [(first, _days(weeks[first])) for first in weeks if first > today]
    days = ShiftDay.objects.filter(resource=resource, on__gte=today).order_by("on")
    return Plan(since, _days(weeks[since]) if since else [], later, list(days))


def _days(week: dict[int, Shift]) -> list[tuple[int, Shift | None]]:
    return [(weekday, week.get(weekday)) for weekday in range(7)]


def absences_of(resource: Resource, at: datetime) -> QuerySet[Claim]:
    """Absences and standstills that are not over, in order."""
    rows = Claim.objects.filter(resource=resource, status=Claim.Status.BLOCKED, during__endswith__gt=at)
    return rows.order_by("during")


@dataclass(frozen=True)
class Standing:
    """What is taken on a resource, and who holds it."""

    claim: Claim
    holder: Holder | None


def standing_of(resource: Resource, at: datetime, limit: int = 50) -> list[Standing]:
    """What hangs on a resource from now on, in order: what somebody must take before it leaves."""
    claims = list(rules.standing_on([resource], at).order_by("during")[:limit])
    holders = holders_of({claim.claim_set_id for claim in claims if claim.claim_set_id})
    return [Standing(claim, holders.get(claim.claim_set_id or 0)) for claim in claims]


def people_for(store: Store, kind: str, at: datetime) -> QuerySet[User]:
    """The people of the store who can be put on the list as this kind, and are not on it."""
    staff = rules.staff_of(store, rules.ROLES.get(Resource.Kind(kind)), at)
    return staff.exclude(resources__store=store, resources__kind=kind)


def duties(first: date, last: date) -> list[tuple[date, list[Duty]]]:
    """Who has duty on each of these days."""
    by_day: dict[date, list[Duty]] = {}
    rows = Duty.objects.filter(on__range=(first, last)).select_related("user").order_by("on", "kind", "starts", "pk")
    for duty in rows:
        by_day.setdefault(duty.on, []).append(duty)
    days = (last - first).days + 1
    return [(first + timedelta(days=n), by_day.get(first + timedelta(days=n), [])) for n in range(days)]


def initial_of(week: dict[int, Shift] | list[tuple[int, Shift | None]]) -> dict:
    """The values of a week's form."""
    values: dict = {}
    for weekday, shift in dict(week).items():
        own = Times(shift.off, shift.starts, shift.ends, shift.break_starts, shift.break_ends) if shift else None
        mode = "store" if own is None or own.as_the_store else "off" if own.off else "own"
        times = own._asdict() if own else {}
        values[f"mode_{weekday}"] = mode
        values |= {f"{name}_{weekday}": value for name, value in times.items() if name != "off"}
    return values
