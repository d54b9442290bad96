"""Sets the shifts of people: their week from a day on, days that differ, and who has duty."""

from collections.abc import Mapping
from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.log import record
from accounts.models.people import User
from accounts.transitions import lock
from capacity import rules
from capacity.models.resources import Resource
from capacity.models.roster import Duty, Shift, ShiftDay
from capacity.perms import CapacityPerm
from capacity.slots.roster import Times
from core.errors import Refused, refuse

AS_THE_STORE = Times(False, None, None, None, None)


@transaction.atomic
def set_week(
    resource: Resource, *, by: Access, at: datetime, since: date, week: Mapping[int, Times | None]
) -> Resource:
    """Set a person's week from a day on (0 = Monday); a weekday without times has the store's hours.

    A week that was to begin later stays; one of the same day is replaced. Appointments that stand are not moved.
    """
    resource = _person(resource, by)
    refuse(rules.why_not_since(since, by.store, at), field="since")
    days = {weekday: week.get(weekday) or AS_THE_STORE for weekday in range(7)}
    for weekday, times in days.items():
        refuse(rules.why_not_times(times), field=f"ends_{weekday}")
    Shift.objects.filter(resource=resource, since=since).delete()
    rows = [
        Shift(store=by.store, resource=resource, since=since, weekday=weekday, **times._asdict())
        for weekday, times in days.items()
    ]
    Shift.objects.bulk_create(rows)
    record(resource, "week", by=by, at=at, since=since.isoformat())
    return resource


@transaction.atomic
def set_day(resource: Resource, *, by: Access, at: datetime, on: date, times: Times, note: str = "") -> ShiftDay:
    """Set how a person works on one day; it replaces what was said of that day."""
    resource = _person(resource, by)
    refuse(rules.why_not_since(on, by.store, at), field="on")
    refuse(rules.why_not_times(times), field="ends")
    facts = {**times._asdict(), "note": note}
    day, _made = ShiftDay.objects.update_or_create(store=by.store, resource=resource, on=on, defaults=facts)
    record(resource, "day", by=by, at=at, note=note, on=on.isoformat())
    return day


@transaction.atomic
def clear_day(day: ShiftDay, *, by: Access, at: datetime) -> Resource:
    """Delete what was said of a day: the person works as in the week again."""
    resource = _person(day.resource, by)
    refuse(rules.why_not_since(day.on, by.store, at))
    record(resource, "clear day", by=by, at=at, on=day.on.isoformat())
    day.delete()
    return resource


def _person(resource: Resource, by: Access) -> Resource:
    """The locked row of a person: of two who plan at once, the second waits."""
    by.require(CapacityPerm.CAPACITY_MANAGE)
    if not resource.is_person:
        raise Refused(_("Only people have shifts."))
    return lock(resource)


@transaction.atomic
def give_duty(*, by: Access, at: datetime, kind: str, user: User, on: date, starts: time, ends: time) -> Duty:
    """Put somebody on the hotline, or let him receive the cars, on a day; the same again changes nothing."""
    by.require(CapacityPerm.CAPACITY_MANAGE)
    duty = Duty(store=by.store, kind=kind, user=user, on=on, starts=starts, ends=ends)
    refuse(rules.why_not_duty(duty, by.store, at), field="user")
    key = {"store": by.store, "kind": kind, "user": user, "on": on, "starts": starts}
    duty, made = Duty.objects.get_or_create(**key, defaults={"ends": ends})
    if not made and duty.ends == ends:
        return duty
    duty.ends = ends
    duty.save(update_fields=["ends"])
    record(duty, "duty", by=by, at=at, kind=kind, on=on.isoformat())
    return duty


@transaction.atomic
def end_duty(duty: Duty, *, by: Access, at: datetime) -> None:
    """Take a duty back that is not over."""
    by.require(CapacityPerm.CAPACITY_MANAGE)
    refuse(rules.why_not_since(duty.on, by.store, at))
    record(duty, "end duty", by=by, at=at, kind=duty.kind, on=duty.on.isoformat())
    duty.delete()
