"""Workshops with people and bays, and repair orders brought to each status by the acts that lead there."""

import base64
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from accounts.access import Access
from accounts.models.stores import Store
from accounts.roles import Role
from appointments.actions import booking
from appointments.models.visits import Appointment
from appointments.rules.bookings import BookingRequest
from billing.actions import bills, receipts
from capacity.models.resources import BayType, Resource
from parts.models import Part
from pricing.actions import estimates
from pricing.models.prices import Operation
from service.actions import extra, handover, reception, walk_around, workshop
from service.models.orders import RepairOrder
from service.models.work import ExtraWork, Job
from tests.factories import billing as prices
from tests.factories import parts as stock
from tests.factories.accounts import make_user
from tests.factories.customers import make_customer, make_vehicle
from vehicles.models import Vehicle

PADS = "LO-46-001"
DISCS = "LO-46-003"
SMALL_SERVICE = "LO-03-001"
PAD_SET = stock.OIL_FILTER
MASTER = ["T1", "T2", "T3", "T4", "HV", "W1", "B1", "B2", "P1", "P2"]


def person(store: Store, *roles: Role, name: str = "") -> Access:
    """Somebody with these roles; another name is another person."""
    username = f"{name}-{'+'.join(roles)}@{store.code}" if name else ""
    return Access.of(make_user(*roles, store=store, name=name, username=username), roles, store)


def advisor(store: Store) -> Access:
    return person(store, Role.SERVICE_ADVISOR)


def manager(store: Store) -> Access:
    return person(store, Role.SERVICE_MANAGER)


def inspector(store: Store) -> Access:
    return person(store, Role.QUALITY_INSPECTOR)


def cashier(store: Store) -> Access:
    return person(store, Role.CASHIER)


def clerk(store: Store) -> Access:
    return person(store, Role.PARTS_CLERK)


def technician(store: Store, name: str = "") -> Access:
    return person(store, Role.TECHNICIAN, name=name)


def make_technician(store: Store, name: str = "", skills=MASTER) -> Resource:
    user = technician(store, name).user
    facts = {"name": user.name, "skills": list(skills)}
    return Resource.objects.get_or_create(store=store, kind="technician", user=user, defaults=facts)[0]


def make_bay(store: Store, bay_type: str = "GEN", number: int = 1) -> Resource:
    facts = {"bay_type": BayType.objects.get(code=bay_type)}
    return Resource.objects.get_or_create(store=store, kind="bay", name=f"{bay_type} {number}", defaults=facts)[0]


def make_workshop(store: Store, at: datetime, size: int = 3) -> Store:
    """So many bays, technicians and advisors, prices and stock: room for as many cars at a time. Once a store."""
    if Resource.objects.bays().exists():
        return store
    for number in range(1, size + 1):
        make_bay(store, "GEN", number)
        make_technician(store, f"tech{number}")
        who = person(store, Role.SERVICE_ADVISOR, name=f"sa{number}" if number > 1 else "").user
        Resource.objects.create(store=store, kind="advisor", user=who, name=who.name)
    for bay_type in ("FAST", "DIAG", "RECEPT"):
        make_bay(store, bay_type)
    prices.make_rates(store)
    stock.make_stock(store, at, PAD_SET, on_hand=100)
    return store


def operations(*codes: str) -> list[Operation]:
    return list(Operation.objects.filter(code__in=codes).order_by("code"))


def pads(count: int = 1) -> list[tuple[Part, int]]:
    return [(Part.objects.get(number=PAD_SET), count)]


def make_car(store: Store, **facts) -> Vehicle:
    return make_vehicle(make_customer(store), **facts)


def make_visit(
    store: Store, at: datetime, *, codes=(PADS,), parts=0, vehicle: Vehicle | None = None, start=None, **more
):
    """A booked appointment; it starts at `at` unless another start is named. `more` goes to the booking."""
    make_workshop(store, at)
    vehicle = vehicle or make_car(store)
    by, work = advisor(store), operations(*codes)
    estimate = estimates.make_estimate(vehicle, by=by, at=at, operations=work, parts=pads(parts) if parts else ())
    estimate = estimates.tell(estimate, by=by, at=at, channel="phone", answer="accepted")
    request = BookingRequest(
        vehicle,
        operations=work,
        start=start or at,
        complaint="踩刹车有异响",
        estimate=estimate,
        parts=pads(parts) if parts else (),
        **more,
    )
    return booking.book(request, by=by, at=at)


def make_draft(store: Store, at: datetime, *, visit: Appointment | None = None, **facts) -> RepairOrder:
    """A car that has just arrived."""
    return reception.open_order(visit or make_visit(store, at, **facts), by=advisor(store), at=at)


def make_checked_in(store: Store, at: datetime, **facts) -> RepairOrder:
    order = make_draft(store, at, **facts)
    promised = at + timedelta(hours=4)
    km = order.vehicle.mileage + 100
    return walk_around.check_in(
        order, by=advisor(store), at=at, mileage=km, energy_percent=50, belongings="无", promised_at=promised
    )


def make_signed(store: Store, at: datetime, **facts) -> RepairOrder:
    return reception.sign(make_checked_in(store, at, **facts), by=advisor(store), at=at, name="王小明")


def make_dispatched(store: Store, at: datetime, **facts) -> RepairOrder:
    return workshop.dispatch(make_signed(store, at, **facts), by=manager(store), at=at)


def hand_of(job: Job) -> Access:
    """The technician to whom a job was given."""
    return Access.of(job.technician.user, [Role.TECHNICIAN], job.store)


def make_in_work(store: Store, at: datetime, **facts) -> RepairOrder:
    order = make_dispatched(store, at, **facts)
    job = order.jobs.order_by("pk").first()
    workshop.start(job, by=hand_of(job), at=at)
    return RepairOrder.objects.get(pk=order.pk)


def make_paused(store: Store, at: datetime, reason: str = "parts", **facts) -> RepairOrder:
    order = make_in_work(store, at, **facts)
    job = order.jobs.get(status="working")
    workshop.pause(job, by=hand_of(job), at=at, reason=reason)
    return RepairOrder.objects.get(pk=order.pk)


def finish_all(order: RepairOrder, at: datetime, minutes: int = 30) -> RepairOrder:
    """Every open job is worked on for so long and finished."""
    for job in order.jobs.exclude(status="done").order_by("pk"):
        by = hand_of(job)
        if job.status != Job.Status.WORKING:
            begin = workshop.start if job.status == Job.Status.WAITING else workshop.resume
            job = begin(job, by=by, at=at)
        workshop.finish(job, by=by, at=at + timedelta(minutes=minutes))
    return RepairOrder.objects.get(pk=order.pk)


def make_finished(store: Store, at: datetime, **facts) -> RepairOrder:
    return finish_all(make_dispatched(store, at, **facts), at)


def make_failed(store: Store, at: datetime, **facts) -> RepairOrder:
    order = make_finished(store, at, **facts)
    return handover.inspect(order, by=inspector(store), at=at + timedelta(hours=1), passed=False, cause="work")


def make_ready(store: Store, at: datetime, **facts) -> RepairOrder:
    order = make_finished(store, at, **facts)
    return handover.inspect(order, by=inspector(store), at=at + timedelta(hours=1), passed=True)


def make_billed(store: Store, at: datetime, **facts) -> RepairOrder:
    return handover.bill(make_ready(store, at, **facts), by=advisor(store), at=at + timedelta(hours=1))


def pay(order: RepairOrder, at: datetime) -> RepairOrder:
    """The cashier issues the bill and takes its whole amount."""
    by = cashier(order.store)
    bill = bills.issue(order.bill, by=by, at=at)
    receipts.take(bill, by=by, at=at, method="cash", amount=Decimal(bill.total))
    return RepairOrder.objects.get(pk=order.pk)


def make_paid(store: Store, at: datetime, **facts) -> RepairOrder:
    return pay(make_billed(store, at, **facts), at + timedelta(hours=1))


def make_delivered(store: Store, at: datetime, **facts) -> RepairOrder:
    return handover.deliver(make_paid(store, at, **facts), by=advisor(store), at=at + timedelta(hours=2))


def make_closed(store: Store, at: datetime, **facts) -> RepairOrder:
    return handover.close(make_delivered(store, at, **facts), by=advisor(store), at=at + timedelta(days=3))


def make_cancelled(store: Store, at: datetime, **facts) -> RepairOrder:
    return handover.cancel(make_draft(store, at, **facts), by=advisor(store), at=at, reason="改天再来")


REACH = {
    "draft": make_draft,
    "awaiting_customer": make_checked_in,
    "confirmed": make_signed,
    "dispatched": make_dispatched,
    "in_progress": make_in_work,
    "paused": make_paused,
    "qc_pending": make_finished,
    "qc_failed": make_failed,
    "ready": make_ready,
    "delivered": make_delivered,
    "closed": make_closed,
    "cancelled": make_cancelled,
}


def ask(order: RepairOrder, at: datetime, *, codes=(DISCS,), parts=0) -> ExtraWork:
    """The customer is asked about more work."""
    return extra.ask_extra_work(
        order, by=advisor(order.store), at=at, operations=operations(*codes), parts=pads(parts) if parts else ()
    )


def picture(colour: str = "navy", size=(64, 48), kind: str = "JPEG", **save) -> bytes:
    """The bytes of a small picture."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **save)
    return out.getvalue()


def drawing() -> str:
    """A signature as the box on the screen sends it."""
    return "data:image/png;base64," + base64.b64encode(picture(kind="PNG")).decode()


def upload(raw: bytes | None = None, name: str = "car.jpg") -> SimpleUploadedFile:
    """The same as a browser sends it."""
    return SimpleUploadedFile(name, picture() if raw is None else raw, content_type="image/jpeg")


def counted() -> CaptureQueriesContext:
    """The queries inside the block."""
    return CaptureQueriesContext(connection)


def technician_client(client_of, order: RepairOrder):
    """A browser in which the technician of the order's first job is signed in."""
    browser = client_of(Role.TECHNICIAN)
    user = order.jobs.order_by("pk").first().technician.user
    browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return browser
