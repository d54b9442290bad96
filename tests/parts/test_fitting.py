"""Which parts are made for which car."""

from parts.models import Part
from parts.rules import fitting
from vehicles.models import Vehicle, VehicleModel


def test_a_part_is_made_for_the_car():
    battery = Part(number="X", name_zh="Battery", name_en="Battery", fits="BEV")
    electric, petrol, unknown = (Vehicle(model=model) for model in (of("ID3", "BEV"), of("BORA", "ICE_EA211"), None))
    assert fitting.why_not_parts([(battery, 1)], electric) is None
    assert fitting.why_not_parts([(battery, 1)], unknown) is None
    assert fitting.why_not_parts([(battery, 1)], petrol) == "Not made for this car: Battery."
    assert fitting.why_not_parts([], petrol) is None


def of(family, group):
    return VehicleModel(family=family, maintenance_group=group)
