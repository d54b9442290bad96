"""Visits that are over, calls to make and unhappy customers."""

from datetime import datetime, timedelta
from itertools import count

from accounts.access import Access
from accounts.models.stores import Store
from accounts.roles import Role
from appointments.models.promises import Confirmation
from appointments.models.visits import Appointment
from capacity.models.claims import ClaimSet
from capacity.models.resources import BayType, Resource
from customers.models.people import Customer
from followup.actions import complaints
from followup.models.calls import CallTask
from followup.models.complaints import Complaint
from pricing.models.prices import LabourRate
from service.models.orders import RepairOrder
from tests.factories.accounts import make_user
from tests.factories.billing import MINOR_SERVICE, make_draft, make_rates
from tests.factories.customers import make_customer, make_vehicle
from vehicles.models import Vehicle

_next = count(1)


def make_bay(store: Store) -> Resource:
    kind, bay_type = Resource.Kind.BAY, BayType.objects.order_by("pk").first()
    return Resource.objects.get_or_create(store=store, kind=kind, name="Bay 1", bay_type=bay_type)[0]


def make_hand(store: Store, role: Role, kind: str) -> Resource:
    """A technician or an advisor as a resource."""
    user = make_user(role, store=store)
    return Resource.objects.get_or_create(store=store, kind=kind, user=user, defaults={"name": user.name})[0]


def make_visit(store: Store, start: datetime, *, customer: Customer | None = None, **facts) -> Appointment:
    """An appointment as a row, without the claims of a booking: follow-up reads nothing of those."""
    customer = customer or make_customer(store, at=start)
    own = Vehicle.objects.filter(ownerships__customer=customer).first()
    vehicle = facts.pop("vehicle", None) or own or make_vehicle(customer, at=start)
    return Appointment.objects.create(
        store=store,
        number=f"T{next(_next):06d}",
        customer=customer,
        vehicle=vehicle,
        start=start,
        end=facts.pop("end", start + timedelta(hours=1)),
        bay=make_bay(store),
        technician=make_hand(store, Role.TECHNICIAN, Resource.Kind.TECHNICIAN),
        advisor=make_hand(store, Role.SERVICE_ADVISOR, Resource.Kind.ADVISOR),
        claim_set=ClaimSet.objects.create(store=store, created_at=start),
        created_at=start - timedelta(days=2),
        **{"complaint": "Brakes squeal", **facts},
    )


def make_delivered(
    store: Store, delivered_at: datetime, *, operations=(MINOR_SERVICE,), kind="appointment", repeat_of="", **facts
) -> RepairOrder:
    """A repaired, billed car that was handed over."""
    start = delivered_at - timedelta(hours=3)
    visit = make_visit(
        store, start, kind=kind, repeat_of=repeat_of, status="arrived", arrived_at=start, end=delivered_at, **facts
    )
    if not LabourRate.objects.exists():
        make_rates(store)
    return RepairOrder.objects.create(
        store=store,
        number=f"R{next(_next):06d}",
        appointment=visit,
        customer=visit.customer,
        vehicle=visit.vehicle,
        advisor=visit.advisor.user,
        status="delivered",
        complaint=visit.complaint,
        mileage=38_210,
        bill=make_draft(visit.vehicle, start, operations),
        created_at=start,
        signed_at=start,
        ready_at=delivered_at,
        delivered_at=delivered_at,
    )


def make_call(store: Store, at: datetime, *, kind: str = "service_day3", **facts) -> CallTask:
    """A call that has been due since yesterday, about a visit of its own."""
    delivered_at = at - timedelta(days=4)
    order = facts.pop("order", None) or make_delivered(store, delivered_at)
    return CallTask.objects.create(
        store=store,
        kind=kind,
        source_id=facts.pop("source_id", order.pk),
        customer=order.customer,
        vehicle=order.vehicle,
        about=order.number,
        about_url=order.get_absolute_url(),
        created_at=delivered_at,
        **{"due_at": at - timedelta(days=1), **facts},
    )


def make_calls(store: Store, at: datetime, many: int) -> list[CallTask]:
    """So many due calls, set-based: for races and query counts."""
    customer = make_customer(store, at=at)
    return CallTask.objects.bulk_create(
        CallTask(
            store=store,
            kind="service_day3",
            source_id=1_000_000 + number,
            customer=customer,
            due_at=at - timedelta(hours=1),
            created_at=at - timedelta(days=3),
        )
        for number in range(many)
    )


def make_asked(store: Store, start: datetime, due_at: datetime, *, kind: str = "hour", **facts) -> Confirmation:
    """A customer was asked whether he keeps his time; `status` may be given."""
    visit = facts.pop("visit", None) or make_visit(store, start)
    return Confirmation.objects.create(
        store=store,
        appointment=visit,
        version=visit.time_version,
        kind=kind,
        side="customer",
        due_at=due_at,
        **{"status": "asked", **facts},
    )


def make_complaint(store: Store, at: datetime, *, status: str = "received", **facts) -> Complaint:
    """An unhappy customer, brought to a status by the acts."""
    agent, manager = (
        Access.of(make_user(role, store=store), [role], store) for role in (Role.CRM_AGENT, Role.SERVICE_MANAGER)
    )
    customer = facts.pop("customer", None) or make_customer(store, at=at)
    facts = {"category": "skill", "words": "It still squeals.", **facts}
    complaint = complaints.open_complaint(customer, by=agent, at=at, **facts)
    steps = ["received", "assigned", "in_progress", "resolved", "closed"]
    acts = [
        lambda it: complaints.take_complaint(it, by=manager, at=at),
        lambda it: complaints.answer_complaint(it, by=manager, at=at, answer="We look at it tomorrow."),
        lambda it: complaints.resolve_complaint(it, by=manager, at=at, remedy="New pads, free.", cause="Wrong pads"),
        lambda it: complaints.close_complaint(it, by=agent, at=at),
    ]
    for act in acts[: steps.index(status)]:
        complaint = act(complaint)
    return complaint
