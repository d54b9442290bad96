"""How the lines of an order read."""

import pytest
from django.utils import translation

from service.presenters import orders
from tests.factories import service


@pytest.mark.parametrize(("language", "units"), [("en", ["h", "pc"]), ("zh-hans", ["小时", "个"])])
def test_the_units_of_lines_are_in_the_readers_language(workshop, at, language, units):
    order = service.make_draft(workshop, at, codes=(service.PADS,), parts=1)
    with translation.override(language):
        rows = [orders.line_row(line) for line in order.estimate.lines.order_by("position")]
    assert [row["unit"] for row in rows] == units
