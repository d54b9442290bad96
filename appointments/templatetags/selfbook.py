"""How the pages of booking online show a plate: to who proved a number, not yet that the car is his."""

from django import template

from core import masks

register = template.Library()


@register.filter
def hidden_plate(plate):
    """`沪A***45`; a car without a plate is shown by a dash."""
    return masks.plate(str(plate)) if plate else "–"
