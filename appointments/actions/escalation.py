"""Puts before the service manager what nobody has mended, once; a part that is late makes a risk by itself."""

from datetime import datetime
from functools import partial

from accounts.access import Access
from accounts.log import notify
from accounts.ticks import each_free
from appointments.actions import visits
from appointments.models.promises import Confirmation
from appointments.models.risks import Risk
from appointments.models.visits import Appointment
from appointments.notices import AppointmentNotice
from appointments.presenters import texts
from appointments.rules import escalation


def escalate(*, by: Access, at: datetime) -> int:
    """Tell the service manager of risks and failed readiness that nobody has mended, at each tick. Returns how many."""
    risks = each_free(escalation.untold_risks(by.store, at), partial(_escalate_risk, by=by, at=at))
    return risks + each_free(escalation.failed_readiness(by.store, at), partial(_escalate_readiness, by=by, at=at))


def _escalate_risk(risk: Risk, *, by: Access, at: datetime) -> None:
    risk.escalated_at = at
    risk.save(update_fields=["escalated_at"])
    _tell(AppointmentNotice.RISK_UNTOLD, risk.appointment, risk, by=by, at=at, why=risk.reason)


def _escalate_readiness(row: Confirmation, *, by: Access, at: datetime) -> None:
    _tell(AppointmentNotice.STILL_NOT_READY, row.appointment, row, by=by, at=at)


def _tell(
    kind: AppointmentNotice,
    appointment: Appointment,
    about: Risk | Confirmation,
    *,
    by: Access,
    at: datetime,
    **facts: str,
) -> None:
    places = {"plate": str(appointment.vehicle), "when": texts.when(by.store, appointment.start)}
    notify(kind, about=about, at=at, url=appointment.get_absolute_url(), **places, **facts)
    visits.record(appointment, "escalated", by=by, at=at, **({"reason": facts["why"]} if facts else {}))


def watch_parts(*, by: Access, at: datetime) -> int:
    """Open a risk for each appointment whose part comes after its day, and end it when it does not. How many opened."""
    late = escalation.late_parts(by.store, at)
    open_rows = Risk.objects.open().filter(kind=Risk.Kind.PART_LATE)
    each_free(open_rows.exclude(appointment__in=late), partial(_end, at=at))
    standing = set(open_rows.values_list("appointment_id", flat=True))
    new = [key for key in late if key not in standing]
    return each_free(Appointment.objects.expected().filter(pk__in=new), partial(_open, late=late, at=at))


def _end(risk: Risk, *, at: datetime) -> None:
    risk.ended_at = max(at, risk.since)
    risk.save(update_fields=["ended_at"])


def _open(appointment: Appointment, *, late: dict[int, str], at: datetime) -> None:
    facts = {"appointment": appointment, "kind": Risk.Kind.PART_LATE}
    if not Risk.objects.open().filter(**facts).exists():
        Risk.objects.create(store_id=appointment.store_id, since=at, reason=late[appointment.pk], **facts)
