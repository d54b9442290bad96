"""A bill or an estimate laid out as the settlement list: labour and material apart, each line explained.

Staff page, print, customer page and API read the same sheet, so that no two of them can differ (promise P14).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from accounts.models.lists import PickItem
from accounts.models.records import Activity
from accounts.presenters import log_of, timeline_row
from billing.models.bills import Bill, BillLine
from billing.rules import bill_facts
from billing.rules.warranty import Guarantee, guarantee
from core import masks, money
from core.row_reads import Given, Prepared
from core.templatetags.formats import daytime
from pricing.models.estimates import Estimate, EstimateLine, LineFacts
from pricing.models.prices import Operation
from pricing.presenters import Group, groups_of, line_row, vat_of

LINE = [field.name for field in LineFacts._meta.fields]
ANSWER = ["amount", "answered_at", "answered_through", "answer_recorded_by__name"]
COLUMNS = ["bill", *LINE, "difference_reason", *(f"estimate_line__{name}" for name in ANSWER)]
LINES = Prepared(
    lambda: (
        BillLine.objects.filter(store=Given("store"), bill=Given("bill"))
        .select_related("estimate_line__answer_recorded_by")
        .only(*COLUMNS)
    )
)
HEAVIEST = (Operation.WarrantyClass.OVERHAUL, Operation.WarrantyClass.MAINT2, Operation.WarrantyClass.MAINT1)


def table_of(group: Group, notes: dict[int, str]) -> dict:
    """One group for `components/lines_table.html`."""
    lines = [line_row(line, notes.get(line.pk, "")) for line in group.lines]
    return {"title": group.title, "lines": lines, "subtotal": group.subtotal}


@dataclass
class Explained:
    """Why a line costs what it costs: estimate → approval → standard → charged → difference (SERVICE-R16)."""

    line: BillLine
    estimate_line: EstimateLine | None
    guarantee: Guarantee | None

    @property
    def estimated(self) -> Decimal | None:
        return self.estimate_line.amount if self.estimate_line else None

    @property
    def standard(self) -> Decimal:
        """The published price, before any discount."""
        return money.line_amount(self.line.quantity, self.line.unit_price)

    @property
    def difference(self) -> Decimal | None:
        return self.line.amount - self.estimate_line.amount if self.estimate_line else None

    @property
    def approved_by(self) -> str:
        """How the customer said yes, and who wrote it down."""
        line = self.estimate_line
        if line is None:
            return ""
        if line.answered_through == Estimate.Channel.LINK:
            return _("by the customer's link")
        recorder = line.answer_recorded_by
        channel = Estimate.Channel(line.answered_through).label if line.answered_through else ""
        facts = {"how": channel, "who": recorder.name if recorder else _("system")}
        return _("%(how)s, recorded by %(who)s") % facts

    @property
    def note(self) -> str:
        """How the line came to its amount, in one sentence under its name."""
        said = []
        if self.estimate_line:
            facts = {"when": daytime(self.estimate_line.answered_at), "how": self.approved_by}
            said.append(_("approved %(when)s %(how)s") % facts)
        if self.estimate_line and self.difference:
            facts = {"estimate": money.yuan(self.estimate_line.amount), "reason": self.line.difference_reason or "–"}
            said.append(_("estimate %(estimate)s, difference: %(reason)s") % facts)
        if self.line.discount:
            said.append(_("discount %(amount)s included") % {"amount": money.yuan(self.line.discount)})
        return " · ".join(said)


class Sheet:
    """Everything a bill shows. Reads the bill's lines with their approvals in one query (CR-032)."""

    def __init__(self, bill: Bill, today: date):
        self.bill, self.today = bill, today

    @cached_property
    def facts(self) -> dict:
        """Copied when issued; what they would be today while it is a draft."""
        facts = self.bill.facts if self.bill.number else bill_facts.of(self.bill, self.today)
        phone = masks.MaskedPhone(facts["customer"]["phone"])
        return facts | {"customer": facts["customer"] | {"phone": phone}}

    @cached_property
    def lines(self) -> list[BillLine]:
        lines = LINES(store=self.bill.store_id, bill=self.bill.pk)
        return sorted(lines, key=lambda line: line.position)

    @cached_property
    def groups(self) -> list[Group]:
        return groups_of(self.lines)

    @property
    def vat(self) -> list[dict]:
        return vat_of(self.lines)

    @property
    def table(self) -> list[dict]:
        """The groups as `components/lines_table.html` draws them, each line with the customer's approval."""
        notes = {why.line.pk: why.note for why in self.explained}
        return [table_of(group, notes) for group in self.groups]

    @property
    def short_table(self) -> list[dict]:
        """The same without the notes, for a page that shows them beside it."""
        return [table_of(group, {}) for group in self.groups]

    @cached_property
    def _names(self) -> dict[tuple[str, str], str]:
        """The names of the codes that a settlement list shows, in one query."""
        lists = PickItem.objects.filter(list_code__in=["part_kind", "repair_class", "old_part_result"])
        return {(item.list_code, item.code): str(item) for item in lists}

    @property
    def part_kinds(self) -> dict[str, str]:
        """The kinds of part, each with the words of the law for it (CR-044)."""
        return {code: name for (of, code), name in self._names.items() if of == "part_kind"}

    @property
    def repair_class(self) -> str:
        """The heaviest class of the work, which the regulation names on the list."""
        classes = {line.warranty_class for line in self.lines}
        heaviest = self.facts.get("repair_class") or next((code for code in HEAVIEST if code in classes), "")
        return self._names.get(("repair_class", heaviest), "") if heaviest else ""

    @property
    def old_parts(self) -> str:
        """What happens to the old parts: a code of the trade's list, or the advisor's own words."""
        result = self.facts.get("old_parts")
        return self._names.get(("old_part_result", result), result) if result else ""

    @property
    def words(self) -> str:
        """The total in the characters of a bill; a credit note is marked as red."""
        said = money.capitals(abs(self.bill.total))
        return f"(红字){said}" if self.bill.total < 0 else said

    @property
    def discount(self) -> Decimal:
        return money.total(line.discount for line in self.lines)

    @cached_property
    def explained(self) -> list[Explained]:
        return [Explained(line, line.estimate_line, self._guarantee(line)) for line in self.lines]

    @property
    def estimated(self) -> Decimal:
        return money.total(why.estimate_line.amount for why in self.explained if why.estimate_line)

    def _guarantee(self, line: BillLine) -> Guarantee | None:
        day = date.fromisoformat(self.facts.get("completed_on") or self.today.isoformat())
        return guarantee(line.warranty_class, on=day, km=self.facts.get("mileage"))

    @cached_property
    def guarantees(self) -> list[tuple[str, Guarantee]]:
        """The guarantee of each labour line; a credit note guarantees nothing."""
        if self.bill.credit_of_id:
            return []
        return [(str(why.line), why.guarantee) for why in self.explained if why.guarantee]


def history(bill: Bill) -> list[dict]:
    """What happened to a bill, for components/timeline.html."""
    return [timeline_row(line, title=_deed(line)) for line in log_of(bill)]


def _deed(line: Activity) -> str:
    if line.verb == "move":
        return str(Bill.Status(line.to_status).label)
    amount = money.yuan(line.facts["amount"]) if "amount" in line.facts else ""
    return f"{line.what} {amount}".strip()
