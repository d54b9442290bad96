"""The published prices: operation × the store's rate of the day, paint by the panel, parts at the store's price."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_scopes import get_scope

from core import money
from parts.models import Part, StockItem
from pricing.models.estimates import LineFacts
from pricing.models.prices import LabourRate, Operation, RepairPackage, StoreOperation, minutes_of

Kind = LineFacts.Kind
Unit = LabourRate.Unit
PAINT = "PT"
WHOLE_CAR_PANELS = 13  # what the trade counts on a saloon
PANELS = {"LO-51-005": WHOLE_CAR_PANELS, "LO-51-006": 0}  # the whole car; polishing is no paint
PART_VAT = Decimal("0.13")  # tax_rates.csv TAX-PART
HOUR = Decimal(100)  # time units
ONCE = "次"  # the unit of a fixed price

# Rate categories of reference/labour_rates.csv, as a published list names them.
CATEGORIES = {
    "AC": gettext_lazy("Air conditioning"),
    "BD": gettext_lazy("Body work"),
    "CH": gettext_lazy("Chassis"),
    "DG": gettext_lazy("Diagnosis"),
    "DT": gettext_lazy("Detailing"),
    "EL": gettext_lazy("Electrical repair"),
    "HV": gettext_lazy("High-voltage system"),
    "IN": gettext_lazy("Checks"),
    "ME": gettext_lazy("Mechanical repair"),
    "PM": gettext_lazy("Maintenance work"),
    "PT": gettext_lazy("Paint"),
    "WAR": gettext_lazy("Warranty work (settled with the maker)"),
}

Rates = dict[tuple[str, str], LabourRate]


def rates_on(on: date) -> Rates:
    """The store's published rates of that day by category and unit; the one that began last counts (CR-024)."""
    return {(rate.category, rate.unit): rate for rate in LabourRate.objects.valid(on).order_by("valid_from", "pk")}


def panels(operation: Operation) -> int:
    """How many panels a paint operation covers; 0 means it is priced by the hour."""
    return PANELS.get(operation.code, 1) if operation.category == PAINT else 0


def rate_of(operation: Operation, rates: Rates) -> LabourRate | None:
    """The rate by which an operation is charged: of an hour, or of a panel."""
    return rates.get((operation.category, Unit.PANEL if panels(operation) else Unit.HOUR))


def why_not_price(
    operations: Iterable[Operation], parts: Iterable[Part], book: "PriceBook", *, booked: bool = False
) -> str | None:
    """Work is priced only if the store offers it and its price is published (SERVICE-R38).

    `booked` work is priced although the store has stopped offering it since.
    """
    for operation in operations:
        if not booked and (reason := why_not_offer(operation, book.own)):
            return reason
        if rate_of(operation, book.rates) is None:
            return _("There is no published price for %(name)s on this day.") % {"name": operation}
    for part in parts:
        if part.pk not in book.items:
            return _("There is no published price for %(name)s here.") % {"name": part}
    return None


def why_not_offer(operation: Operation, own: dict[int, StoreOperation]) -> str | None:
    """A store need not offer all work of the group; `own` is what it says of operations."""
    row = own.get(operation.pk)
    return None if row is None or row.offered else _("This store does not offer %(name)s.") % {"name": operation}


def time_units_of(operation: Operation, own: StoreOperation | None) -> int:
    """The standard time at a store: its own where it says one, else the group's."""
    return own.time_units if own and own.time_units else operation.time_units


def labour(operation: Operation, rate: LabourRate, own: StoreOperation | None = None) -> dict:
    """The facts of a labour line, with net and tax (CR-034, CR-076): what the store says first, else the group.

    Standard hours (or panels) × rate, or the store's fixed price, once.
    """
    time_units = time_units_of(operation, own)
    quantity = Decimal(panels(operation)) if rate.unit == Unit.PANEL else time_units / HOUR
    charged = (quantity, rate.unit, rate.price)
    if own and own.price is not None:
        charged = (Decimal(1), ONCE, own.price)
    quantity, unit, price = charged
    return {
        "kind": Kind.LABOUR,
        "operation": operation,
        "time_units": time_units,
        "code": operation.code,
        "name_zh": operation.name_zh,
        "name_en": operation.name_en,
        "unit": unit,
        "warranty_class": operation.warranty_class,
        **_priced(quantity, price, rate.tax_rate),
    }


def material(part: Part, item: StockItem, quantity: Decimal | int) -> dict:
    """The facts of a material line: pieces × the store's published price."""
    return {
        "kind": Kind.PART,
        "part": part,
        "code": part.display_number,
        "name_zh": part.name_zh,
        "name_en": part.name_en,
        "unit": part.unit,
        "part_kind": part.kind,
        **_priced(Decimal(quantity), item.price, PART_VAT),
    }


def _priced(quantity: Decimal, unit_price: Decimal, tax_rate: Decimal) -> dict:
    amount = money.line_amount(quantity, unit_price)
    net, tax = money.split_vat(amount, tax_rate)
    facts = {"quantity": quantity, "unit_price": unit_price, "tax_rate": tax_rate}
    return {**facts, "amount": amount, "net": net, "tax": tax}


@dataclass(frozen=True)
class PriceBook:
    """What the store of the present scope charges on a day: rates, what it says of operations, its prices of parts."""

    rates: Rates
    own: dict[int, StoreOperation]
    items: dict[int, StockItem]

    def labour(self, operation: Operation) -> dict | None:
        """The facts of a labour line; None while its category has no published rate."""
        rate = rate_of(operation, self.rates)
        return labour(operation, rate, self.own.get(operation.pk)) if rate else None

    def material(self, part: Part, quantity: Decimal | int) -> dict | None:
        """The facts of a material line; None for a part that the store has no price of."""
        item = self.items.get(part.pk)
        return material(part, item, quantity) if item else None


def price_book(on: date) -> PriceBook:
    """All prices of the store on a day, as its published list needs them."""
    return PriceBook(rates_on(on), own_rows(), {item.part_id: item for item in StockItem.objects.all()})


def own_rows(operations: Iterable[Operation] | None = None) -> dict[int, StoreOperation]:
    """What the store of the present scope says of these operations, or of all, by operation.

    Those that were read `with_own` of this store are not read again: booking asks three times.
    """
    if operations is None:
        return {row.operation_id: row for row in StoreOperation.objects.all()}
    operations, store = list(operations), get_scope().get("store")
    read: list[Any] = [row for row in operations if getattr(row, "own_store", None) == getattr(store, "pk", 0)]
    keys = {row.pk for row in operations} - {row.pk for row in read}
    rows = {row.operation_id: row for row in StoreOperation.objects.filter(operation__in=keys)} if keys else {}
    return rows | {row.pk: _own_row(row) for row in read if row.confirmed_at}


def _own_row(operation: Any) -> StoreOperation:
    """The store's row as `with_own` has read it."""
    return StoreOperation(
        operation=operation,
        offered=operation.own_offered,
        time_units=operation.own_time_units,
        price=operation.own_price,
        reference_version=operation.confirmed_edition,
    )


@dataclass(frozen=True)
class Quote:
    """What work and parts cost: the facts of each line, or why there is no price."""

    lines: list[dict]
    why_not: str | None = None

    @property
    def total(self) -> Decimal:
        return money.total(line["amount"] for line in self.lines)

    @property
    def minutes(self) -> int:
        """Standard time of the work at this store."""
        return sum(minutes_of(line["time_units"]) for line in self.lines if line["kind"] == Kind.LABOUR)


def quote(
    operations: Iterable[Operation], parts: Iterable[tuple[Part, Decimal | int]], on: date, *, booked: bool = False
) -> Quote:
    """Price work and parts at the store of the present scope: the one way for desk, estimate and walk-in (P14).

    `booked`: the work was offered when it was booked, so whether it still is does not matter.
    """
    operations, parts = list(operations), list(parts)
    keys = [part.pk for part, _quantity in parts]
    items = {item.part_id: item for item in StockItem.objects.filter(part__in=keys)}
    book = PriceBook(rates_on(on), own_rows(operations), items)
    if reason := why_not_price(operations, [part for part, _quantity in parts], book, booked=booked):
        return Quote([], reason)
    lines = [book.labour(operation) for operation in operations]
    lines += [book.material(part, quantity) for part, quantity in parts]
    return Quote([line for line in lines if line])


def minutes_here(operations: Iterable[Operation]) -> dict[int, int]:
    """The standard minutes of each operation at the store of the present scope, by operation."""
    operations = list(operations)
    own = own_rows(operations)
    return {row.pk: minutes_of(time_units_of(row, own.get(row.pk))) for row in operations}


def contents(package: RepairPackage) -> tuple[list[Operation], list[tuple[Part, Decimal]]]:
    """What a package consists of: its operations, and its parts with quantities."""
    lines = list(package.lines.select_related("operation", "part").order_by("position"))
    operations = [line.operation for line in lines if line.operation for _time in range(int(line.quantity))]
    return operations, [(line.part, line.quantity) for line in lines if line.part]
