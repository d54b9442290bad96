"""Reads what was recorded about appointments: the same few queries for one and for a month of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models.records import Notice
from accounts.models.stores import Store
from appointments.audit.facts import Facts
from appointments.models.calls import PhoneCall
from appointments.models.promises import Confirmation, PrepItem, VisitEvent
from appointments.models.visits import Appointment, AppointmentFault, AppointmentOperation, AppointmentPart, Segment
from appointments.notices import AppointmentNotice
from appointments.presenters import texts
from capacity.models.claims import Claim
from capacity.models.resources import Resource
from customers.models.messages import Message
from customers.models.people import CustomerPhone
from pricing.models.estimates import EstimateLine

AT_ONCE = 500
PURPOSES = [*texts.TO_COME, texts.CANCELLED]
IN_VAIN = timedelta(hours=1)
MAINTENANCE = "PM"
WORKPLACES = [Resource.Kind.BAY, Resource.Kind.TECHNICIAN]


def gather(rows: QuerySet, *, store: Store) -> Iterator[Facts]:
    """The facts of each appointment of a queryset, in its order: one set of queries for every 500 of them."""
    rows, first = with_counts(rows), 0
    while batch := list(rows[first : first + AT_ONCE]):
        yield from facts_of(batch, store)
        first += AT_ONCE
        if len(batch) < AT_ONCE:
            break


def with_counts(rows: QuerySet) -> QuerySet:
    """With the facts that can be columns of the appointment's own row."""
    rows = rows.select_related(
        "customer",
        "vehicle",
        "bay",
        "technician",
        "advisor__user",
        "estimate__told_by",
        "call__taken_by",
        "call__called_back_by",
    )
    of_appointment = {"appointment": OuterRef("pk")}
    lines = EstimateLine.objects.filter(estimate=OuterRef("estimate"), part__isnull=False)
    segments = Segment.objects.filter(**of_appointment, version=OuterRef("time_version"))
    claims = Claim.objects.filter(claim_set=OuterRef("claim_set"), resource__kind__in=WORKPLACES)
    vain = PhoneCall.objects.missed().filter(
        number_folded=OuterRef("call__number_folded"),  # a hidden number is nobody's
        rang_at__lt=OuterRef("call__rang_at"),
        rang_at__gte=OuterRef("call__rang_at") - IN_VAIN,
    )
    work = AppointmentOperation.objects.filter(**of_appointment)
    return rows.annotate(
        has_phone=Exists(CustomerPhone.objects.filter(customer=OuterRef("customer"))),
        has_fault=Exists(AppointmentFault.objects.filter(**of_appointment)),
        has_repair=Exists(work.exclude(operation__category=MAINTENANCE)),
        wanted_parts=ArraySubquery(lines.exclude(approval="declined").values("part__number")),
        seats_wanted=2 * _count(segments, "appointment"),
        seats_taken=_count(claims, "claim_set"),
        rang_in_vain_at=Subquery(vain.exclude(number_folded="").order_by("-rang_at").values("rang_at")[:1]),
    )


def _count(rows: QuerySet, key: str) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(key).annotate(n=Count("pk")).values("n")), 0)


def facts_of(appointments: list[Appointment], store: Store) -> Iterator[Facts]:
    """The facts of these appointments: a query for each kind of record, however many they are."""
    keys = [appointment.pk for appointment in appointments]
    records = {
        "events": _by_appointment(VisitEvent.objects.select_related("by").order_by("at", "pk"), keys),
        "confirmations": _by_appointment(_confirmations(), keys),
        "preparation": _by_appointment(PrepItem.objects.select_related("done_by").order_by("pk"), keys),
        "needs": _by_appointment(_needs(), keys),
        "messages": _by_source(_messages(), keys, "source_id"),
        "notices": _by_source(_notices(), keys, "subject_id"),
    }
    for appointment in appointments:
        records_of_one = {name: tuple(rows[appointment.pk]) for name, rows in records.items()}
        records_of_one["notices"] = _of_this_time(records_of_one["notices"], records_of_one["events"])
        yield Facts(appointment, store, **records_of_one, **_facts_of_row(appointment))


def _facts_of_row(appointment: Appointment) -> dict:
    return {
        "wanted_parts": frozenset(appointment.wanted_parts),
        "has_phone": appointment.has_phone,
        "has_fault": appointment.has_fault,
        "has_repair": appointment.has_repair,
        "free_seats": max(0, appointment.seats_wanted - appointment.seats_taken),
        "rang_in_vain_at": appointment.rang_in_vain_at,
    }


def _by_appointment(rows: QuerySet, keys: list[int]) -> defaultdict[int, list]:
    return _grouped(rows.filter(appointment__in=keys), "appointment_id")


def _by_source(rows: QuerySet, keys: list[int], name: str) -> defaultdict[int, list]:
    return _grouped(rows.filter(**{f"{name}__in": keys}), name)


def _grouped(rows: Iterable, name: str) -> defaultdict[int, list]:
    groups = defaultdict(list)
    for row in rows:
        groups[getattr(row, name)].append(row)
    return groups


def _confirmations() -> QuerySet:
    present = Confirmation.objects.filter(version=F("appointment__time_version"))
    return present.select_related("decided_by").order_by("due_at", "side")


def _needs() -> QuerySet:
    return AppointmentPart.objects.select_related("reservation__item__part", "reservation__picked_by").order_by("pk")


def _messages() -> QuerySet:
    return Message.objects.filter(purpose__in=PURPOSES).defer("body").order_by("created_at", "pk")


def _notices() -> QuerySet:
    about = Notice.objects.filter(
        subject=Appointment._meta.label_lower, kind__in=[AppointmentNotice.BOOKED, AppointmentNotice.MOVED]
    )
    return about.select_related("acknowledged_by").order_by("created_at", "pk")


def _of_this_time(notices: tuple[Notice, ...], events: tuple[VisitEvent, ...]) -> tuple[Notice, ...]:
    """The notices about the present time: written with the booking or the last move."""
    times = [event.at for event in events if event.kind in {"booked", "moved"}]
    return tuple(notice for notice in notices if times and notice.created_at >= times[-1])
