"""Formats the figures of boards."""

from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

from core.money import yuan
from core.templatetags.ui import stat

register = template.Library()
SHARES = {"%", "‰"}


@register.simple_tag
def tile(figure, change=None):
    """A figure with the link to its rows; money as yuan, a share with its sign, a bad count in the colour of late.

    `change` is that since the days before.
    """
    measured = figure.measured
    bad = figure.up is False and figure.unit != "%" and bool(measured.value)
    return stat(
        figure.name,
        written(measured.value),
        url=figure.rows_url,
        final=measured.final or figure.live or measured.value is None,
        change=change,
        unit="%" if figure.unit == "%" else "",
        note=of(measured, figure.unit),
        tone="bad" if bad else "",
    )


def written(value):
    return yuan(value) if isinstance(value, Decimal) else value


def of(measured, unit) -> str:
    """The two counts of a share; "" for other metrics, such as averages."""
    if unit not in SHARES or not measured.denominator or not isinstance(measured.numerator, int):
        return ""
    return _("%(part)s of %(all)s") % {"part": measured.numerator, "all": measured.denominator}


@register.filter
def figure_in(row: dict, name: str):
    """A cell of the group's table; None is a dash."""
    value = row[name]
    return "–" if value is None else yuan(value) if isinstance(value, Decimal) else value
