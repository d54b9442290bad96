"""A package is received, added and booked with its parts, at each entrance of the API."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.roles import Role
from core.templatetags.formats import yuan
from parts.models import Reservation, StockItem
from pricing.models.estimates import Estimate
from pricing.models.prices import LabourRate, RepairPackage
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


ORACLE = {
    "PK-211-S": "656.00",
    "PK-211-L": "1354.00",
    "PK-888-S": "906.00",
    "PK-888-L": "1780.00",
    "PK-888-DSG": "1662.00",
    "PK-BRK-F": "596.00",
}  # what the trade expects at the usual rates


def make_car_for(code, car) -> Vehicle:
    """The same car with an engine for which the package is made."""
    group = RepairPackage.objects.get(code=code).maintenance_group
    models = VehicleModel.objects.filter(maintenance_group__startswith="ICE")
    models = models.filter(maintenance_group=group) if group.startswith("ICE") else models
    Vehicle.objects.filter(pk=car.pk).update(model=models.first())
    return Vehicle.objects.get(pk=car.pk)


def by_api(car, clients, code) -> Decimal:
    rows = clients["api"].get("/packages/", vehicle=car.pk).json()["results"]
    return {row["code"]: Decimal(row["price"]) for row in rows}[code]


def at_the_desk(car, clients, code) -> Decimal:
    page = clients["desk"].get(reverse("booking"), {"q": car.plate, "package": code})
    [line] = page.context["desk"].estimate["lines"]
    return line["amount"]


def on_the_page_of_a_walk_in(car, clients, code) -> Decimal:
    page = clients["reception"].get(reverse("walk_in"), {"plate": car.plate})
    price = {row["package"].code: row["price"] for row in page.context["form"].package_rows}[code]
    assert f'value="{code}"' in page.content.decode() and yuan(price) in page.content.decode()
    return price


def received_as_a_walk_in(car, clients, code) -> Decimal:
    body = {"plate": car.plate, "complaint": "做保养", "packages": code}
    answer = clients["reception"].post(reverse("walk_in"), body)
    assert answer.status_code == 302, answer.context["form"].errors
    estimate = Estimate.objects.get()
    assert set(estimate.lines.values_list("package__code", "package_zh")) == {
        (code, RepairPackage.objects.get(code=code).name_zh)
    }
    return estimate.total


def asked_as_extra_work(car, clients, code) -> Decimal:
    order = clients["order"](codes=("LO-40-004",))
    Vehicle.objects.filter(pk=order.vehicle_id).update(model=car.model)
    address = reverse("extra_work", args=[order.pk])
    page = clients["reception"].get(address)
    assert f'value="{code}"' in page.content.decode()
    assert clients["reception"].post(address, {"packages": code}).status_code == 302
    extra = Estimate.objects.order_by("pk").last()
    assert set(extra.lines.values_list("package_en", flat=True)) == {RepairPackage.objects.get(code=code).name_en}
    return extra.total


ENTRANCES = [by_api, at_the_desk, on_the_page_of_a_walk_in, received_as_a_walk_in, asked_as_extra_work]


@pytest.fixture
def clients(api_of, client_of, frozen, workshop, at):
    return {
        "api": api_of(Role.SERVICE_ADVISOR),
        "desk": client_of(Role.HOTLINE_CLERK),
        "reception": client_of(Role.SERVICE_ADVISOR),
        "order": lambda **work: service.make_in_work(workshop, at, **work),
    }


@pytest.mark.parametrize(("code", "price"), ORACLE.items())
@pytest.mark.parametrize("entrance", ENTRANCES)
def test_a_package_costs_the_same_at_every_entrance(car, clients, entrance, code, price):
    assert entrance(make_car_for(code, car), clients, code) == Decimal(price)


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_with_another_rate_and_another_price_of_a_part_the_new_sum_is_right(car, clients, entrance, workshop):
    """656 has 0.9 hours of maintenance work at 160 and a filter at 36; both become dearer."""
    work, filter_ = Decimal(0), StockItem.objects.get(part__number="04E115561AC")
    for line in RepairPackage.objects.get(code="PK-211-S").lines.filter(operation__isnull=False):
        rate = LabourRate.objects.get(category=line.operation.category, unit="hour")
        work += Decimal(line.operation.time_units) / 100
    LabourRate.objects.filter(category=rate.category).update(price=rate.price + 50)
    StockItem.objects.filter(pk=filter_.pk).update(price=filter_.price + 7)
    assert entrance(make_car_for("PK-211-S", car), clients, "PK-211-S") == Decimal(656) + work * 50 + 7


def test_the_api_lists_the_packages_of_a_car_with_price_and_time(car, clients):
    rows = {row["code"]: row for row in clients["api"].get("/packages/", vehicle=car.pk).json()["results"]}
    assert OTHER_ENGINE not in rows
    assert (rows["PK-211-S"]["price"], rows["PK-211-S"]["minutes"]) == ("656.00", 54)
    LabourRate.objects.update(valid_from=date(2099, 1, 1))
    rows = {row["code"]: row for row in clients["api"].get("/packages/").json()["results"]}
    assert (rows["PK-211-S"]["price"], OTHER_ENGINE in rows) == (None, True)
    assert clients["api"].get("/packages/", vehicle=0).status_code == 400


def test_a_package_of_another_engine_is_refused_at_the_page_of_a_walk_in(car, clients):
    body = {"plate": car.plate, "complaint": "做保养", "packages": OTHER_ENGINE}
    page = clients["reception"].post(reverse("walk_in"), body)
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["packages"])
    assert not Estimate.objects.exists()


def test_neither_work_nor_a_package_is_refused_at_the_work(car, clients):
    page = clients["reception"].post(reverse("walk_in"), {"plate": car.plate, "complaint": "做保养"})
    assert list(page.context["form"].errors) == ["operations"]


def test_the_name_of_a_package_stays_with_its_line_when_the_group_renames_it(car, clients):
    received_as_a_walk_in(car, clients, "PK-211-S")
    RepairPackage.objects.filter(code="PK-211-S").update(name_zh="新名", name_en="New name")
    estimate = Estimate.objects.get()
    assert {line.package_name for line in estimate.lines.all()} == {MINOR}
    assert MINOR in clients["reception"].get(estimate.get_absolute_url()).content.decode()
    row = clients["api"].get(f"/estimates/{estimate.pk}/").json()["lines"][0]
    assert row["package_name"] == MINOR


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
