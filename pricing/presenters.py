"""The price list a store publishes (道路运输条例 art. 43: standard hours and charges are public)."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from core import money
from parts.models import StockItem
from pricing.models.prices import Operation, PackageLine, RepairPackage
from pricing.rules import prices


def named(category: str) -> Any:
    return prices.CATEGORIES.get(category, category)


def published(on: date) -> dict:
    """Rates, operations by category and packages with their prices on that day."""
    rates = prices.rates_on(on)
    return {
        "rates": [{"rate": rate, "name": named(category)} for (category, _unit), rate in sorted(rates.items())],
        "categories": by_category(rates),
        "packages": packages(rates),
    }


def by_category(rates: prices.Rates) -> list[dict]:
    """Every operation with its standard time and price, by category."""
    found = defaultdict(list)
    for operation in Operation.objects.order_by("category", "code"):
        if rate := prices.rate_of(operation, rates):
            found[operation.category].append(prices.labour(operation, rate))
    return [{"name": named(category), "lines": lines} for category, lines in sorted(found.items())]


def packages(rates: prices.Rates) -> list[dict]:
    """Packages whose every part has a price here."""
    items = {item.part_id: item for item in StockItem.objects.all()}
    lines = PackageLine.objects.select_related("operation", "part").order_by("package", "position")
    of: dict[int, list] = defaultdict(list)
    for line in lines:
        of[line.package_id].append(line)
    found = [(package, price_of(of[package.pk], rates, items)) for package in RepairPackage.objects.order_by("code")]
    return [{"package": package, "price": price} for package, price in found if price is not None]


def price_of(lines: list[PackageLine], rates: prices.Rates, items: dict) -> Decimal | None:
    """The price of a package, or None while one of its lines has none."""
    amounts = []
    for line in lines:
        rate = prices.rate_of(line.operation, rates) if line.operation else None
        if line.operation and rate:
            amounts.append(prices.labour(line.operation, rate)["amount"] * int(line.quantity))
        elif line.part and line.part_id in items:
            amounts.append(prices.material(line.part, items[line.part_id], line.quantity)["amount"])
        else:
            return None
    return money.total(amounts)
