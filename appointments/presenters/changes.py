"""What a change says: to the customer in sentences, to the history in facts."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from appointments.models.visits import Appointment
from capacity.models.resources import Resource
from core.templatetags import formats
from customers.languages import written_to_customers


def facts_of(
    appointment: Appointment,
    work: Mapping[str, Any],
    *,
    end: datetime | None = None,
    advisor: Resource | None = None,
) -> dict[str, Any]:
    """What the customer sees of an appointment, as facts; `work` has its operations and pieces of parts."""
    return {
        "operations": sorted(operation.code for operation in work["operations"]),
        "parts": {part.number: number for part, number in work["pieces"].items()},
        "end": (end or appointment.end).astimezone(UTC).isoformat(),
        "advisor": (advisor or appointment.advisor).name,
        "transport": f"{appointment.transport} {appointment.address}".strip(),
        "complaint": appointment.complaint,
        "contact": appointment.contact_name,
        "total": str(appointment.estimate.total) if appointment.estimate else "",
    }


def changes_told(appointment: Appointment, before: dict[str, Any], after: dict[str, Any]) -> str:
    """The sentences for the customer about what is new to him, in his store's language; "" when nothing is."""
    new = {name for name, value in after.items() if value != before[name]}
    with written_to_customers(appointment.store):
        return "".join(f" {sentence}" for name, sentence in _sentences(appointment, after) if name in new)


def _sentences(appointment: Appointment, after: dict[str, Any]) -> list[tuple[str, str]]:
    work = [str(row.operation) for row in appointment.operation_rows.select_related("operation").order_by("pk")]
    ready = formats.daytime(datetime.fromisoformat(after["end"]))
    total = formats.yuan(appointment.estimate.total) if appointment.estimate else ""
    transport = " · ".join(filter(None, [str(appointment.get_transport_display()), appointment.address]))
    return [
        ("operations", _("Work: %(work)s.") % {"work": _(", ").join(work)}),
        ("total", _("Price: about %(total)s.") % {"total": total}),
        ("end", _("Ready about %(when)s.") % {"when": ready}),
        ("advisor", _("%(advisor)s will receive you.") % {"advisor": after["advisor"]}),
        ("transport", _("Transport: %(transport)s.") % {"transport": transport}),
        ("complaint", _("In your words: “%(words)s”.") % {"words": appointment.complaint}),
        ("contact", _("We ask for: %(name)s.") % {"name": appointment.contact_name or appointment.customer}),
    ]
