"""Django's `csrf_token` with a field that names the person who opened the form (`core.form_drafts`)."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core import form_drafts

register = template.Library()


@register.simple_tag(takes_context=True)
def csrf_token(context: template.Context) -> SafeString | str:
    """The hidden fields of every form of staff."""
    token = context.get("csrf_token")
    if not token or token == "NOTPROVIDED":
        return ""
    field = '<input type="hidden" name="{}" value="{}">'
    inputs = format_html(field, "csrfmiddlewaretoken", token)
    mark = form_drafts.mark_of(context["request"]) if "request" in context else ""
    return inputs + format_html(field, form_drafts.MARK, mark) if mark else inputs
