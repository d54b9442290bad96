"""The rail of the service process."""

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appointments.models.visits import Appointment
from core.templatetags.ui import once, rail

register = template.Library()

LABEL = _("The six steps of service")
STEPS = (
    pgettext_lazy("step", "Appointment"),
    pgettext_lazy("step", "Reception"),
    pgettext_lazy("step", "Repair"),
    pgettext_lazy("step", "Inspection"),
    pgettext_lazy("step", "Settlement"),
    pgettext_lazy("step", "Follow-up"),
)


@once
def _rail(current: int, skipped: str, closed: bool, small: bool) -> SafeString:
    return rail(LABEL, STEPS, current, skipped, closed, small)


@register.simple_tag
def step_rail(current: Any, skipped: str = "", closed: Any = False, small: Any = False) -> SafeString:
    """The six steps of service: 预约 接待 维修 检验 结算 跟踪回访."""
    return _rail(int(current or 0), skipped, bool(closed), bool(small))


@register.simple_tag
def steps_skipped(number: str) -> str:
    """The steps that the visit of a repair order leaves out, for a bill, which copies the number of its order."""
    visit = Appointment.objects.filter(order__number=number).only("kind").first()
    return visit.skipped_steps if visit else ""
