"""Formats statuses, weekdays, opening hours and the accounts of the demo, and tests whether a role is valid."""

from collections.abc import Iterable
from datetime import time
from typing import Any

from django import template
from django.utils.dates import WEEKDAYS
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext, pgettext_lazy

from accounts.models.stores import StoreDay
from accounts.settings import SETTINGS
from core.templatetags.ui import status_chip

register = template.Library()

DEVICES = {
    "phone": pgettext_lazy("device", "Phone"),
    "tablet": pgettext_lazy("device", "Tablet"),
    "desktop": pgettext_lazy("device", "Desktop"),
}


@register.simple_tag
def state_chip(thing) -> SafeString:
    """The status of a thing in words, in the tone that its table gives it."""
    return status_chip(thing.get_status_display(), type(thing).STATES.tones[thing.status])


@register.filter
def counts(membership, at) -> bool:
    """Whether the role is valid at that moment."""
    return membership.is_valid(at)


@register.filter
def setting(store, key: str):
    """The value of a setting at the store."""
    return SETTINGS[key].of(store)


@register.filter
def weekday(number: int) -> str:
    """Monday … Sunday, in the reader's language."""
    return WEEKDAYS[number]


@register.filter
def opening(hours) -> str:
    """08:00–18:00, day and night, or closed; from a pair of times or a day that differs."""
    if isinstance(hours, StoreDay):
        hours = None if hours.closed else (hours.opens, hours.closes)
    if hours is None:
        return pgettext("store", "closed")
    if hours == (time(0), time(0)):
        return gettext("day and night")
    return f"{hours[0]:%H:%M}–{hours[1]:%H:%M}"


@register.filter
def device(code: str) -> Any:
    """On what a role mostly works, in words."""
    return DEVICES.get(code, code)


@register.filter
def by_store(accounts: Iterable[dict]) -> list[dict]:
    """The demo's accounts store by store, the group's last."""
    return sorted(accounts or (), key=lambda account: (not account["store"], account["store"]))
