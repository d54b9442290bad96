"""Which work can be priced and booked for a car, both ways."""

from pricing.models.prices import Operation
from pricing.rules import operations
from vehicles.models import Vehicle, VehicleModel

ELECTRIC = Vehicle(pk=1, model=VehicleModel(maintenance_group="BEV", family="ID4"))


def work(pk: int, scope: str) -> Operation:
    return Operation(pk=pk, code=f"OP{pk}", name_zh=f"OP{pk}", name_en=f"OP{pk}", scope=scope)


def test_work_is_chosen_once_and_fits_the_car(store):
    assert operations.why_not_operations([work(1, "ALL"), work(2, "BEV")], ELECTRIC) is None
    assert operations.why_not_operations([work(1, "ICE_EA211")], Vehicle(pk=2)) is None
    assert operations.why_not_operations([], ELECTRIC) == "Choose the work to be done."
    assert operations.why_not_operations([work(1, "ALL")] * 2, ELECTRIC) == "Each piece of work once."
    assert operations.why_not_operations([work(1, "ICE_EA211")], ELECTRIC).startswith(
        "This work does not fit the car: "
    )
