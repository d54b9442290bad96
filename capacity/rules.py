"""What a booking may ask of the workshop, and what may be changed in its people, bays, shifts and absences."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models.people import Membership, User
from accounts.models.stores import Store
from accounts.roles import Role
from capacity.models.claims import Claim, ClaimQuerySet
from capacity.models.resources import Resource
from capacity.models.roster import Duty
from capacity.slots.opening import START_MINUTES
from capacity.slots.roster import Times
from capacity.slots.stages import HIGH_VOLTAGE, Stage
from core.reference import rows

MOST_DAYS_AHEAD = 365


def why_not_start(start: datetime, store: Store, at: datetime) -> str | None:
    """Work starts on the half-hour, inside opening hours, not in the past and not beyond a year."""
    if start < at:
        return _("This time has passed.")
    if start > at + timedelta(days=MOST_DAYS_AHEAD):
        return _("Appointments are made at most a year ahead.")
    local = start.astimezone(store.zone)
    if local.minute % START_MINUTES or local.second or local.microsecond:
        return _("Appointments start on the hour or the half-hour.")
    hours = store.hours_on(local.date())
    if hours is None or not hours[0] <= start < hours[1]:
        return _("The store is closed at that time.")
    return None


def why_not_named(resource: Resource | None, kind: str, stage: Stage) -> str | None:
    """A named resource must be in use, of the right kind, and able to do the longest stage of the work."""
    if resource is None:
        return None
    if resource.kind != kind or not resource.active:
        return _("%(who)s cannot be booked.") % {"who": resource.name}
    if kind == Resource.Kind.BAY and (resource.bay_type is None or resource.bay_type.code != stage.bay_type):
        return _("This work needs another kind of bay.")
    if kind == Resource.Kind.TECHNICIAN and not stage.skills <= set(resource.skills):
        return _("%(who)s lacks the skill for this work.") % {"who": resource.name}
    return None


# The role that a person must have at the store to be bookable; any role for the others.
ROLES = {Resource.Kind.TECHNICIAN: Role.TECHNICIAN, Resource.Kind.ADVISOR: Role.SERVICE_ADVISOR}
DUTY_ROLES = {Duty.Kind.HOTLINE: Role.HOTLINE_CLERK, Duty.Kind.RECEPTION: Role.SERVICE_ADVISOR}
SOON = timedelta(days=60)  # from then on the end of a certificate is shown


def skill_levels() -> list[str]:
    """The levels of each trade up to the highest that an operation of the reference list asks for, and the certificate.

    A level is the letter of a trade and a number: B1 … B4.
    """
    highest: dict[str, int] = {}
    for row in rows("labour_operations"):
        trade, number = row["skill_level"][0], int(row["skill_level"][1:])
        highest[trade] = max(number, highest.get(trade, 0))
    levels = [f"{trade}{number}" for trade in sorted(highest) for number in range(1, highest[trade] + 1)]
    return [*levels, HIGH_VOLTAGE]


def why_not_resource(resource: Resource, store: Store, at: datetime) -> str | None:
    """Why a resource cannot be kept as it is filled in: something is missing, or a name stands twice. Reads rows."""
    if not resource.name.strip():
        return _("Enter a name.")
    if resource.kind == Resource.Kind.BAY and resource.bay_type is None:
        return _("Choose the kind of bay.")
    if resource.certified_until and HIGH_VOLTAGE not in resource.skills:
        return _("Only who holds HV has a certificate with an end.")
    if unknown := sorted(set(resource.skills) - set(skill_levels())):
        return _("There is no skill %(skill)s.") % {"skill": ", ".join(unknown)}
    if resource.is_person:
        return _why_not_person(resource, store, at)
    same = Resource.objects.usable().filter(kind=resource.kind, name=resource.name).exclude(pk=resource.pk)
    return _("There is one of this name already.") if same.exists() else None


def _why_not_person(resource: Resource, store: Store, at: datetime) -> str | None:
    if resource.user is None:
        return _("Choose the person.")
    if not is_of_role(resource.user, store, ROLES.get(Resource.Kind(resource.kind)), at):
        return _("%(who)s has no such role at this store.") % {"who": resource.user}
    twice = Resource.objects.filter(kind=resource.kind, user=resource.user).exclude(pk=resource.pk)
    return _("%(who)s is on the list already.") % {"who": resource.user} if twice.exists() else None


def is_of_role(user: User, store: Store, role: str | None, at: datetime) -> bool:
    """Whether an active person has the role (None: any) at the store today. Reads rows."""
    return staff_of(store, role, at).filter(pk=user.pk).exists()


def staff_of(store: Store, role: str | None, at: datetime) -> QuerySet[User]:
    """The active people of a store with the role (None: any) today. Reads rows."""
    roles = Membership.objects.valid(at).filter(store=store)
    roles = roles.of_role(Role(role)) if role else roles
    return User.objects.filter(is_active=True, pk__in=roles.values("user")).order_by("name", "pk")


def ends_soon(resource: Resource, today: date) -> bool:
    """Whether a certificate ends within sixty days, or has ended."""
    return bool(resource.certified_until and resource.certified_until <= today + SOON)


def seats_of(resource: Resource) -> list[Resource]:
    """All that a person is on the list as, the technician who also receives cars say; a thing is itself. Reads rows."""
    if not resource.is_person:
        return [resource]
    return list(Resource.objects.usable().filter(kind__in=Resource.PEOPLE, user=resource.user_id)) or [resource]


def standing_on(resources: Iterable[Resource], at: datetime) -> ClaimQuerySet:
    """What is taken on these from now on: appointments and other work that somebody waits for."""
    return Claim.objects.filter(resource__in=resources, status=Claim.Status.TAKEN, during__endswith__gt=at)


def why_not_retire(resource: Resource, at: datetime) -> str | None:
    """Nothing leaves the store while somebody's appointment stands on it. Reads rows."""
    sets = standing_on([resource], at).values_list("claim_set", flat=True).distinct().count()
    if sets:
        facts = {"count": sets, "name": resource.name}
        return _("%(name)s still has appointments (%(count)s). Give each to somebody else first.") % facts
    return None


def why_not_times(times: Times) -> str | None:
    """Why a day's working time cannot be so: half of it is missing, or the break is not inside."""
    if times.off and times.starts:
        return _("Off, or from when to when: not both.")
    if (times.starts is None) != (times.ends is None):
        return _("Enter from when to when.")
    if (times.break_starts is None) != (times.break_ends is None):
        return _("Enter from when to when the break is.")
    if times.break_starts is None or times.break_ends is None:
        return None
    if times.starts is None or times.ends is None:
        return _("A break lies inside working time.")
    starts = _minutes(times.starts)
    length, begins, until = (
        (_minutes(each) - starts) % DAY for each in (times.ends, times.break_starts, times.break_ends)
    )
    if not 0 < begins < until < (length or DAY):
        return _("A break lies inside working time.")
    return None


DAY = 24 * 60


def _minutes(clock: Any) -> int:
    return clock.hour * 60 + clock.minute


def why_not_since(since: date, store: Store, at: datetime) -> str | None:
    """Shifts are changed from today on, and not beyond the horizon of bookings."""
    today = store.today(at)
    if since < today:
        return _("This day is over.")
    if since > today + timedelta(days=MOST_DAYS_AHEAD):
        return _("This is planned at most a year ahead.")
    return None


def why_not_absence(start: datetime, end: datetime, store: Store, at: datetime) -> str | None:
    """An absence ends after it starts, begins today or later, and is planned at most a year ahead."""
    if end <= start:
        return _("The end is before the start.")
    if end <= at or store.today(start) < store.today(at):
        return _("This time has passed.")
    return _too_far(end, store, at)


def _too_far(end: datetime, store: Store, at: datetime) -> str | None:
    if store.today(end) > store.today(at) + timedelta(days=MOST_DAYS_AHEAD):
        return _("This is planned at most a year ahead.")
    return None


def why_not_duty(duty: Duty, store: Store, at: datetime) -> str | None:
    """Duty is for who has the role, from today on, from an hour to a later one. Reads rows."""
    if not is_of_role(duty.user, store, DUTY_ROLES[Duty.Kind(duty.kind)], at):
        return _("%(who)s has no such role at this store.") % {"who": duty.user}
    if duty.ends <= duty.starts and _minutes(duty.ends):
        return _("The end is before the start.")
    return why_not_since(duty.on, store, at)
