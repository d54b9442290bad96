"""A package is received, added and booked with its parts, at each entrance of the API."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.roles import Role
from parts.models import Reservation, StockItem
from pricing.models.estimates import Estimate
from pricing.models.prices import RepairPackage
from tests.factories import service
from tests.factories.parts import make_all_stock
from vehicles.models import Vehicle, VehicleModel

OTHER_ENGINE, MINOR = "PK-888-S", "Minor service EA211"


@pytest.fixture
def api(api_of, frozen):
    return api_of(Role.SERVICE_ADVISOR)


@pytest.fixture
def car(workshop, at):
    make_all_stock(workshop, at)
    car = service.make_car(workshop, mileage=5000)
    Vehicle.objects.filter(pk=car.pk).update(model=VehicleModel.objects.filter(maintenance_group="ICE_EA211").first())
    return Vehicle.objects.get(pk=car.pk)


def numbers(code):
    lines = RepairPackage.objects.get(code=code).lines.filter(part__isnull=False)
    return set(lines.values_list("part__number", flat=True))


def reserved():
    return set(Reservation.objects.values_list("item__part__number", flat=True))


def test_a_walk_in_gets_a_package_with_its_parts(car, api):
    answer = api.post("/repair-orders/", {"vehicle": car.pk, "packages": ["PK-211-S"]})
    assert answer.status_code == 201, answer.json()
    estimate = Estimate.objects.get()
    assert {line.part.number for line in estimate.lines.all() if line.part} == numbers("PK-211-S") == reserved()


def test_a_package_is_booked_with_its_parts(car, api):
    slots = api.get("/slots/", vehicle=car.pk, packages="PK-211-S")
    slot = slots.json()[0]
    body = {"vehicle": car.pk, "packages": ["PK-211-S"], "start": slot["start"], "complaint": "做小保养"}
    answer = api.post("/appointments/", body)
    assert answer.status_code == 201, answer.json()
    assert len(answer.json()["operations"]) == 2
    assert reserved() == numbers("PK-211-S")


def test_no_time_is_offered_while_a_part_of_the_package_lacks(car, api):
    StockItem.objects.filter(part__number="04E115561AC").update(on_hand=0)
    assert api.get("/slots/", vehicle=car.pk, packages="PK-211-S").json() == []


def test_the_desk_offers_the_packages_of_the_engine_in_one_line_with_their_price(car, client_of, frozen, workshop):
    """A visit for a minor service: oil and filter are in its price, and are kept for the car."""
    desk, body = client_of(Role.HOTLINE_CLERK), {"q": car.plate, "package": "PK-211-S", "diagnosis": "maintenance"}
    page = desk.get(reverse("booking"), body)
    shown, codes = page.context["desk"], {row.code for row in page.context["desk"].offered_packages}
    assert OTHER_ENGINE not in codes and codes
    assert [(str(line["thing"]), line["amount"]) for line in shown.estimate["lines"]] == [(MINOR, Decimal(656))]
    said = {"vehicle": car.pk, "slot": shown.times[0].key, "complaint": "做小保养", "answer": "accepted"}
    assert desk.post(reverse("booking"), body | said).status_code == 302
    assert (Estimate.objects.get().total, reserved()) == (Decimal(656), numbers("PK-211-S"))


def test_the_desk_refuses_a_package_of_another_engine_aloud(car, client_of, frozen):
    body = {"q": car.plate, "vehicle": car.pk, "package": OTHER_ENGINE}
    page = client_of(Role.HOTLINE_CLERK).get(reverse("booking"), body)
    assert "Not made for this car" in page.content.decode()


@pytest.mark.parametrize(
    ("address", "more"),
    [
        ("/repair-orders/", {}),
        ("/estimates/", {}),
        ("/appointments/", {"start": "2026-11-25T10:00:00+08:00", "complaint": "做小保养"}),
        ("/slots/hold/", {"start": "2026-11-25T10:00:00+08:00"}),
    ],
)
def test_a_package_of_another_engine_is_refused_at_its_field(car, api, address, more):
    answer = api.post(address, {"vehicle": car.pk, "packages": [OTHER_ENGINE], **more})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["packages"])
