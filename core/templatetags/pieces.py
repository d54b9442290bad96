"""The parts of a page that repeat, drawn by compiled templates (docs/decisions/0021)."""

from typing import Any

from django import template
from django.template import engines
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def compiled(context: template.Context, name: str) -> SafeString:
    """What templates/`name` makes of all that the page knows: `{% compiled "sales/lead_rows.jinja" %}`."""
    facts: dict[str, Any] = context.flatten()  # type: ignore[assignment]  # the stubs know its keys less well
    return _drawn(name, facts, context["request"])


def piece(name: str, **facts: Any) -> SafeString:
    """What templates/`name` makes of these facts alone."""
    return _drawn(name, facts, None)


def _drawn(name: str, facts: dict[str, Any], request: Any) -> SafeString:
    return mark_safe(engines["compiled"].get_template(name).render(facts, request))  # escaped there, value by value
