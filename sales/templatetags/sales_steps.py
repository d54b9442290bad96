"""The rail of the sales process."""

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.templatetags.ui import once, rail

register = template.Library()

LABEL = _("The eight steps of a sale")
STEPS = (
    pgettext_lazy("step", "Find prospects"),
    pgettext_lazy("step", "Prepare the visit"),
    pgettext_lazy("step", "First visit"),
    pgettext_lazy("step", "Record the customer"),
    pgettext_lazy("step", "Keep revisiting"),
    pgettext_lazy("step", "Remove obstacles"),
    pgettext_lazy("step", "Close the deal"),
    pgettext_lazy("step", "After-sales visit"),
)


@once
def _rail(current: int, skipped: str, closed: bool, small: bool) -> SafeString:
    return rail(LABEL, STEPS, current, skipped, closed, small)


@register.simple_tag
def sales_rail(current: Any, skipped: str = "", closed: Any = False, small: Any = False) -> SafeString:
    """The eight steps of a sale."""
    return _rail(int(current or 0), skipped, bool(closed), bool(small))
