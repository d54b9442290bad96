"""The waiting list: who may be on it, which freed time suits whom, when a customer may be told."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.models.stores import Store
from appointments.models.visits import Appointment
from appointments.models.waiting import Waiting, WaitingOffer
from core.templatetags import formats
from customers.models.people import Customer
from customers.rules import contact_hours
from pricing.models.prices import Operation, RepairPackage
from vehicles.models import Vehicle

LONGEST = timedelta(days=90)


def why_not_from(from_on: date, today: date) -> str | None:
    """A customer waits from a day that has not passed, within the next three months."""
    if from_on < today - timedelta(days=1):
        return _("The first day has passed.")
    return _("One waits for at most three months.") if from_on > today + LONGEST else None


def why_not_days(from_on: date, until_on: date, today: date) -> str | None:
    """A customer waits for days to come, of the next three months."""
    if until_on < max(from_on, today):
        return _("The last day lies before the first one, or has passed.")
    if until_on > today + LONGEST:
        return _("One waits for at most three months.")
    return None


def why_not_wait(standing: Waiting | None, owner: Customer | None) -> str | None:
    """A car with an owner waits once; `standing` is its entry that is still open, with another wish."""
    if owner is None:
        return _("This car has no owner. Say first whose it is.")
    if standing:
        places = {"when": formats.daytime(standing.since)}
        return _("This car waits already, since %(when)s. Take it off the list to write down another wish.") % places
    return None


def why_not_accept(offer: WaitingOffer, by: Access, at: datetime) -> str | None:
    """A time is taken while it is held."""
    if not offer.is_open:
        return _("This offer is “%(status)s”.") % {"status": offer.get_status_display()}
    return (
        _("The time was held until %(when)s.") % {"when": formats.daytime(offer.expires_at)}
        if at >= offer.expires_at
        else None
    )


def why_not_answer(offer: WaitingOffer | None) -> str | None:
    """There is an offer to answer."""
    return None if offer else _("No time was offered yet.")


def may_tell(store: Store, at: datetime) -> bool:
    """Whether a customer may be told now: never at night (SERVICE-D11)."""
    opens, closes = contact_hours(store, store.today(at))
    return opens <= at < closes


def same_wish(entry: Waiting, **wish: object) -> bool:
    """Whether an entry holds exactly this wish."""
    return all(getattr(entry, name) == value for name, value in wish.items())


def work_of(entry: Waiting) -> tuple[list[Operation], list[RepairPackage]]:
    """The operations and packages that a customer waits for. Reads them."""
    operations = Operation.objects.with_own(entry.store).filter(code__in=entry.operations).order_by("pk")
    return list(operations), list(RepairPackage.objects.filter(code__in=entry.packages).order_by("code"))


def booked_days(vehicle: Vehicle, store: Store, at: datetime) -> Collection[date]:
    """The days to come on which the car is expected: no second visit is offered on one. Reads them."""
    rows = Appointment.objects.live().of_customers().filter(vehicle=vehicle, start__gte=at - timedelta(days=1))
    return {store.today(start) for start in rows.values_list("start", flat=True)}
