"""What nobody has mended in time is put before the service manager (SERVICE-R8, SERVICE-D10)."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet

from accounts.models.records import Notice
from accounts.models.stores import Store
from appointments.models.promises import Confirmation, PrepItem
from appointments.models.risks import Risk
from appointments.models.visits import Appointment, AppointmentPart
from appointments.notices import AppointmentNotice
from appointments.settings import ESCALATE_AFTER
from parts.models import Reservation
from parts.rules import stock

EXPECTED = [Appointment.Status.CONFIRMED, Appointment.Status.PREPARED]


def untold_risks(store: Store, at: datetime) -> QuerySet[Risk]:
    """Risks whose customer was not told in time, and which are not mended."""
    rows = Risk.objects.open().filter(since__lte=at - ESCALATE_AFTER.span(store), escalated_at=None, told_at=None)
    expected = rows.filter(appointment__status__in=EXPECTED, appointment__start__gt=at)
    return expected.exclude(appointment__at_risk_at__gte=F("since"))


def failed_readiness(store: Store, at: datetime) -> QuerySet[Confirmation]:
    """Our readiness that failed for the present time, and was not mended in time; not those that were escalated."""
    escalated = Notice.objects.filter(
        kind=AppointmentNotice.STILL_NOT_READY, subject=Confirmation._meta.label_lower, subject_id=OuterRef("pk")
    )
    open_items = PrepItem.objects.open().filter(appointment=OuterRef("appointment"))
    rows = Confirmation.objects.filter(
        side=Confirmation.Side.READINESS,
        status=Confirmation.Status.NOT_READY,
        decided_at__lte=at - ESCALATE_AFTER.span(store),
        version=F("appointment__time_version"),
        appointment__status__in=EXPECTED,
        appointment__start__gt=at,
    )
    return rows.filter(Exists(open_items)).exclude(Exists(escalated))


def awaited_needs(at: datetime) -> QuerySet[AppointmentPart]:
    """Parts of appointments to come that are not here yet."""
    rows = AppointmentPart.objects.filter(appointment__status__in=EXPECTED, appointment__start__gt=at)
    awaited = rows.filter(reservation__status=Reservation.Status.AWAITED)
    return awaited.select_related("appointment", "reservation__item__part").order_by("appointment_id", "pk")


def late_parts(store: Store, at: datetime) -> dict[int, str]:
    """The parts that come after the day of their appointment, by its key: numbers in one text. Reads deliveries."""
    needs = list(awaited_needs(at))
    days = stock.expected_days([need.reservation for need in needs])
    late: dict[int, list[str]] = {}
    for need in needs:
        day = days.get(need.reservation_id)
        if day and day > store.today(need.appointment.start):
            late.setdefault(need.appointment_id, []).append(need.reservation.item.part.number)
    return {key: ", ".join(numbers)[:200] for key, numbers in late.items()}
