"""The published prices: operation × the store's rate of the day, paint by the panel, parts at the store's price."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import money
from parts.models import Part, StockItem
from pricing.models.estimates import LineFacts
from pricing.models.prices import LabourRate, Operation, RepairPackage

Kind = LineFacts.Kind
Unit = LabourRate.Unit
PAINT = "PT"
WHOLE_CAR_PANELS = 13  # what the trade counts on a saloon
PANELS = {"LO-51-005": WHOLE_CAR_PANELS, "LO-51-006": 0}  # the whole car; polishing is no paint
PART_VAT = Decimal("0.13")  # tax_rates.csv TAX-PART
HOUR = Decimal(100)  # time units

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


def why_not_price(operations: Iterable[Operation], parts: Iterable[Part], rates: Rates, items: dict) -> str | None:
    """Nothing is offered that has no published price (SERVICE-R38)."""
    for operation in operations:
        if rate_of(operation, rates) is None:
            return _("There is no published price for %(name)s on this day.") % {"name": operation}
    for part in parts:
        if part.pk not in items:
            return _("There is no published price for %(name)s here.") % {"name": part}
    return None


def labour(operation: Operation, rate: LabourRate) -> dict:
    """The facts of a labour line: standard hours (or panels) × rate, with net and tax (CR-034, CR-076)."""
    quantity = Decimal(panels(operation)) if rate.unit == Unit.PANEL else operation.time_units / HOUR
    return {
        "kind": Kind.LABOUR,
        "operation": operation,
        "code": operation.code,
        "name_zh": operation.name_zh,
        "name_en": operation.name_en,
        "unit": rate.unit,
        "warranty_class": operation.warranty_class,
        **_priced(quantity, rate.price, rate.tax_rate),
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


def contents(package: RepairPackage) -> tuple[list[Operation], list[tuple[Part, Decimal]]]:
    """What a package consists of: its operations, and its parts with quantities."""
    lines = list(package.lines.select_related("operation", "part").order_by("position"))
    operations = [line.operation for line in lines if line.operation for _time in range(int(line.quantity))]
    return operations, [(line.part, line.quantity) for line in lines if line.part]
