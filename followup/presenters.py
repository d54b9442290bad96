"""What an agent sees beside a call: the visit, the sentences to say in his language, earlier answers."""

from datetime import datetime
from typing import cast

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.access import Access
from accounts.models.people import User
from accounts.models.records import Activity
from accounts.presenters import log_of, timeline_row
from appointments.models.visits import Appointment
from billing.models.bills import BillLine
from core.clock import day_bounds
from core.templatetags.formats import day, daytime
from customers.presenters import phone_for, plate_for
from followup.models.calls import CallResult, CallTask
from followup.models.complaints import Complaint
from followup.sources import source_of
from pricing.models.estimates import EstimateLine
from service.models.orders import RepairOrder
from vehicles.models import RepairFact

TONES: dict[str, str] = {
    CallResult.Outcome.SATISFIED: "good",
    CallResult.Outcome.CONFIRMED: "good",
    CallResult.Outcome.DISSATISFIED: "bad",
}
LOGGED = 100  # lines of the log that a complaint's page shows
COMPLAINT_TONES: dict[str, str] = {
    Complaint.Status.ESCALATED: "bad",
    Complaint.Status.RESOLVED: "good",
    Complaint.Status.CLOSED: "good",
}


def briefing(task: CallTask, access: Access) -> dict:
    """The visit or appointment a call is about, its script, and the customer's history, in seven queries."""
    source = source_of(task)
    order, appointment, complaint = source.order(task), source.appointment(task), source.complaint(task)
    lines = work_of(order)
    return {
        "phone": phone_for(access, task.customer.main_number()),
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


def work_of(order: RepairOrder | None) -> list[str]:
    """The operations of the bill, in the reader's language."""
    if order is None or order.bill_id is None:
        return []
    labour = BillLine.objects.filter(bill=order.bill_id, kind=BillLine.Kind.LABOUR).order_by("position")
    lines = [line.estimate_line for line in labour.select_related("estimate_line__operation")]
    return [str(cast(EstimateLine, line).operation) for line in lines]  # labour of an order has been estimated


def said_by(task: CallTask) -> list[dict]:
    """The customer's latest answers in calls and surveys, newest first: rows of components/timeline.html."""
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
    """How many calls an agent has finished today, and how many still wait."""
    start, _end = day_bounds(access.store.today(at), access.store.zone)
    results = CallResult.objects.filter(by=access.user, at__gte=start)
    return {"done": results.count(), "waiting": CallTask.objects.waiting(at).count()}


def script(
    task: CallTask,
    agent: User | None,
    *,
    order: RepairOrder | None = None,
    appointment: Appointment | None = None,
    complaint: Complaint | None = None,
    work: str = "",
) -> list[str]:
    """The sentences of a call, in order."""
    hello = _("Good day, this is %(agent)s of %(store)s.") % {"agent": agent, "store": task.store}
    if order:
        return [hello, *_after_service(order, work)]
    if appointment:
        return [hello, *_confirming(appointment)]
    if complaint:
        return [hello, *_checking(complaint)]
    return [hello, *_telling(task)]


def _after_service(order: RepairOrder, work: str) -> list[str]:
    said = {"day": day(order.delivered_at), "work": work or _("your repair")}
    return [
        _("On %(day)s we did %(work)s on your car. How does it drive?") % said,
        _("Is what you came for fixed?"),
        _("Did we explain the charges, and was the car ready when we said?"),
        _("How were you treated? From one to five, how content are you?"),
    ]


def _confirming(appointment: Appointment) -> list[str]:
    said = {"when": daytime(appointment.start), "advisor": appointment.advisor.name}
    return [
        _("You have an appointment on %(when)s; %(advisor)s will receive you. Does that still suit you?") % said,
        _("If not: shall we find another time?"),
    ]


def _checking(complaint: Complaint) -> list[str]:
    return [
        _("You were not content: “%(words)s”.") % {"words": complaint.words},
        _("We did the following: %(remedy)s") % {"remedy": complaint.remedy},
        _("Are you content with that?"),
    ]


def _telling(task: CallTask) -> list[str]:
    return [
        _("We sent you a message that may not have reached you: %(subject)s") % {"subject": task.about},
        _("Is everything clear? What else can we do for you?"),
    ]


def complaint_timeline(complaint: Complaint) -> list[dict]:
    """What happened to a complaint, for components/timeline.html."""
    return [timeline_row(line, **_of_complaint(line)) for line in log_of(complaint, LOGGED)]


def _of_complaint(line: Activity) -> dict[str, str]:
    title = Complaint.Status(line.to_status).label if line.to_status else line.what
    tone = COMPLAINT_TONES.get(line.to_status, "bad" if line.verb == "open" else "")
    return {"title": str(capfirst(title)), "tone": tone}
