"""What compiled templates may use (docs/decisions/0021): the tags and filters of our pages, all as filters."""

from typing import Any

from django.template.defaultfilters import capfirst, truncatechars
from django.utils.translation import gettext, ngettext, pgettext
from jinja2 import Environment, StrictUndefined

from accounts.templatetags import accounts
from billing.templatetags import bills
from core.templatetags import formats, ui
from core.views import address_of_key
from customers.templatetags import customers
from sales.templatetags import grades
from service.templatetags import service_steps
from vehicles.templatetags import plates

FILTERS = {
    "capfirst": capfirst,
    "truncatechars": truncatechars,
    "can": ui.can,
    "icon": ui.icon,
    "due_label": ui.due_label,
    "phone_link": ui.phone_text,
    "plate_chip": plates.plate_chip,
    "status_chip": ui.status_chip,
    "state_chip": accounts.state_chip,
    "step_rail": service_steps.step_rail,
    "amount": formats.amount,
    "yuan": formats.yuan,
    "km": formats.km,
    "phone": formats.phone,
    "clock": formats.clock,
    "day": formats.day,
    "daytime": formats.daytime,
    "family_name": customers.family_name,
    "phone_for": customers.phone_for,
    "plate_for": customers.plate_for,
    "grade_for": grades.grade_for,
    "bill_state": bills.bill_state,
    "bill_tone": bills.bill_tone,
}
FUNCTIONS = {"_": gettext, "ngettext": ngettext, "pgettext": pgettext, "address_of_key": address_of_key}


def environment(**options: Any) -> Environment:
    """Escapes by default; a name that is not there raises; nothing is worked out before the language is chosen."""
    strict = {"undefined": StrictUndefined, "optimized": False, "trim_blocks": True, "lstrip_blocks": True}
    compiled = Environment(**{**options, **strict})
    compiled.filters.update(FILTERS)
    compiled.globals.update(FUNCTIONS)
    return compiled
