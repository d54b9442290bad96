"""Follow-up pulls: a tick reads what happened on the floors below and makes the calls that are missing, each once."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from accounts.access import Access
from accounts.models.stores import Store
from accounts.ticks import each_free
from appointments.models.promises import Confirmation
from appointments.models.visits import Appointment
from billing.models.bills import BillLine
from customers.actions.messages import send
from customers.models.messages import Message
from followup.actions.calls import close
from followup.actions.complaints import escalate_complaint
from followup.models.calls import CallResult, CallTask
from followup.models.complaints import Complaint
from followup.rules import hours
from followup.rules.calls import AFTER, after_hand_over
from followup.settings import HEAVY, SILENT_DAY, SILENT_HOUR
from followup.sources import CATCH_UP, SAID, UNASKED, silent
from pricing.models.prices import Operation
from service.models.orders import RepairOrder

K, S, U = CallTask.Kind, CallTask.Status, CallTask.Urgency
SILENT_FOR = {Confirmation.Kind.DAY: SILENT_DAY, Confirmation.Kind.HOUR: SILENT_HOUR}
INVITED_AT_ONCE = 100  # the next tick goes on: other work waits behind this one
RAN_OUT = gettext_noop("The clock has run out.")
LOST = (Message.Status.FAILED, Message.Status.UNKNOWN)


def plan_due(*, by: Access, at: datetime) -> int:
    """Make the missing calls of a store, drop those that became needless, push late complaints up; how many were made.

    The visit is asked about (SERVICE-R17), and whoever did not confirm is called (SERVICE-N10).

    Run twice, or two at once, it makes the same rows: a call is unique for its kind and source (promise P8).
    """
    made = sum(
        _add(calls)
        for calls in (
            _after_service(K.SERVICE_DAY3, by=by, at=at),
            _after_service(K.SERVICE_DAY1, by=by, at=at),
            _for_silent_confirmations(by=by, at=at),
            _for_lost_messages(by=by, at=at),
        )
    )
    _invite(by=by, at=at)
    _drop_needless(by=by, at=at)
    _push_late_complaints(by=by, at=at)
    return made


def _add(calls: Iterable[CallTask]) -> int:
    return len(CallTask.objects.bulk_create(calls, batch_size=500, ignore_conflicts=True))


def _missing(kind: str, rows: QuerySet) -> QuerySet:
    """Those without a call of that kind."""
    return rows.filter(~Exists(CallTask.objects.filter(kind=kind, source_id=OuterRef("pk"))))


def _after_service(kind: str, *, by: Access, at: datetime) -> list[CallTask]:
    """Delivered orders to ask about: all after three days, heavy and repeated repairs after one day too."""
    delivered: QuerySet = RepairOrder.objects.filter(delivered_at__gt=at - CATCH_UP, delivered_at__lte=at)
    delivered = delivered.exclude(appointment__kind=Appointment.Kind.DELIVERY_PREP)
    if kind == K.SERVICE_DAY1:
        delivered = heavy_or_repeated(by.store, delivered)
    return [
        CallTask(
            store=by.store,
            kind=kind,
            source_id=order.pk,
            customer_id=order.customer_id,
            vehicle_id=order.vehicle_id,
            about=order.number,
            about_url=order.get_absolute_url(),
            urgency=U.SOON if kind == K.SERVICE_DAY1 else U.NORMAL,
            due_at=after_hand_over(by.store, order.delivered_at, kind),
            created_at=at,
        )
        for order in _missing(kind, delivered).order_by("pk")
    ]


def heavy_or_repeated(store: Store, orders: QuerySet) -> QuerySet:
    """Overhaul, more than so many standard hours, or something that had been repaired before (service.md 5.11)."""
    lines = BillLine.objects.filter(bill=OuterRef("bill_id"), estimate_line__operation__isnull=False)
    overhaul = lines.filter(estimate_line__operation__warranty_class=Operation.WarrantyClass.OVERHAUL)
    units = lines.order_by().values("bill").annotate(units=Sum("estimate_line__operation__time_units"))
    orders = orders.annotate(overhaul=Exists(overhaul), units=Subquery(units.values("units")))
    repeated = Q(rework_of__isnull=False) | ~Q(appointment__repeat_of="")
    return orders.filter(Q(overhaul=True) | Q(units__gt=HEAVY.of(store)) | repeated)


def _for_silent_confirmations(*, by: Access, at: datetime) -> list[CallTask]:
    """Customers who were asked whether they keep their time and said nothing, or whom the question did not reach."""
    unanswered = Q(state__in=[Confirmation.State.FAILED, Confirmation.State.UNKNOWN])
    for kind, silence in SILENT_FOR.items():
        unanswered |= Q(state=Confirmation.State.ASKED, kind=kind, due_at__lte=at - silence.span(by.store))
    rows = Confirmation.objects.filter(unanswered, side=Confirmation.Side.CUSTOMER).filter(
        appointment__status__in=[Appointment.Status.CONFIRMED, Appointment.Status.PREPARED], appointment__start__gt=at
    )
    calls = [
        _confirming(row, row.appointment.customer_id, by=by, at=at)
        for row in _missing(K.SILENT_CONFIRMATION, rows).select_related("appointment").order_by("pk")
        if row.version == row.appointment.time_version and row.appointment.customer_id
    ]
    return _one_an_appointment(calls)


def _confirming(row: Confirmation, customer: int, *, by: Access, at: datetime) -> CallTask:
    appointment = row.appointment
    return CallTask(
        store=by.store,
        kind=K.SILENT_CONFIRMATION,
        source_id=row.pk,
        customer_id=customer,
        vehicle_id=appointment.vehicle_id,
        about=appointment.number,
        about_url=appointment.get_absolute_url(),
        urgency=U.DEADLINE,
        due_at=min(hours.call_time(by.store, at), appointment.start),
        not_after=appointment.start,
        created_at=at,
    )


def _one_an_appointment(calls: list[CallTask]) -> list[CallTask]:
    """Nobody is called twice about one appointment while the first call is still to be made."""
    waiting = CallTask.objects.open().filter(not_after__isnull=False, about__in=[call.about for call in calls])
    called = set(waiting.values_list("about", flat=True))
    first = {call.about: call for call in reversed(calls)}
    return [call for call in calls if call.about not in called and call is first[call.about]]


def _for_lost_messages(*, by: Access, at: datetime) -> list[CallTask]:
    """Messages that failed, are doubtful, or reach no channel of the customer: somebody tells him by phone."""
    lost = Q(status__in=LOST) | Q(status=Message.Status.SKIPPED, address="")
    rows = Message.objects.filter(lost, created_at__gt=at - CATCH_UP, marketing=False)
    rows = rows.filter(Q(not_after__isnull=True) | Q(not_after__gt=at)).exclude(purpose__in=UNASKED)
    rows = rows.exclude(status=Message.Status.SKIPPED, purpose__in=SAID)
    return [
        CallTask(
            store=by.store,
            kind=K.FAILED_MESSAGE,
            source_id=message.pk,
            customer_id=message.customer_id,
            about=message.subject[:60],
            urgency=U.DEADLINE if message.not_after else U.SOON,
            due_at=hours.call_time(by.store, at),
            not_after=message.not_after,
            created_at=at,
        )
        for message in _missing(K.FAILED_MESSAGE, rows).order_by("pk")
    ]


def _invite(*, by: Access, at: datetime) -> None:
    """The morning after, a customer gets a link to answer himself, unless he is called then; nobody is asked twice."""
    planned = Message.objects.filter(purpose="survey", source_id=OuterRef("pk"))
    called = CallTask.objects.filter(kind=K.SERVICE_DAY1, source_id=OuterRef("source_id"))
    calls = CallTask.objects.open().filter(kind=K.SERVICE_DAY3, due_at__gt=at, attempts=0)
    calls = calls.exclude(Exists(planned)).exclude(Exists(called))
    tomorrow = hours.morning(by.store, by.store.today(at) + timedelta(days=1))
    with override("zh-hans"):
        for call in calls.select_related("customer").order_by("pk")[:INVITED_AT_ONCE]:
            send(
                call.customer,
                by=by,
                at=at,
                purpose="survey",
                source_id=call.pk,
                subject=_("How was your visit to %(store)s?") % {"store": by.store},
                body=_("Thank you for choosing %(store)s. How was it? Tell us in a few taps: {link}")
                % {"store": by.store},
                due_at=tomorrow,
                not_after=call.due_at,
                link=("s", call.pk),
            )


def _drop_needless(*, by: Access, at: datetime) -> None:
    """Calls whose time is over, that were answered otherwise, or whose customer wants none; never out of a hand."""
    refused = CallResult.objects.filter(outcome=CallResult.Outcome.REFUSED, task__customer=OuterRef("customer"))
    answered = Confirmation.objects.filter(pk=OuterRef("source_id")).exclude(state__in=silent())
    arrived = Message.objects.filter(pk=OuterRef("source_id")).exclude(status__in=[*LOST, Message.Status.SKIPPED])
    settled = Complaint.objects.filter(pk=OuterRef("source_id"), status=Complaint.Status.CLOSED)
    needless = (
        Q(not_after__lte=at)
        | Q(Exists(refused), kind__in=CallTask.AFTER_SERVICE)
        | Q(Exists(answered), kind=K.SILENT_CONFIRMATION)
        | Q(Exists(arrived), kind=K.FAILED_MESSAGE)
        | Q(Exists(settled), kind=K.COMPLAINT_CHECK)
    )
    in_no_hand = Q(lease_until__isnull=True) | Q(lease_until__lte=at)
    each_free(CallTask.objects.open().filter(in_no_hand & needless), partial(close, to=S.DROPPED, by=by, at=at))


def _push_late_complaints(*, by: Access, at: datetime) -> None:
    """A clock that ran out is the general manager's business: nobody in charge, no answer, or no solution in time."""
    each_free(Complaint.objects.to_escalate(at), partial(escalate_complaint, by=by, at=at, reason=RAN_OUT))


def follow_settings(before: Store, *, by: Access, at: datetime, commit: bool) -> int:
    """Calls after a visit that nobody has tried yet and that are still to come take their day of now; how many."""
    delivered = RepairOrder.objects.filter(pk=OuterRef("source_id")).values("delivered_at")
    calls = CallTask.objects.open().filter(kind__in=AFTER, attempts=0, due_at__gt=at)
    moved = []
    for call in calls.annotate(delivered_at=Subquery(delivered)).order_by("pk"):
        if call.due_at != after_hand_over(before, call.delivered_at, call.kind):
            continue  # a day that was agreed with the customer
        due_at = max(after_hand_over(by.store, call.delivered_at, call.kind), at)
        if due_at != call.due_at:
            call.due_at = due_at
            moved.append(call)
    if commit and moved:
        CallTask.objects.bulk_update(moved, ["due_at"])
    return len(moved)
