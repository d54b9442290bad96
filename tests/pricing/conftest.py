"""What tests of prices start from: the published rates, the stock and the car that tests of the money use."""

from tests.billing.conftest import (
    advisor,
    car,
    cashier,
    common_ground,
    english,
    ground,
    manager,
    rates,
    stock,
    store,
)

__all__ = ["advisor", "car", "cashier", "common_ground", "english", "ground", "manager", "rates", "stock", "store"]
