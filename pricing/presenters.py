"""Prices laid out: the list a store publishes (道路运输条例 art. 43), its catalogue, the sums of lines."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import pgettext
from django_scopes import get_scope

from accounts.models.stores import Store
from core import money
from parts.models import StockItem
from parts.units import unit_name
from pricing.models.estimates import LineFacts
from pricing.models.prices import Operation, PackageLine, RepairPackage, minutes_of
from pricing.rules import prices
from pricing.rules.catalogue import edition_of


def named(category: str) -> Any:
    return prices.CATEGORIES.get(category, category)


def published(on: date) -> dict:
    """Rates, operations by category and packages with their prices on that day at the store of the present scope."""
    store, book = get_scope()["store"], prices.price_book(on)
    return {
        "rates": [{"rate": rate, "name": named(category)} for (category, _unit), rate in sorted(book.rates.items())],
        "categories": by_category(store, book),
        "packages": packages(store, book),
    }


def by_category(store: Store, book: prices.PriceBook) -> list[dict]:
    """Every operation that the store offers, with its standard time and price, by category."""
    lines = defaultdict(list)
    for operation in Operation.objects.offered(store).order_by("category", "code"):
        if line := book.labour(operation):
            lines[operation.category].append({**line, **_standard_time(line)})
    return [{"name": named(category), "lines": rows} for category, rows in sorted(lines.items())]


def _standard_time(line: dict) -> dict:
    """The standard hours of a published line, and whether they make its price."""
    return {"hours": line["time_units"] / prices.HOUR, "fixed": line["unit"] == prices.ONCE}


def packages(store: Store, book: prices.PriceBook) -> list[dict]:
    """Packages that the store offers and whose every line has a price here."""
    lines = PackageLine.objects.select_related("operation", "part").order_by("package", "position")
    of: dict[int, list] = defaultdict(list)
    for line in lines:
        of[line.package_id].append(line)
    rows = [(row, price_of(of[row.pk], book)) for row in RepairPackage.objects.offered(store).order_by("code")]
    return [{"package": package, "price": price} for package, price in rows if price is not None]


@dataclass
class Priced:
    """A package with what it costs and takes here; without a price while one of its lines has none."""

    package: RepairPackage
    price: Decimal | None
    minutes: int


def priced(packages: Iterable[RepairPackage], on: date) -> list[Priced]:
    """Packages with their prices of a day at the store of the present scope; reads the same however many they are."""
    packages = list(packages)
    if not packages:
        return []
    of: dict[int, list[PackageLine]] = defaultdict(list)
    rows = PackageLine.objects.filter(package__in=packages).select_related("operation", "part")
    lines = list(rows.order_by("package", "position"))
    for line in lines:
        of[line.package_id].append(line)
    items = StockItem.objects.filter(part__in=[line.part_id for line in lines if line.part_id])
    own = prices.own_rows({line.operation for line in lines if line.operation})
    book = prices.PriceBook(prices.rates_on(on), own, {item.part_id: item for item in items})
    return [Priced(one, price_of(of[one.pk], book), _minutes_of(of[one.pk], book)) for one in packages]


def _minutes_of(lines: list[PackageLine], book: prices.PriceBook) -> int:
    units = [
        prices.time_units_of(line.operation, book.own.get(line.operation.pk)) * int(line.quantity)
        for line in lines
        if line.operation
    ]
    return sum(minutes_of(one) for one in units)


def price_of(lines: list[PackageLine], book: prices.PriceBook) -> Decimal | None:
    """The price of a package, or None while one of its lines has none or is not offered."""
    amounts = [_amount_of(line, book) for line in lines]
    return None if None in amounts else money.total(amount for amount in amounts if amount is not None)


def _amount_of(line: PackageLine, book: prices.PriceBook) -> Decimal | None:
    if line.part:
        goods = book.material(line.part, line.quantity)
        return goods["amount"] if goods else None
    work = line.operation
    if work is None or prices.why_not_offer(work, book.own):
        return None
    labour = book.labour(work)
    return labour["amount"] * int(line.quantity) if labour else None


def catalogue_rows(operations: Iterable[Operation], on: date) -> list[dict]:
    """Operations `with_own` as the store's catalogue lists them: with time and price here."""
    operations = list(operations)
    book = prices.PriceBook(prices.rates_on(on), prices.own_rows(operations), {})
    return [_catalogue_row(operation, book) for operation in operations]


def _catalogue_row(operation: Operation, book: prices.PriceBook) -> dict:
    own, line = book.own.get(operation.pk), book.labour(operation)
    return {
        "operation": operation,
        "minutes": minutes_of(prices.time_units_of(operation, own)),
        "price": line["amount"] if line else None,
        "changed_since": _changed_since(operation),
    }


def package_rows(packages: Iterable[RepairPackage]) -> list[dict]:
    """Packages `with_own` and their lines as the store's catalogue lists them."""
    return [{"package": row, "changed_since": _changed_since(row)} for row in packages]


def _changed_since(row: Any) -> bool:
    """Whether the group has changed a row `with_own` since the store said something of it."""
    return bool(row.confirmed_at) and row.confirmed_edition != edition_of(row)


@dataclass
class Group:
    """The labour or the material of a sheet, with its subtotal."""

    kind: str
    title: str
    lines: list

    @property
    def subtotal(self) -> Decimal:
        return money.total(line.amount for line in self.lines)


def groups_of(lines: Iterable[LineFacts]) -> list[Group]:
    """Labour first, then material; a kind without a line is left out."""
    lines = list(lines)
    titles = {
        prices.Kind.LABOUR: pgettext("settlement list", "Labour"),
        prices.Kind.PART: pgettext("settlement list", "Material"),
    }
    groups = [Group(kind, title, [line for line in lines if line.kind == kind]) for kind, title in titles.items()]
    return [group for group in groups if group.lines]


def plain(quantity: Decimal) -> str:
    """A quantity without trailing zeros: 0.8, 4."""
    return f"{quantity.normalize():f}"


def line_row(line: LineFacts, note: str = "", *, off: bool = False) -> dict[str, Any]:
    """A line of an estimate or a bill as `components/lines_table.html` draws it; `off` strikes it through."""
    return {
        "code": line.code,
        "name": str(line),
        "package": line.package_name,
        "quantity": plain(line.quantity),
        "unit": unit_name(line.unit),
        "price": line.unit_price,
        "amount": line.amount,
        "note": note,
        "off": off,
    }


def vat_of(lines: Iterable[LineFacts]) -> list[dict]:
    """Net and tax by rate, highest rate first (CR-078)."""
    rates: dict[Decimal, list] = defaultdict(list)
    for line in lines:
        rates[line.tax_rate].append(line)
    return [
        {
            "rate": f"{(rate * 100).normalize():f}%",
            "net": money.total(line.net for line in same),
            "amount": money.total(line.tax for line in same),
        }
        for rate, same in sorted(rates.items(), reverse=True)
    ]
