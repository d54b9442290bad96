"""Appointments as pages of other apps show them."""

from collections.abc import Collection

from appointments.models.visits import Appointment
from capacity.holders import Holder


def claim_holders(claim_sets: Collection[int]) -> dict[int, Holder]:
    """The appointments that hold these claim sets, as a board of the workshop shows them."""
    rows = Appointment.objects.filter(claim_set__in=claim_sets).select_related("advisor")
    return {row.claim_set_id: _holder(row) for row in rows}


def _holder(appointment: Appointment) -> Holder:
    here = appointment.status == Appointment.Status.ARRIVED
    return Holder(appointment.get_absolute_url(), appointment.advisor.name, here)
