"""What tests of prices start from: the published rates, the stock and the car that tests of the money use."""

from tests.billing.conftest import advisor, car, cashier, english, manager, rates, stock

__all__ = ["advisor", "car", "cashier", "english", "manager", "rates", "stock"]
