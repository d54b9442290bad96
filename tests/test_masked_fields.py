"""Phones, plates and VINs of customers leave by the API through fields that mask them for the reader (promise P20)."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from django.db import models
from rest_framework import serializers

from core.api import Strict
from core.columns import MaskedAddressField, MaskedPhoneField
from customers.api.fields import Veiled
from customers.models.people import CustomerPhone
from vehicles.models import Vehicle

ROOT = Path(__file__).parents[1]
NAMES = {"phone", "plate", "vin", "email"}  # whatever the answer is made of
MASKED = (MaskedPhoneField, MaskedAddressField)
# Drawn for the schema only: `conflict_card` and `LeadOutput.to_representation` answer mappings that they have masked.
MASKED_BEFORE = {("ConflictOutput", "phone"), ("LeadCustomerOutput", "phone")}
MASKED_BEFORE |= {
    (name, "plate") for name in ("BlockOutput", "QueuedOutput", "UndispatchedOutput")
}  # `service.presenters.board`


def answers() -> set[type[serializers.BaseSerializer]]:
    """Every serializer of the project that answers; a body that is read shows nothing."""
    for path in [*ROOT.glob("*/api/serializers.py"), *ROOT.glob("*/*/api/serializers.py")]:
        import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    for path in ROOT.glob("*/api/serializers/*.py"):
        import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    ours = {
        cls
        for cls in subclasses(serializers.Serializer)
        if not cls.__module__.startswith(("rest_framework.", "drf_", "tests."))
    }
    return {cls for cls in ours if not issubclass(cls, Strict)}


def subclasses(cls: type) -> Iterator[type]:
    for child in cls.__subclasses__():
        yield child
        yield from subclasses(child)


def open_fields(cls: type[serializers.Serializer]) -> list[str]:
    """The fields of a serializer that give a customer's number, plate or VIN as it is kept."""
    named = [(name, field) for name, field in cls().fields.items() if not isinstance(field, serializers.BaseSerializer)]
    model = getattr(getattr(cls, "Meta", None), "model", None)
    return [
        name
        for name, field in named
        if not isinstance(field, Veiled) and (name in NAMES or is_kept_masked(model, field.source))
    ]


def is_kept_masked(model: type[models.Model] | None, source: str) -> bool:
    """Whether a source (`vehicle.plate`) ends at a column that is masked, or names the car or number as a text."""
    *keys, last = source.split(".")
    for key in keys:
        model = related(model, key)
    if last == "__str__":
        return model in {Vehicle, CustomerPhone}
    if model is Vehicle and last in NAMES:
        return True
    return (
        any(field.name == last and isinstance(field, MASKED) for field in model._meta.get_fields()) if model else False
    )


def related(model: type[models.Model] | None, key: str) -> type[models.Model] | None:
    fields = {field.name: field for field in model._meta.get_fields()} if model else {}
    return fields[key].related_model if key in fields else None


def test_every_answer_masks_numbers_plates_and_vins():
    found = {(cls.__name__, name) for cls in answers() for name in open_fields(cls)}
    assert found == MASKED_BEFORE


def test_the_walk_finds_the_answers_that_mask():
    veiled = {cls.__name__ for cls in answers() if any(isinstance(field, Veiled) for field in cls().fields.values())}
    assert {"CustomerOutput", "PhoneCallOutput", "VisitOutput", "BillRowOutput", "OrderVehicleOutput"} <= veiled


def test_a_plain_field_of_a_number_a_plate_or_a_car_is_found():
    class NumberOutput(serializers.ModelSerializer):
        car = serializers.CharField(source="customer.ownerships.vehicle.__str__")
        mark = serializers.CharField(source="customer.ownerships.vehicle.plate")
        plate = serializers.SerializerMethodField()

        class Meta:
            model = CustomerPhone
            fields = ["id", "number", "primary", "car", "mark", "plate"]

    assert open_fields(NumberOutput) == ["number", "car", "mark", "plate"]
