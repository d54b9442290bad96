"""Reads what was recorded about appointments: the same few queries for one and for a month of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models.records import Notice
from accounts.models.stores import Store
from appointments.audit.facts import Facts, FloorWork
from appointments.models.calls import PhoneCall
from appointments.models.corrections import Correction
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
LONGEST_WORK = timedelta(days=1)  # that is looked for in a bay that was not free: older work is forgotten work
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
    engaged = vain.filter(engaged=True).exclude(number_folded="").order_by("rang_at")
    unheard = vain.filter(engaged=False).exclude(number_folded="").order_by("-rang_at")
    work = AppointmentOperation.objects.filter(**of_appointment)
    return rows.annotate(
        is_corrected=Exists(Correction.objects.standing().filter(**of_appointment)),
        has_phone=Exists(CustomerPhone.objects.filter(customer=OuterRef("customer"))),
        has_fault=Exists(AppointmentFault.objects.filter(**of_appointment)),
        has_repair=Exists(work.exclude(operation__category=MAINTENANCE)),
        wanted_parts=ArraySubquery(lines.exclude(approval="declined").values("part__number")),
        seats_wanted=2 * _count(segments, "appointment"),
        seats_taken=_count(claims, "claim_set"),
        seats_lost=_count(_lost(segments, "bay"), "appointment") + _count(_lost(segments, "technician"), "appointment"),
        rang_in_vain_at=Subquery(unheard.values("rang_at")[:1]),
        engaged_at=Subquery(engaged.values("rang_at")[:1]),
    )


def _lost(segments: QuerySet, place: str) -> QuerySet:
    """The stretches whose bay or technician is not taken for all of their time any more."""
    own = Claim.objects.filter(claim_set=OuterRef("appointment__claim_set"), resource=OuterRef(place))
    own = own.filter(during__startswith__lte=OuterRef("start"), during__endswith__gte=OuterRef("end"))
    return segments.exclude(Exists(own.filter(status=Claim.Status.TAKEN)))


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
        "corrections": _corrections(appointments),
        "messages": _by_source(_messages(), keys, "source_id"),
        "notices": _by_source(_notices(), keys, "subject_id"),
    }
    works = _works(appointments)
    for appointment in appointments:
        records_of_one = {name: tuple(rows[appointment.pk]) for name, rows in records.items()}
        records_of_one["notices"] = _of_this_time(records_of_one["notices"], records_of_one["events"])
        beside = _beside(appointment, works)
        yield Facts(appointment, store, **records_of_one, **_facts_of_row(appointment), beside=beside)


def _works(appointments: list[Appointment]) -> dict[int, list[FloorWork]]:
    """The work that really ran around these appointments, by bay and by technician: one query."""
    starts = [appointment.start for appointment in appointments]
    events = VisitEvent.objects.filter(kind__in=["work_started", "work_finished"])
    events = events.filter(appointment__start__gte=min(starts) - LONGEST_WORK, appointment__start__lte=max(starts))
    begun: dict[int, FloorWork] = {}
    places: dict[int, tuple] = {}
    columns = ("appointment", "appointment__number", "appointment__freed_at", "kind", "at", "facts")
    for key, number, freed_at, kind, at, facts in events.order_by("at", "pk").values_list(*columns):
        if kind == "work_started" and key not in begun:
            begun[key], places[key] = FloorWork(key, number, at, freed_at), (facts.get("bay"), facts.get("worker"))
        elif kind == "work_finished" and key in begun:
            begun[key] = begun[key]._replace(over=at)
    works: dict[int, list[FloorWork]] = defaultdict(list)
    for key, work in begun.items():
        for place in places[key]:
            works[place].append(work)
    return works


def _beside(appointment: Appointment, works: dict[int, list[FloorWork]]) -> tuple[tuple[str, FloorWork], ...]:
    """(bay or technician, other car's work) that ran there when this appointment was to begin."""
    places = {appointment.bay_id: appointment.bay.name, appointment.technician_id: appointment.technician.name}
    return tuple(
        (name, work)
        for key, name in places.items()
        for work in works[key]
        if work.appointment != appointment.pk and work.runs_at(appointment.start)
    )


def _facts_of_row(appointment: Appointment) -> dict:
    return {
        "wanted_parts": frozenset(appointment.wanted_parts),
        "has_phone": appointment.has_phone,
        "has_fault": appointment.has_fault,
        "has_repair": appointment.has_repair,
        "free_seats": max(0, appointment.seats_wanted - appointment.seats_taken),
        "lost_seats": appointment.seats_lost if appointment.is_expected else 0,
        "rang_in_vain_at": appointment.rang_in_vain_at,
        "engaged_at": appointment.engaged_at,
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


def _corrections(appointments: list[Appointment]) -> defaultdict[int, list]:
    """Read only where there is one: they are rare."""
    keys = [appointment.pk for appointment in appointments if appointment.is_corrected]
    rows = Correction.objects.standing().select_related("corrected_by")
    return _by_appointment(rows, keys) if keys else defaultdict(list)


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
