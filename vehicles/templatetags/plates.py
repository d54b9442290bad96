"""The plate of a car as a page shows it, in the colour of the metal."""

from typing import Any

from django import template

from core import plates
from core.templatetags.formats import plate

register = template.Library()


def _kind(text: str) -> str:
    if not text:
        return "none"
    if text.endswith(("挂", "学")):
        return "yellow"
    return "nev" if len(text) == 8 and "\u4e00" <= text[0] <= "\u9fff" else "blue"


@register.inclusion_tag("components/plate.html")
def plate_chip(number: Any, large: bool = False) -> dict:
    """A number plate as the eye knows it: blue, or green for new energy (eight signs)."""
    bare = plates.fold(str(number or ""))
    office, _dot, serial = plate(bare).partition("·")
    return {"text": bare, "office": office if serial else "", "serial": serial, "kind": _kind(bare), "large": large}
