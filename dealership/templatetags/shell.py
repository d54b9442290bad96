"""The frame of staff pages as a tag."""

from django import template

from dealership.frame import frame_of

register = template.Library()


@register.simple_tag(takes_context=True)
def staff_frame(context):
    """Ribbon of the demo, top bar, navigation."""
    return frame_of(context["shell"], context["request"], context.get("csrf_token"))
