"""Why customers are called: one class for each kind of call. It says which calls are missing, which are needless, and
what a call is about: the row of another department that `source_id` names. Reads only; its caller writes the calls.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum

from accounts.access import Access
from accounts.models.stores import Store
from appointments.models.promises import Confirmation
from appointments.models.visits import Appointment
from billing.models.bills import BillLine
from customers.models.messages import Message
from followup.models.calls import CallResult, CallTask
from followup.models.complaints import Complaint
from followup.rules import hours
from followup.rules.calls import after_hand_over
from followup.settings import HEAVY, SILENT_DAY, SILENT_HOUR
from pricing.models.prices import Operation
from service.models.orders import RepairOrder

K, U = CallTask.Kind, CallTask.Urgency
C = Confirmation.Status
CATCH_UP = timedelta(days=14)  # a visit that long ago is history, not a call that is missing
GONE = (RepairOrder.Status.DELIVERED, RepairOrder.Status.CLOSED)
LOST = (Message.Status.FAILED, Message.Status.UNKNOWN)
SILENT_FOR = {Confirmation.Kind.DAY: SILENT_DAY, Confirmation.Kind.HOUR: SILENT_HOUR}
ABOUT_APPOINTMENTS = "appointment_"  # purposes of messages about an appointment begin so; their source is its key
# Nobody is called because one of these did not arrive: the visit is asked about by phone anyway, and the two
# confirmations follow their messages.
UNASKED = ("survey", "appointment_day", "appointment_hour")
# Agreed on the phone a moment before: a customer without a channel has already been told.
SAID = ("appointment_booked", "appointment_moved")


class CallSource(ABC):
    """One reason to call a customer."""

    kind: CallTask.Kind
    checks_remedy = False

    def missing(self, *, by: Access, at: datetime) -> list[CallTask]:
        """The calls that the tick has to make; none where an act makes them."""
        return []

    @abstractmethod
    def needless(self) -> Q:
        """The condition on open calls of this kind that were answered otherwise, or are not wanted."""

    def order(self, task: CallTask) -> RepairOrder | None:
        """The visit that the call asks about."""
        return None

    def appointment(self, task: CallTask) -> Appointment | None:
        """The appointment to come that the call asks the customer to keep."""
        return None

    def complaint(self, task: CallTask) -> Complaint | None:
        """The complaint whose remedy the call checks."""
        return None

    def message(self, task: CallTask) -> Message | None:
        """The message that did not go out."""
        return None

    def unmade(self, rows: QuerySet) -> QuerySet:
        """Those rows that have no call of this kind."""
        return rows.filter(~Exists(CallTask.objects.filter(kind=self.kind, source_id=OuterRef("pk")))).order_by("pk")

    def call(self, *, by: Access, at: datetime, **facts: Any) -> CallTask:
        """A call of this kind, for the caller to write."""
        return CallTask(store=by.store, kind=self.kind, created_at=at, **facts)


class ThreeDays(CallSource):
    """Every delivered car is asked about, usually after three days (SERVICE-R17)."""

    kind = K.SERVICE_DAY3
    urgency = U.NORMAL

    def missing(self, *, by, at):
        delivered = RepairOrder.objects.filter(delivered_at__gt=at - CATCH_UP, delivered_at__lte=at)
        delivered = delivered.exclude(appointment__kind=Appointment.Kind.DELIVERY_PREP)
        return [self._asking(order, by=by, at=at) for order in self.unmade(self.chosen(by.store, delivered))]

    def chosen(self, store: Store, orders: QuerySet) -> QuerySet:
        """Which of the delivered orders are asked about."""
        return orders

    def _asking(self, order: RepairOrder, *, by: Access, at: datetime) -> CallTask:
        return self.call(
            by=by,
            at=at,
            source_id=order.pk,
            customer_id=order.customer_id,
            vehicle_id=order.vehicle_id,
            about=order.number,
            about_url=order.get_absolute_url(),
            urgency=self.urgency,
            due_at=after_hand_over(by.store, order.delivered_at, self.kind),
        )

    def needless(self):
        refused = CallResult.objects.filter(outcome=CallResult.Outcome.REFUSED, task__customer=OuterRef("customer"))
        return Q(Exists(refused))

    def order(self, task):
        orders = RepairOrder.objects.select_related("advisor", "bill", "appointment")
        return orders.filter(pk=task.source_id).first()


class OneDay(ThreeDays):
    """Heavy and repeated repairs are asked about after one day too."""

    kind = K.SERVICE_DAY1
    urgency = U.SOON

    def missing(self, *, by, at):
        """Without those whose first day is over: a lower limit in the settings makes no call about an old visit."""
        return [call for call in super().missing(by=by, at=at) if call.due_at > at]

    def chosen(self, store, orders):
        later = CallTask.objects.filter(kind=K.SERVICE_DAY3, source_id=OuterRef("pk"))
        tried = later.exclude(status=CallTask.Status.OPEN, attempts=0)
        return heavy_or_repeated(store, orders).filter(~Exists(tried))


class SilentConfirmation(CallSource):
    """A customer who did not answer whether he will come, or whom the question did not reach (SERVICE-N10)."""

    kind = K.SILENT_CONFIRMATION

    def missing(self, *, by, at):
        unanswered = Q(status__in=[C.FAILED, C.UNKNOWN])
        for kind, silence in SILENT_FOR.items():
            unanswered |= Q(status=C.ASKED, kind=kind, due_at__lte=at - silence.span(by.store))
        rows = Confirmation.objects.filter(unanswered, side=Confirmation.Side.CUSTOMER).filter(
            appointment__status__in=[Appointment.Status.CONFIRMED, Appointment.Status.PREPARED],
            appointment__start__gt=at,
        )
        calls = [
            self._confirming(row, row.appointment.customer_id, by=by, at=at)
            for row in self.unmade(rows).select_related("appointment")
            if row.version == row.appointment.time_version and row.appointment.customer_id
        ]
        return _one_an_appointment(calls)

    def _confirming(self, row: Confirmation, customer: int, *, by: Access, at: datetime) -> CallTask:
        appointment = row.appointment
        return self.call(
            by=by,
            at=at,
            source_id=row.pk,
            customer_id=customer,
            vehicle_id=appointment.vehicle_id,
            about=appointment.number,
            about_url=appointment.get_absolute_url(),
            urgency=U.DEADLINE,
            due_at=min(hours.call_time(by.store, at), appointment.start),
            not_after=appointment.start,
        )

    def needless(self):
        silent = [C.ASKED, C.FAILED, C.UNKNOWN]
        return Q(Exists(Confirmation.objects.filter(pk=OuterRef("source_id")).exclude(status__in=silent)))

    def appointment(self, task):
        appointments = Appointment.objects.expected().with_people()
        return appointments.filter(confirmations__pk=task.source_id).first()


class LostMessage(CallSource):
    """A message that failed, is doubtful, or has no channel to the customer: he is told by phone."""

    kind = K.FAILED_MESSAGE

    def missing(self, *, by, at):
        lost = Q(status__in=LOST) | Q(status=Message.Status.SKIPPED, address="")
        rows = Message.objects.filter(lost, created_at__gt=at - CATCH_UP, marketing=False)
        rows = rows.filter(Q(not_after__isnull=True) | Q(not_after__gt=at)).exclude(purpose__in=UNASKED)
        rows = rows.exclude(status=Message.Status.SKIPPED, purpose__in=SAID)
        return [self._telling(message, by=by, at=at) for message in self.unmade(rows)]

    def _telling(self, message: Message, *, by: Access, at: datetime) -> CallTask:
        return self.call(
            by=by,
            at=at,
            source_id=message.pk,
            customer_id=message.customer_id,
            about=message.subject[:60],
            urgency=U.DEADLINE if message.not_after else U.SOON,
            due_at=hours.call_time(by.store, at),
            not_after=message.not_after,
        )

    def needless(self):
        messages = Message.objects.filter(pk=OuterRef("source_id"))
        return Q(Exists(messages.exclude(status__in=[*LOST, Message.Status.SKIPPED])))

    def message(self, task):
        return Message.objects.filter(pk=task.source_id).first()

    def appointment(self, task):
        message = self.message(task)
        if message is None or not message.purpose.startswith(ABOUT_APPOINTMENTS):
            return None
        return Appointment.objects.expected().with_people().filter(pk=message.source_id).first()


class ComplaintCheck(CallSource):
    """The remedy of a complaint: does the customer agree? The act that solves the complaint makes the call."""

    kind = K.COMPLAINT_CHECK
    checks_remedy = True

    def needless(self):
        closed = Complaint.objects.filter(pk=OuterRef("source_id"), status=Complaint.Status.CLOSED)
        return Q(Exists(closed))

    def complaint(self, task):
        return Complaint.objects.filter(pk=task.source_id).first()


SOURCES: dict[str, CallSource] = {
    source.kind: source for source in (ThreeDays(), OneDay(), SilentConfirmation(), LostMessage(), ComplaintCheck())
}


def source_of(task: CallTask) -> CallSource:
    """The reason of a call."""
    return SOURCES[task.kind]


def asked_about(orders: Iterable[RepairOrder], at: datetime) -> set[int]:
    """Keys of the visits whose follow-up is over: the customer was asked, or is not to be asked any more."""
    gone = [order for order in orders if order.status in GONE]
    calls = CallTask.objects.about_service().filter(source_id__in=[order.pk for order in gone]) if gone else ()
    states: dict[int, set[str]] = {}
    for call in calls:
        states.setdefault(call.source_id, set()).add(call.status)
    return {order.pk for order in gone if _is_asked_about(order, states.get(order.pk), at)}


def _is_asked_about(order: RepairOrder, states: set[str] | None, at: datetime) -> bool:
    if states:
        return CallTask.Status.OPEN not in states
    for_sales = order.appointment.kind == Appointment.Kind.DELIVERY_PREP
    return for_sales or order.delivered_at <= at - CATCH_UP


def heavy_or_repeated(store: Store, orders: QuerySet) -> QuerySet:
    """Overhaul, more than so many standard hours, or something that had been repaired before."""
    lines = BillLine.objects.filter(bill=OuterRef("bill_id"), estimate_line__operation__isnull=False)
    overhaul = lines.filter(estimate_line__operation__warranty_class=Operation.WarrantyClass.OVERHAUL)
    units = lines.order_by().values("bill").annotate(units=Sum("estimate_line__time_units"))
    orders = orders.annotate(overhaul=Exists(overhaul), units=Subquery(units.values("units")))
    repeated = Q(rework_of__isnull=False) | ~Q(appointment__repeat_of="")
    return orders.filter(Q(overhaul=True) | Q(units__gt=HEAVY.of(store)) | repeated)


def _one_an_appointment(calls: list[CallTask]) -> list[CallTask]:
    """Only the first call about each appointment, and none where an open one exists."""
    waiting = CallTask.objects.open().filter(not_after__isnull=False, about__in=[call.about for call in calls])
    called = set(waiting.values_list("about", flat=True))
    first = {call.about: call for call in reversed(calls)}
    return [call for call in calls if call.about not in called and call is first[call.about]]
