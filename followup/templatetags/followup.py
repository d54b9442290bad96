"""How calls and complaints are shown: clocks, and which visits are followed up."""

from datetime import datetime, timedelta

from django import template
from django.utils.timezone import localtime, now
from django.utils.translation import ngettext

from core.templatetags.formats import duration
from followup import sources

register = template.Library()


@register.simple_tag
def followed_up(orders) -> set[int]:
    """Keys of those orders of a page whose follow-up is over; one question for all of them.

    Nothing follows an order that was cancelled.
    """
    cancelled = {order.pk for order in orders if order.status == order.Status.CANCELLED}
    return cancelled | sources.asked_about(orders, now())


@register.simple_tag
def is_followed_up(order) -> bool:
    """The same of one order."""
    return order.pk in followed_up([order])


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
