"""What appointments do about the goods that they hold the keys of (the register in parts/holders.py)."""

from collections.abc import Collection
from datetime import datetime

from accounts.access import Access
from accounts.log import notify
from accounts.models.people import User
from accounts.transitions import lock
from appointments.actions.groups import recompute_preparation
from appointments.models.queries import AppointmentQuerySet
from appointments.models.visits import Appointment, AppointmentPart
from appointments.notices import AppointmentNotice
from appointments.perms import AppointmentPerm
from appointments.presenters import texts
from appointments.rules import preparation
from core.errors import refuse
from core.transactions import one_transaction
from parts import actions as parts_actions
from parts.models import Reservation
from parts.perms import PartPerm

RELEASED = Reservation.Status.RELEASED


class AppointmentGoods:
    """The goods of appointments whose cars are to come: their preparation follows them in the same moment."""

    def lock(self, reservations: Collection[int]) -> None:
        """Lock the expected appointments that need these goods, in the order of their keys."""
        list(_expected(reservations).select_for_update(of=("self",), no_key=True).order_by("pk"))

    def split(self, reservation: Reservation, rest: Reservation) -> None:
        """The appointment needs the rest, too."""
        for need in AppointmentPart.objects.filter(reservation=reservation):
            AppointmentPart.objects.create(store_id=need.store_id, appointment_id=need.appointment_id, reservation=rest)

    def changed(self, reservations: Collection[int], *, by: Access, at: datetime) -> None:
        """Derive the preparation anew, and tell the advisor which parts his visit has lost."""
        keys = list(_expected(reservations).order_by("pk").values_list("pk", flat=True))
        if not keys:
            return
        _tell_lost(keys, reservations, at=at)
        recompute_preparation(keys, by=by, at=at)

    def names(self, reservations: Collection[int]) -> dict[int, str]:
        """The numbers of the appointments."""
        rows = AppointmentPart.objects.filter(reservation__in=reservations)
        return dict(rows.values_list("reservation_id", "appointment__number"))


def _expected(reservations: Collection[int]) -> AppointmentQuerySet:
    needs = AppointmentPart.objects.filter(reservation__in=reservations)
    return Appointment.objects.expected().filter(pk__in=needs.values("appointment"))


def _tell_lost(keys: Collection[int], reservations: Collection[int], *, at: datetime) -> None:
    needs = AppointmentPart.objects.filter(
        appointment__in=keys, reservation__in=reservations, reservation__status=RELEASED
    )
    people = ("appointment__store", "appointment__vehicle", "appointment__advisor", "reservation__item__part")
    for need in needs.select_related(*people).order_by("pk"):
        appointment, row = need.appointment, need.reservation
        facts = {
            "plate": str(appointment.vehicle),
            "when": texts.when(appointment.store, appointment.start),
            "number": row.item.part.display_number,
            "reason": row.release_reason,
        }
        to, url = User(pk=appointment.advisor.user_id), appointment.get_absolute_url()
        notify(AppointmentNotice.PART_LOST, about=appointment, at=at, to=to, url=url, **facts)


@one_transaction()
def keep_again(appointment: Appointment, *, by: Access, at: datetime) -> Appointment:
    """Keep the parts again that a visit has lost; all or none. What is neither here nor in time is refused."""
    if not by.can(AppointmentPerm.APPOINTMENT_PREPARE):
        by.require(PartPerm.PART_MOVE)
    appointment = lock(appointment)
    lost = list(
        appointment.needs.filter(reservation__status=RELEASED)
        .select_related("reservation__item__part")
        .order_by("reservation__item_id", "pk")
    )
    refuse(preparation.why_not_keep_again(appointment, lost))
    car, needed_at = appointment.vehicle, appointment.start
    parts = [(need.reservation.item.part, need.reservation.quantity) for need in lost]
    kept = parts_actions.reserve(parts, by=by, at=at, label=str(car), vehicle=car, needed_at=needed_at)
    AppointmentPart.objects.filter(pk__in=[need.pk for need in lost]).delete()
    key = {"store_id": appointment.store_id, "appointment_id": appointment.pk}
    AppointmentPart.objects.bulk_create(AppointmentPart(reservation=row, **key) for row in kept)
    recompute_preparation([appointment.pk], by=by, at=at)
    return appointment
