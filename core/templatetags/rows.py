"""The body of a table: one compiled template for all of its rows (docs/decisions/0021)."""

from typing import Any

from django import template
from django.template import engines
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def table_rows(context: template.Context, name: str) -> SafeString:
    """The rows that templates/`name` makes of what the page knows: `{% table_rows "sales/lead_rows.jinja" %}`."""
    facts: dict[str, Any] = context.flatten()  # type: ignore[assignment]  # the stubs know its keys less well
    rows = engines["rows"].get_template(name).render(facts, context["request"])
    return mark_safe(rows)  # escaped there, value by value
