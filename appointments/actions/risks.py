"""Why appointments may not be kept: a cause arises when their time is displaced, and ends when it fits again."""

from collections.abc import Collection
from datetime import datetime

from accounts.access import Access
from accounts.log import answer_notices, notice_of
from accounts.models.people import User
from accounts.models.records import Notice
from appointments.actions.groups import recompute_preparation
from appointments.models.risks import Risk
from appointments.models.visits import Appointment
from appointments.notices import AppointmentNotice
from appointments.presenters import texts
from capacity.disturbances import Disturbance


def disturbed(claim_sets: Collection[int], why: Disturbance, *, by: Access, at: datetime) -> None:
    """Put the appointments of these claim sets at risk and tell their advisors, before the customers drive off.

    Technician and bay are not prepared any more.
    """
    rows = Appointment.objects.expected().filter(claim_set__in=claim_sets)
    visits = list(rows.select_related("store", "vehicle", "advisor").order_by("pk"))
    at_risk = Risk.objects.open().filter(appointment__in=visits, kind=why.cause)
    already = set(at_risk.values_list("appointment", flat=True))
    fresh = [visit for visit in visits if visit.pk not in already]
    facts = {"kind": why.cause, "reason": why.reason[:200], "since": at}
    risks = [Risk(store_id=visit.store_id, appointment=visit, **facts) for visit in fresh]
    Risk.objects.bulk_create(risks, ignore_conflicts=True)
    Notice.objects.bulk_create([_notice(visit, AppointmentNotice.DISTURBED, at, why=why.reason) for visit in fresh])
    recompute_preparation([visit.pk for visit in visits], by=by, at=at)


def settled(claim_sets: Collection[int], *, by: Access, at: datetime) -> None:
    """End the risks of these claim sets whose time fits again, and tell their advisors so."""
    open_risks = Risk.objects.open().exclude(kind=Risk.Kind.PART_LATE).filter(appointment__claim_set__in=claim_sets)
    rows = Appointment.objects.filter(pk__in=open_risks.values("appointment"))
    visits = list(rows.select_related("store", "vehicle", "advisor").order_by("pk"))
    for visit in visits:
        end_risks(visit, by=by, at=at)
        if visit.is_expected:
            _notice(visit, AppointmentNotice.SETTLED, at).save(force_insert=True)
    recompute_preparation([visit.pk for visit in visits], by=by, at=at)


def end_risks(appointment: Appointment, *, by: Access, at: datetime) -> None:
    """End what put the time of an appointment at risk: it fits again, is another, or is over."""
    if not getattr(appointment, "has_risk", True):  # read `for_acts`
        return
    risks = Risk.objects.open().exclude(kind=Risk.Kind.PART_LATE).filter(appointment=appointment)
    if risks.update(ended_at=at):
        answer_notices(AppointmentNotice.DISTURBED, about=appointment, by=by, at=at)


def _notice(visit: Appointment, kind: AppointmentNotice, at: datetime, **more: str) -> Notice:
    facts = {"plate": str(visit.vehicle), "when": texts.when(visit.store, visit.start), **more}
    to = User(pk=visit.advisor.user_id)
    return notice_of(kind, about=visit, at=at, to=to, url=visit.get_absolute_url(), **facts)
