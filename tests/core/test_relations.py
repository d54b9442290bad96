"""Which earlier reading of a relation may serve the later copy of a row."""

import pytest

from core.relations import keep_related
from tests.factories.customers import make_customer, make_vehicle
from vehicles.models import Vehicle, VehicleModel

pytestmark = pytest.mark.django_db


@pytest.fixture
def earlier(store):
    car = make_vehicle(make_customer(store))
    return Vehicle.objects.select_related("model").get(pk=car.pk)


def reads_model(car) -> bool:
    return not Vehicle._meta.get_field("model").is_cached(car)


def test_what_was_read_before_serves_the_same_row(earlier):
    later = keep_related(Vehicle.objects.get(pk=earlier.pk), earlier, "model")
    assert later.model is earlier.model


def test_a_key_that_has_changed_is_read_anew(earlier):
    later = Vehicle.objects.get(pk=earlier.pk)
    later.model_id = VehicleModel.objects.exclude(pk=earlier.model_id).earliest("pk").pk
    assert reads_model(keep_related(later, earlier, "model"))
    assert later.model != earlier.model


def test_what_the_later_copy_has_read_itself_stays(earlier):
    later = Vehicle.objects.select_related("model").get(pk=earlier.pk)
    own = later.model
    assert keep_related(later, earlier, "model").model is own
