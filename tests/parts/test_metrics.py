"""The numbers of the parts store and the rows behind them."""

from datetime import timedelta

from accounts.roles import Role
from parts import actions
from parts.metrics import METRICS
from tests.factories import parts

METRIC = {metric.code: metric for metric in METRICS}


def test_the_fill_rate_counts_what_was_there_at_once(item, store, at, clerk, client_of):
    today = store.today(at)
    parts.make_arrival(item, today, 12)
    parts.make_reservation(item, at, at + timedelta(days=1), 10)
    waited = parts.make_reservation(item, at, at + timedelta(days=2), 11)
    actions.receive(item, by=clerk, at=at, quantity=12)
    waited.refresh_from_db()
    assert waited.status == "reserved"
    measured = METRIC["PART_FILL"].measure(today, today, at)
    assert (measured.numerator, measured.denominator, measured.value, measured.final) == (1, 2, 50.0, False)
    page = client_of(Role.PARTS_CLERK).get(METRIC["PART_FILL"].rows_url(today, today))
    assert page.context["page_obj"].paginator.count == measured.denominator


def test_no_line_is_no_rate(store, at):
    today = store.today(at)
    assert METRIC["PART_FILL"].measure(today, today, at + timedelta(days=1)).value is None


def test_parts_below_minimum_are_counted_and_listed(item, store, at, client_of):
    parts.make_stock(store, at, parts.DRAIN_PLUG, 1, min_stock=3)
    measured = METRIC["PART_SHORT"].measure(store.today(at), store.today(at), at)
    page = client_of(Role.PARTS_CLERK).get(METRIC["PART_SHORT"].rows_url(store.today(at), store.today(at)))
    assert measured.value == page.context["page_obj"].paginator.count == 1
