"""Plans calls: a tick reads what happened in the other departments and makes the missing calls, each once."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import Access
from accounts.models.stores import Store
from accounts.ticks import each_free
from customers.actions.messages import cancel_messages, send
from customers.languages import written_to_customers
from customers.models.messages import Message
from followup.actions.calls import close
from followup.actions.complaints import escalate_complaint
from followup.models.calls import CallTask
from followup.models.complaints import Complaint
from followup.rules import hours
from followup.rules.calls import AFTER, after_hand_over
from followup.sources import SOURCES
from service.models.orders import RepairOrder

K, S = CallTask.Kind, CallTask.Status
INVITED_AT_ONCE = 100  # the next tick goes on, so that other work need not wait for this one
SURVEY = "survey"  # purpose of the invitation to answer by link
CALLED = gettext_noop("the customer is called by then")
RAN_OUT = gettext_noop("The clock has run out.")


def plan_due(*, by: Access, at: datetime) -> int:
    """Make the missing calls of a store, drop needless ones, escalate late complaints. Returns how many were made.

    Calls ask about visits (SERVICE-R17), and reach customers who did not confirm (SERVICE-N10). Run twice, or two at
    once, it makes the same rows: a call is unique for its kind and source (promise P8).
    """
    made = sum(_add(source.missing(by=by, at=at)) for source in SOURCES.values())
    _invite(by=by, at=at)
    _drop_needless(by=by, at=at)
    _push_late_complaints(by=by, at=at)
    return made


def _add(calls: Iterable[CallTask]) -> int:
    return len(CallTask.objects.bulk_create(calls, batch_size=500, ignore_conflicts=True))


def _invite(*, by: Access, at: datetime) -> None:
    """Send customers a link to answer themselves the morning after a visit, unless they are called then anyway."""
    planned = Message.objects.filter(purpose=SURVEY, source_id=OuterRef("pk"))
    called = CallTask.objects.filter(kind=K.SERVICE_DAY1, source_id=OuterRef("source_id"))
    calls = CallTask.objects.open().filter(kind=K.SERVICE_DAY3, due_at__gt=at, attempts=0)
    calls = calls.exclude(Exists(planned)).exclude(Exists(called))
    tomorrow = hours.morning(by.store, by.store.today(at) + timedelta(days=1))
    with written_to_customers(by.store):
        for call in calls.select_related("customer").order_by("pk")[:INVITED_AT_ONCE]:
            send(
                call.customer,
                by=by,
                at=at,
                purpose=SURVEY,
                source_id=call.pk,
                subject=_("How was your visit to %(store)s?") % {"store": by.store},
                body=_("Thank you for choosing %(store)s. How was it? Tell us in a few taps: {link}")
                % {"store": by.store},
                due_at=tomorrow,
                not_after=call.due_at,
                link=("s", call.pk),
            )


def _drop_needless(*, by: Access, at: datetime) -> None:
    """Drop calls whose time is over, that were answered otherwise, or whose customer wants none; not leased ones."""
    needless = Q(not_after__lte=at)
    for source in SOURCES.values():
        needless |= Q(source.needless(), kind=source.kind)
    not_held = Q(lease_until__isnull=True) | Q(lease_until__lte=at)
    each_free(CallTask.objects.open().filter(not_held & needless), partial(close, to=S.DROPPED, by=by, at=at))


def _push_late_complaints(*, by: Access, at: datetime) -> None:
    """Escalate complaints of which a clock ran out: nobody in charge, no answer, or no solution in time."""
    each_free(Complaint.objects.to_escalate(at), partial(escalate_complaint, by=by, at=at, reason=RAN_OUT))


def follow_settings(before: Store, *, by: Access, at: datetime, commit: bool) -> int:
    """Set the day of untried future calls after visits by the new settings. Returns how many moved.

    The invitation to answer by link moves with its call.
    """
    delivered = RepairOrder.objects.filter(pk=OuterRef("source_id")).values("delivered_at")
    calls = CallTask.objects.open().filter(kind__in=AFTER, attempts=0, due_at__gt=at)
    moved = []
    for call in calls.annotate(delivered_at=Subquery(delivered)).order_by("pk"):
        if call.due_at != after_hand_over(before, call.delivered_at, call.kind):
            continue  # a day that was agreed with the customer
        due_at = after_hand_over(by.store, call.delivered_at, call.kind)
        due_at = hours.call_time(by.store, max(due_at, at))
        if due_at != call.due_at:
            call.due_at = due_at
            moved.append(call)
    if commit and moved:
        CallTask.objects.bulk_update(moved, ["due_at"])
        _follow_invitations(moved, by=by, at=at)
    return len(moved)


def _follow_invitations(moved: Iterable[CallTask], *, by: Access, at: datetime) -> None:
    """Set planned invitations to the morning that the settings name; cancel those whose customer is called by then."""
    due = {call.pk: call.due_at for call in moved}
    planned = Message.objects.filter(purpose=SURVEY, source_id__in=due, status=Message.Status.PLANNED)
    later = []
    for message in planned.order_by("pk"):
        message.not_after = due[message.source_id]
        message.due_at = max(hours.morning(by.store, by.store.today(message.due_at)), at)
        if message.due_at < message.not_after:
            later.append(message)
        else:
            cancel_messages([SURVEY], message.source_id, by=by, at=at, reason=CALLED)
    Message.objects.bulk_update(later, ["due_at", "not_after"])
