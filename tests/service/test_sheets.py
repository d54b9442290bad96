"""How the lines of an order read."""

import pytest
from django.utils import translation

from pricing.presenters import line_row
from service.models.orders import RepairOrder
from service.presenters import orders
from service.presenters.orders import order_line_row
from tests.factories import service


@pytest.mark.parametrize(("language", "units"), [("en", ["h", "pc"]), ("zh-hans", ["小时", "个"])])
def test_the_units_of_lines_are_in_the_readers_language(workshop, at, language, units):
    order = service.make_draft(workshop, at, codes=(service.PADS,), parts=1)
    with translation.override(language):
        rows = [order_line_row(line) for line in order.estimate.lines.order_by("position")]
    assert [row["unit"] for row in rows] == units


def test_a_line_of_the_bill_reads_as_that_of_its_estimate(workshop, at):
    order = service.make_billed(workshop, at, parts=1)
    signed = [line_row(line) for line in order.estimate.lines.order_by("position")]
    billed = [line_row(line) for line in order.bill.lines.order_by("position")]
    assert (billed, len(billed)) == (signed, 2)


def test_a_declined_line_is_struck_through_and_says_why(workshop, at):
    line = service.make_draft(workshop, at).estimate.lines.first()
    line.approval, line.decline_reason = line.Approval.DECLINED, "later"
    row = order_line_row(line, answers=True)
    assert (row["off"], row["note"]) == (True, f"{line.get_approval_display()}: later")
    line.approval, line.decline_reason = line.Approval.APPROVED, ""
    assert order_line_row(line, answers=True) == line_row(line)


def test_every_status_of_an_order_has_its_step_and_its_words():
    statuses = set(RepairOrder.Status)
    assert (set(RepairOrder.STEPS), set(orders.MOVES), set(orders.TO_CUSTOMERS)) == (statuses,) * 3
