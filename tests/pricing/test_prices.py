"""The published prices (SERVICE-R38)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django_scopes import scope

from core.errors import Refused
from parts.models import StockItem
from pricing.actions import estimates
from pricing.models.prices import LabourRate, Operation, RepairPackage
from pricing.presenters import published
from pricing.rules import prices
from tests.factories import billing, customers, parts

TODAY = date(2026, 11, 23)
ORACLE = {
    "PK-211-S": "656.00",
    "PK-211-L": "1354.00",
    "PK-888-S": "906.00",
    "PK-888-L": "1780.00",
    "PK-888-DSG": "1662.00",
    "PK-BRK-F": "596.00",
}


@pytest.fixture
def full_stock(store, at):
    return parts.make_all_stock(store, at)


@pytest.mark.parametrize(("code", "total"), ORACLE.items())
def test_a_package_costs_what_the_trade_expects(code, total, rates, full_stock, store, at, advisor):
    car = customers.make_vehicle(customers.make_customer(store))
    operations, needed = prices.contents(RepairPackage.objects.get(code=code))
    estimate = estimates.make_estimate(car, by=advisor, at=at, operations=operations, parts=needed)
    assert estimate.total == Decimal(total)
    assert sum(line.amount for line in estimate.lines.all()) == estimate.total


def test_the_public_list_shows_the_same_package_prices(rates, full_stock):
    shown = {row["package"].code: row["price"] for row in published(TODAY)["packages"]}
    assert {code: shown[code] for code in ORACLE} == {code: Decimal(total) for code, total in ORACLE.items()}


def test_a_package_with_an_unpriced_part_is_not_published(rates, stock):
    assert {row["package"].code for row in published(TODAY)["packages"]} == {"PK-211-S", "PK-PHEV-S"}


@pytest.mark.parametrize(
    ("code", "quantity", "unit", "amount"),
    [
        ("LO-51-002", "1", "panel", "500.00"),
        ("LO-51-005", "13", "panel", "6500.00"),
        ("LO-51-006", "1.5", "hour", "225.00"),
        ("LO-03-001", "0.8", "hour", "128.00"),
        ("LO-01-011", "0.3", "hour", "0.00"),
    ],
)
def test_paint_is_priced_by_the_panel_and_work_by_the_hour(rates, code, quantity, unit, amount):
    operation = Operation.objects.get(code=code)
    line = prices.labour(operation, prices.rate_of(operation, prices.rates_on(TODAY)))
    assert (line["quantity"], line["unit"], line["amount"]) == (Decimal(quantity), unit, Decimal(amount))


def test_a_line_shows_net_and_tax(rates):
    operation = Operation.objects.get(code="LO-03-001")
    line = prices.labour(operation, prices.rate_of(operation, prices.rates_on(TODAY)))
    assert (line["net"], line["tax"], line["tax_rate"]) == (Decimal("113.27"), Decimal("14.73"), Decimal("0.130"))


def test_the_rate_of_the_day_counts(store, rates):
    LabourRate.objects.filter(category="PM").update(valid_until=TODAY)
    tomorrow = TODAY + timedelta(days=1)
    LabourRate.objects.create(store=store, category="PM", price=200, tax_rate=Decimal("0.13"), valid_from=tomorrow)
    assert prices.rates_on(TODAY)["PM", "hour"].price == 160
    assert prices.rates_on(tomorrow)["PM", "hour"].price == 200


def test_an_operation_without_a_published_price_is_not_offered(car, at, advisor):
    LabourRate.objects.filter(category="PT").delete()
    with pytest.raises(Refused, match="no published price for Paint door"):
        billing.make_estimate(car, at, ["LO-51-002"], by=advisor)


def test_a_part_without_a_price_here_is_not_offered(car, at, advisor):
    StockItem.objects.filter(part__number=parts.OIL).update(part=parts.make_part("XX2"))
    with pytest.raises(Refused, match="no published price"):
        billing.make_estimate(car, at, ["LO-03-001"], [(parts.OIL, 4)], by=advisor)


def test_another_stores_prices_do_not_count(store, other_store, at, advisor, car):
    with scope(store=other_store):
        billing.make_rates(other_store)
        assert len(prices.rates_on(TODAY)) == 13
    LabourRate.objects.all().delete()
    with pytest.raises(Refused):
        billing.make_estimate(car, at, by=advisor)
