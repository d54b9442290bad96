"""What an agent says on a call, in the language of whoever reads it (wording after reference/followup_tasks.csv)."""

from django.utils.translation import gettext as _

from appointments.models.visits import Appointment
from core.templatetags.formats import day, daytime
from followup.models.calls import CallTask
from followup.models.complaints import Complaint
from service.models.orders import RepairOrder

K = CallTask.Kind


def script(task: CallTask, agent, *, order=None, appointment=None, complaint=None, work: str = "") -> list[str]:
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
