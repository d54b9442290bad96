"""The plate of a car as a page shows it, in the colour of the metal."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from core import plates
from core.templatetags.formats import plate

register = template.Library()


def _kind(text: str) -> str:
    if not text:
        return "none"
    if text.endswith(("挂", "学")):
        return "yellow"
    return "nev" if len(text) == 8 and "\u4e00" <= text[0] <= "\u9fff" else "blue"


@register.simple_tag
def plate_chip(number: Any, large: bool = False) -> SafeString:
    """A number plate in its colours: blue, or green for new energy (eight signs)."""
    bare = plates.fold(str(number or ""))
    office, _dot, serial = plate(bare).partition("·")
    text = format_html('{}<span class="plate-dot">·</span>{}', office, serial) if serial else bare
    css = f"plate-{_kind(bare)}{' plate-l' if large else ''}"
    return format_html('<span class="plate {}">{}</span>', css, text or gettext("no plate yet"))
