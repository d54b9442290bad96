"""A manager gives hours that are kept for appointments to a walk-in, once and with a reason (SERVICE-R10)."""

import pytest
from django.db import InternalError, transaction
from django.urls import reverse

from accounts.roles import Role
from appointments.actions import booking
from appointments.rules.bookings import BookingRequest
from capacity.models.overrides import ShareOverride
from capacity.settings import APPOINTMENT_SHARE, SHARE_RELEASED
from core.errors import Refused
from service.actions import reception
from service.models.orders import RepairOrder
from tests.factories import service

pytestmark = pytest.mark.usefixtures("frozen")
WHY = "老客户从外地赶来，刹车不安全"
ONLY_KEPT = "Today only hours kept for appointments are free. A manager may give them to this car, with a reason."


@pytest.fixture
def car(workshop):
    """A car in a store that keeps every hour for appointments."""
    workshop.changed_settings |= {APPOINTMENT_SHARE.key: 100, SHARE_RELEASED.key: 0}
    workshop.save()
    return service.make_car(workshop)


def body(car, **facts):
    return {"vehicle": car.pk, "operations": [service.PADS], "complaint": "刹车异响"} | facts


def test_the_api_says_that_kept_hours_would_do_and_takes_the_managers_reason(car, api_of):
    refused = api_of(Role.SERVICE_ADVISOR).post("/repair-orders/", body(car))
    assert (refused.status_code, refused.json()["detail"], refused.json()["kept"]) == (409, ONLY_KEPT, True)
    manager = api_of(Role.SERVICE_MANAGER)
    assert manager.post("/repair-orders/", body(car, beyond_share="x")).status_code == 409
    assert manager.post("/repair-orders/", body(car, beyond_share=WHY)).status_code == 201
    row = ShareOverride.objects.get()
    assert (row.reason, row.claim_set_id) == (WHY, RepairOrder.objects.get().appointment.claim_set_id)
    assert row.minutes > 0 and str(row.on) == "2026-11-23"


def test_only_a_manager_gives_kept_hours(car, api_of):
    answer = api_of(Role.SERVICE_ADVISOR).post("/repair-orders/", body(car, beyond_share=WHY))
    assert (answer.status_code, RepairOrder.objects.count(), ShareOverride.objects.count()) == (409, 0, 0)
    assert answer.json()["detail"].startswith("Only a manager")


def test_it_is_for_this_walk_in_alone(car, api_of, workshop):
    api = api_of(Role.SERVICE_MANAGER)
    assert api.post("/repair-orders/", body(car, beyond_share=WHY)).status_code == 201
    again = api.post("/repair-orders/", body(service.make_car(workshop, plate="沪B88888")))
    assert (again.status_code, again.json()["kept"]) == (409, True)


def test_nothing_is_recorded_where_no_kept_hour_was_needed(workshop, manager, at):
    car = service.make_car(workshop)
    work = service.operations(service.PADS)
    reception.receive_walk_in(car, by=manager, at=at, operations=work, complaint="刹车异响", beyond_share=WHY)
    assert not ShareOverride.objects.exists()


def test_an_appointment_needs_no_kept_hours(car, manager, at):
    work = service.operations(service.PADS)
    request = BookingRequest(car, work, at, "刹车异响", beyond_share=WHY)
    with pytest.raises(Refused, match="Only a walk-in"):
        booking.book(request, by=manager, at=at)


def test_the_page_asks_the_manager_for_the_reason_and_keeps_what_was_typed(car, client_of):
    [pads] = service.operations(service.PADS)
    typed = {"plate": car.plate, "complaint": "刹车异响", "operations": [pads.pk]}
    advisor = client_of(Role.SERVICE_ADVISOR).post(reverse("walk_in"), typed)
    assert advisor.status_code == 409 and "beyond_share" not in advisor.content.decode()
    client = client_of(Role.SERVICE_MANAGER)
    page = client.post(reverse("walk_in"), typed)
    assert page.status_code == 409 and 'name="beyond_share"' in page.content.decode()
    assert "刹车异响" in page.content.decode()
    assert client.post(reverse("walk_in"), typed | {"beyond_share": WHY}).status_code == 302
    use = client.get(reverse("capacity_use"), {"on": "2026-11-23"})
    assert WHY in use.content.decode() and "once, " in use.content.decode()
    assert use.context["given_hours"] == ShareOverride.objects.get().hours


def test_what_was_given_stays_written_down(car, api_of):
    api_of(Role.SERVICE_MANAGER).post("/repair-orders/", body(car, beyond_share=WHY))
    with pytest.raises(InternalError), transaction.atomic():
        ShareOverride.objects.update(reason="anders")
