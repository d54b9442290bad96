"""Plates, VINs and mileages as people write them; the same in the API and on the pages."""

import pytest

from customers.models.ownership import Ownership
from tests.bad_input.ground import problem_in
from tests.examples import CALLS
from tests.examples.world import client_for, send
from vehicles.models import Vehicle

ORDINARY = ["沪A12345", "浙B8K6M2", "沪A1234学", "粤Z1234港", "沪AD1234", "沪A·12345", "沪a 12345", "沪A1234挂"]
NEW_ENERGY = ["沪AD12345", "粤BF12345", "京AA12345", "苏E12345D"]
NO_PLATE = ["沪AI2345", "沪AO1234", "京AL12345", "京AG9H234", "沪A123456", "A12345", "沪12345", "无牌", "沪A1234567"]
VINS = ["LSVAA49J132047371", "LSVCC6F2XS2200002", "LFVVB9G39T5800008"]
NO_VIN = {"LSVXZ60E0H234567": "16", "LSVXZ60E0H23456789": "18", "LSVIZ60E0H2345678": "I", "LSVXZ60EOH2345678": "O"}
NO_VIN |= {"LSVXZ60EQH2345678": "Q", "LSVXZ60E0H234567!": "letters", "大众60E0H23456789": "letters"}


@pytest.fixture
def call(world):
    return CALLS["/vehicles/"](world)


@pytest.mark.parametrize("plate", [*ORDINARY, *NEW_ENERGY])
def test_a_plate_is_kept_in_its_one_form(world, call, plate):
    told = send(client_for(call.by, world.now), call.path, call.body | {"plate": plate})
    assert (told.status_code, told.json()["plate"]) == (201, plate.upper().replace("·", "").replace(" ", ""))


@pytest.mark.parametrize("plate", NO_PLATE)
def test_what_is_no_plate_is_told_at_the_field(world, call, plate):
    for language in ("zh-hans", "en"):
        answer = send(client_for(call.by, world.now, language), call.path, call.body | {"plate": plate})
        assert answer.status_code == 400 and list(answer.json()["errors"]) == ["plate"]
    assert not Vehicle.objects.exclude(pk=world.car.pk).exists()


@pytest.mark.parametrize("vin", VINS)
def test_a_true_vin_warns_of_nothing(world, call, vin):
    told = send(client_for(call.by, world.now), call.path, call.body | {"vin": vin}).json()
    assert (told["vin"], told["warnings"]) == (vin, [])


def test_a_wrong_check_digit_warns_and_is_kept(world, call):
    for language, words in (("zh-hans", "校验"), ("en", "check digit")):
        body = call.body | {"vin": "LSVXZ60E0H2345678", "plate": "沪A1234学" if language == "en" else "沪A12345"}
        told = send(client_for(call.by, world.now, language), call.path, body)
        assert told.status_code == 201 and words in told.json()["warnings"][0]
        Ownership.objects.filter(vehicle__vin="LSVXZ60E0H2345678").delete()
        Vehicle.objects.filter(vin="LSVXZ60E0H2345678").delete()


@pytest.mark.parametrize("vin", NO_VIN)
def test_wrong_length_or_letters_refuse(world, call, vin):
    answer = send(client_for(call.by, world.now), call.path, call.body | {"vin": vin})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["vin"])
    assert NO_VIN[vin] in answer.json()["errors"]["vin"][0]


def test_a_lower_mileage_needs_a_reason(world):
    call = CALLS["/vehicles/{id}/mileage/"](world)
    client = client_for(call.by, world.now)
    for km in (37_999, -1):
        assert not problem_in(send(client, call.path, {"km": km}), {400}, "km")
    assert Vehicle.objects.get(pk=world.car.pk).mileage == 38_000
    assert send(client, call.path, {"km": 37_999, "reason": "换了仪表"}).json()["mileage"] == 37_999


@pytest.mark.parametrize("act", ["condition", "check-in"])
def test_a_lower_mileage_at_reception_needs_a_reason(world, act):
    call = CALLS[f"/repair-orders/{{id}}/{act}/"](world)
    Vehicle.objects.update(mileage=50_000)
    client = client_for(call.by, world.now)
    for km in (-1, 49_999, 3_000_000):
        answer = send(client, call.path, call.body | {"mileage": km})
        assert not problem_in(answer, {400}, "mileage")
    kept = send(client, call.path, call.body | {"mileage": 49_999, "lower_mileage_reason": "换了仪表"})
    assert (kept.status_code, kept.json()["mileage"]) == (200, 49_999)
