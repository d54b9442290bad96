"""What a call is about: the row that its `source_id` names, in the department it belongs to."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from appointments.models.promises import Confirmation
from appointments.models.visits import Appointment
from customers.models.messages import Message
from followup.models.calls import CallTask
from followup.models.complaints import Complaint
from service.models.orders import RepairOrder

K = CallTask.Kind
CATCH_UP = timedelta(days=14)  # a visit that long ago is history, not a call that is missing
GONE = (RepairOrder.Status.DELIVERED, RepairOrder.Status.CLOSED)
ABOUT_APPOINTMENTS = "appointment_"  # purposes of messages about an appointment begin so; their source is its key
# Nobody is called because one of these did not arrive: the visit is asked about by phone anyway, and the two
# confirmations follow their messages.
UNASKED = ("survey", "appointment_day", "appointment_hour")
# Was agreed on the phone a moment before, so that a customer whom no channel reaches knows it already.
SAID = ("appointment_booked", "appointment_moved")


def order_of(task: CallTask) -> RepairOrder | None:
    """The visit that a call after service asks about."""
    if task.kind not in CallTask.AFTER_SERVICE:
        return None
    orders = RepairOrder.objects.select_related("advisor", "bill", "appointment")
    return orders.filter(pk=task.source_id).first()


def asked_about(orders: Iterable[RepairOrder], at: datetime) -> set[int]:
    """Keys of the visits whose sixth step is over: the customer was asked, or is not to be asked any more."""
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


def complaint_of(task: CallTask) -> Complaint | None:
    """The complaint whose remedy a call checks."""
    return Complaint.objects.filter(pk=task.source_id).first() if task.kind == K.COMPLAINT_CHECK else None


def message_of(task: CallTask) -> Message | None:
    """The message that did not go out."""
    return Message.objects.filter(pk=task.source_id).first() if task.kind == K.FAILED_MESSAGE else None


def appointment_of(task: CallTask) -> Appointment | None:
    """The appointment to come that a call asks the customer to keep."""
    appointments = Appointment.objects.expected().with_people()
    if task.kind == K.SILENT_CONFIRMATION:
        return appointments.filter(confirmations__pk=task.source_id).first()
    message = message_of(task)
    if message and message.purpose.startswith(ABOUT_APPOINTMENTS):
        return appointments.filter(pk=message.source_id).first()
    return None


def silent() -> list[str]:
    """Statuses of a customer's confirmation that call for a phone call."""
    return [Confirmation.Status.ASKED, Confirmation.Status.FAILED, Confirmation.Status.UNKNOWN]
