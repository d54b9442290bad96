"""Tags and filters for goods on pages."""

import segno
from django import template

from parts.models import Reservation
from parts.shelf.rules import LABEL
from parts.units import unit_name

register = template.Library()

register.filter("unit", unit_name)


@register.filter
def qr_label(reservation: Reservation) -> str:
    """The QR code of a label, as the address of a picture."""
    return segno.make_qr(f"{LABEL}{reservation.pk}", error="m").svg_data_uri(scale=4, border=2)
