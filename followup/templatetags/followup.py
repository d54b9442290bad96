"""How calls and complaints are shown: tones of their states, clocks, what the reader may see."""

from datetime import datetime, timedelta

from django import template
from django.utils.timezone import localtime, now
from django.utils.translation import ngettext

from core.templatetags.formats import duration
from followup import sources
from followup.models.calls import CallTask
from followup.models.complaints import Complaint

register = template.Library()

TONES = {
    CallTask.Status.OPEN: "wait",
    CallTask.Status.DONE: "good",
    CallTask.Status.GIVEN_UP: "off",
    CallTask.Status.DROPPED: "off",
    Complaint.Status.RECEIVED: "bad",
    Complaint.Status.ASSIGNED: "info",
    Complaint.Status.IN_PROGRESS: "info",
    Complaint.Status.ESCALATED: "bad",
    Complaint.Status.RESOLVED: "wait",
    Complaint.Status.CLOSED: "good",
}


@register.filter
def tone(thing) -> str:
    """The tone of a call's or complaint's status chip."""
    return TONES[thing.status]


@register.simple_tag
def followed_up(orders) -> set[int]:
    """Keys of those orders of a page whose follow-up is over; one question for all of them."""
    return sources.asked_about(orders, now())


@register.simple_tag
def is_followed_up(order) -> bool:
    """The same of one order; nothing follows one that was cancelled."""
    return order.status == order.Status.CANCELLED or bool(followed_up([order]))


@register.filter
def passed(moment: datetime | None, at: datetime) -> bool:
    """Whether a promised moment is past."""
    return moment is not None and moment < at


@register.filter
def is_today(moment: datetime, at: datetime) -> bool:
    """Whether it falls on the present day of the store."""
    return localtime(moment).date() == localtime(at).date()


@register.filter
def span(moment: datetime, at: datetime) -> str:
    """The time between two moments as people say it: 35 min, 2 h 5 min, 3 days."""
    length = abs(at - moment)
    if length < timedelta(days=1):
        return duration(length.total_seconds() // 60)
    return ngettext("%(days)s day", "%(days)s days", length.days) % {"days": length.days}
