"""What an agent sees beside a call: the visit, what is to be said, what was said before."""

from datetime import datetime

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.access import Access
from billing.models.bills import BillLine
from core.clock import day_bounds
from customers.masking import phone_for, plate_for
from followup.models.calls import CallResult, CallTask
from followup.models.complaints import Complaint
from followup.scripts import script
from followup.sources import source_of
from vehicles.models import RepairFact

TONES = {
    CallResult.Outcome.SATISFIED: "good",
    CallResult.Outcome.CONFIRMED: "good",
    CallResult.Outcome.DISSATISFIED: "bad",
}


def story(task: CallTask, access: Access) -> dict:
    """The visit or appointment a call is about, its script, and the customer's history, in seven queries."""
    source = source_of(task)
    order, appointment, complaint = source.order(task), source.appointment(task), source.complaint(task)
    lines = work_of(order)
    phones = sorted(task.customer.phones.all(), key=lambda phone: not phone.primary)
    return {
        "phone": phone_for(access, phones[0].number) if phones else "",
        "plate": plate_for(access, task.vehicle.plate) if task.vehicle else "",
        "order": order,
        "appointment": appointment,
        "check_of": complaint,
        "message": None if appointment else source.message(task),
        "work": lines,
        "script": script(
            task,
            access.user,
            order=order,
            appointment=appointment,
            complaint=complaint,
            work=_(", ").join(lines[:3]),
        ),
        "said": said_by(task),
        "repairs": RepairFact.objects.filter(vehicle=task.vehicle_id).order_by("-on", "-pk")[:4],
        "complaints": Complaint.objects.open().filter(customer=task.customer_id).order_by("-received_at")[:3],
    }


def work_of(order) -> list[str]:
    """The operations of the bill, in the reader's language."""
    if order is None or order.bill_id is None:
        return []
    labour = BillLine.objects.filter(bill=order.bill_id, kind=BillLine.Kind.LABOUR).order_by("position")
    return [str(line.estimate_line.operation) for line in labour.select_related("estimate_line__operation")]


def said_by(task: CallTask) -> list[dict]:
    """What the customer said lately, in all calls and surveys, newest first: rows of components/timeline.html."""
    results = CallResult.objects.filter(task__customer=task.customer_id).select_related("by", "task")
    return [
        {
            "at": result.at,
            "title": capfirst(f"{result.task.get_kind_display()}: {result.get_outcome_display()}"),
            "by": result.by or (pgettext("answer", "by link") if result.through_link else ""),
            "words": result.words,
            "tone": TONES.get(result.outcome, ""),
            "url": "" if result.task_id == task.pk else result.task.get_absolute_url(),
        }
        for result in results.order_by("-at", "-pk")[:6]
    ]


def progress(access: Access, at: datetime) -> dict[str, int]:
    """How far an agent has come today, and how many calls still wait."""
    start, _end = day_bounds(access.store.today(at), access.store.zone)
    mine = CallResult.objects.filter(by=access.user, at__gte=start)
    return {"done": mine.count(), "waiting": CallTask.objects.waiting(at).count()}
