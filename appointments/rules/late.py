"""Customers who are late: when they are called, when their time is given away, how they are received all the same."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists
from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.models.stores import Store
from appointments.models.late import LOOKED_BACK, LateCall, is_here_otherwise
from appointments.models.queries import AppointmentQuerySet
from appointments.models.visits import Appointment
from appointments.rules.bookings import BOOKED_WITH, STANDING
from appointments.settings import LATE_CALL, NO_SHOW_AFTER
from capacity.slots.wish import Slot
from core.clock import day_bounds
from core.templatetags import formats
from vehicles.models import Vehicle

S = LateCall.Status


def late_visits(store: Store, at: datetime) -> AppointmentQuerySet:
    """Customers who are so late that somebody calls them, and whom nobody was asked to call yet."""
    return _awaited(at - LATE_CALL.span(store), at).exclude(Exists(LateCall.objects.of_this_time()))


def missed_visits(store: Store, at: datetime) -> AppointmentQuerySet:
    """Customers who have not come so long after their time that it is given to others.

    Who said that he is on his way is waited for as long after the moment that he named.
    """
    waited = NO_SHOW_AFTER.span(store)
    coming = LateCall.objects.of_this_time().filter(status=S.ON_THE_WAY, coming_at__gt=at - waited)
    return _awaited(at - waited, at).exclude(Exists(coming))


def _awaited(until: datetime, at: datetime) -> AppointmentQuerySet:
    """Customers expected up to that moment, whose car is not here for something else."""
    rows = Appointment.objects.expected().of_customers().filter(start__gt=at - LOOKED_BACK, start__lte=until)
    return rows.exclude(is_here_otherwise())


def why_not_call_late(call: LateCall, by: Access, at: datetime) -> str | None:
    """A late customer is called while he is expected at that time."""
    visit = call.appointment
    if not visit.is_expected:
        return _("This appointment is “%(status)s”.") % {"status": visit.get_status_display()}
    if visit.time_version != call.version:
        return _("The appointment is on %(when)s now.") % {"when": formats.daytime(visit.start)}
    return None


def why_not_come_late(appointment: Appointment, by: Access, at: datetime) -> str | None:
    """Who comes after his time was given away is received the same day, unless another visit has taken its place.

    Reads the visits of the car and of the estimate.
    """
    store = by.store
    if store.today(appointment.start) != store.today(at):
        return _("This appointment was on another day. Book a new time, or receive the car as a walk-in.")
    start, end = day_bounds(store.today(at), store.zone)
    if standing := STANDING.first(store=store.pk, vehicle=appointment.vehicle_id, start=start, end=end):
        places = {"when": formats.daytime(standing.start), "appointment": standing}
        return _("This car has an appointment on %(when)s instead: %(appointment)s.") % places
    estimate = appointment.estimate_id
    other = BOOKED_WITH.first(store=appointment.store_id, estimate=estimate) if estimate else None
    if other and other.pk != appointment.pk:
        return _("Appointment %(appointment)s is booked with this estimate.") % {"appointment": other}
    return None


def why_not_now(free: Sequence[Slot], store: Store, at: datetime) -> str | None:
    """Who comes late is received when his work can begin today."""
    if not free:
        return _("No bay and technician are free for this work in the next days.")
    if store.today(free[0].start) != store.today(at):
        return _("Nothing is free for this work today. Book one of the next times instead.")
    return None


def missed_visit(vehicle: Vehicle, store: Store, at: datetime) -> Appointment | None:
    """The visit of today that the car missed, and by which it can still be received. Reads it."""
    start, end = day_bounds(store.today(at), store.zone)
    rows = Appointment.objects.of_customers().filter(vehicle=vehicle, status=Appointment.Status.NO_SHOW)
    return rows.between(start, end).order_by("-start", "-pk").first()
