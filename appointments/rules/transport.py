"""How a customer gets on without his car: what that takes of the store, and what must be known for it."""

from django.utils.translation import gettext as _

from accounts.models.stores import Store
from appointments.models.visits import Appointment
from capacity.models.claims import Claim
from capacity.models.resources import Resource
from capacity.settings import DRIVE, LOAN_RETURN
from capacity.slots.wish import Carriage

T = Appointment.Transport
CARRIED = {T.PICKUP, T.LOAN_CAR}
CARRIERS = (Resource.Kind.DRIVER, Resource.Kind.LOAN_CAR)
QUARTER_MINUTES = 15


def carriage(transport: str, store: Store, kind: str = Appointment.Kind.APPOINTMENT) -> Carriage | None:
    """The driver or the loan car that a way of transport takes; None for who waits or leaves his car.

    A walk-in is here, and what he needs is arranged at the counter: nothing is claimed for it.
    """
    if kind != Appointment.Kind.APPOINTMENT:
        return None
    if transport == T.PICKUP:
        way = _quarters(DRIVE.of(store))
        return Carriage(Resource.Kind.DRIVER, there=way, back=way)
    if transport == T.LOAN_CAR:
        return Carriage(Resource.Kind.LOAN_CAR, back=_quarters(LOAN_RETURN.of(store)))
    return None


def _quarters(minutes: int) -> int:
    return -(-minutes // QUARTER_MINUTES)


def ways_of(appointment: Appointment) -> list[Claim]:
    """The ways of its driver, or the time of its loan car, the earliest first; reads them where there are any."""
    if appointment.transport not in CARRIED:
        return []
    rows = Claim.objects.live().filter(claim_set=appointment.claim_set_id, resource__kind__in=CARRIERS)
    return list(rows.select_related("resource").order_by("during"))


def why_not_address(transport: str, address: str, kind: str = Appointment.Kind.APPOINTMENT) -> str | None:
    """A driver must know where the car is fetched and brought back; that of a walk-in is here."""
    if kind == Appointment.Kind.APPOINTMENT and transport == T.PICKUP and not address.strip():
        return _("Enter where the car is fetched.")
    return None
