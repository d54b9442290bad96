"""What a booking may ask of the workshop: when work may start, and who or what may be named for it."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models.stores import Store
from capacity.models import Resource
from capacity.slots.opening import START_MINUTES
from capacity.slots.stages import Stage

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
