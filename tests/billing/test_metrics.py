"""The numbers of the money and the rows behind them."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.roles import Role
from billing.actions import bills, receipts
from billing.metrics import METRICS
from tests.factories import billing, parts

METRIC = {metric.code: metric for metric in METRICS}
SERVICE = (["LO-03-001", "LO-03-030"], [(parts.OIL_FILTER, 1), (parts.OIL, 4), (parts.DRAIN_PLUG, 1)])


@pytest.fixture
def today(store, at):
    return store.today(at)


def measure(code, today, at):
    return METRIC[code].measure(today, today, at)


def test_revenue_is_net_of_tax_and_of_credit_notes(car, at, today, manager):
    billing.make_issued(car, at, *SERVICE)
    bills.credit(billing.make_issued(car, at), by=manager, at=at, reason="x")
    billing.make_issued(car, at, payer="warranty")
    assert measure("SVC_REV", today, at).value == Decimal("580.53")
    assert METRIC["SVC_REV"].rows(today, today, at).count() == 3


def test_revenue_per_visit_counts_an_order_once(car, at, today):
    for facts in ({"order": "R-1"}, {"order": "R-1"}, {"order": "R-2"}):
        billing.make_issued(car, at, facts=facts)
    measured = measure("SVC_AVG_RO", today, at)
    assert (measured.numerator, measured.denominator, measured.value) == (Decimal("339.81"), 2, Decimal("169.91"))


def test_no_visit_is_no_average(store, at, today):
    assert (measure("SVC_AVG_RO", today, at).value, measure("SVC_LABOUR_SHARE", today, at).value) == (None, None)


def test_labour_share_is_labour_of_all(car, at, today):
    billing.make_issued(car, at, *SERVICE)
    measured = measure("SVC_LABOUR_SHARE", today, at)
    assert (measured.numerator, measured.denominator, measured.value) == (Decimal("127.43"), Decimal("580.53"), 22.0)


def test_open_bills_count_what_is_left(car, at, today, cashier):
    bill = billing.make_issued(car, at)
    receipts.take(bill, by=cashier, at=at, method="cash", amount=Decimal("28"))
    billing.make_paid(car, at)
    measured = measure("BILL_OPEN", today, at)
    assert (measured.value, measured.denominator, measured.final) == (Decimal("100.00"), None, False)


def test_takings_are_what_came_in_less_what_went_back(car, at, today, cashier, manager):
    bill = bills.credit(billing.make_paid(car, at), by=manager, at=at, reason="x")
    receipts.refund(bill, by=cashier, at=at, method="cash", amount=Decimal("28"))
    assert measure("TAKINGS", today, at).value == Decimal("100.00")


def test_a_day_is_final_when_it_has_ended(car, at, today):
    assert measure("SVC_REV", today, at).final is False
    assert measure("SVC_REV", today, at + timedelta(days=1)).final is True


def test_yesterdays_bill_is_not_todays(car, at, today):
    billing.make_issued(car, at - timedelta(days=1))
    assert measure("SVC_REV", today, at).value == 0


@pytest.mark.parametrize("code", METRIC)
def test_the_list_behind_a_number_shows_its_rows(code, car, at, today, client_of, cashier):
    bill = billing.make_issued(car, at)
    receipts.take(bill, by=cashier, at=at, method="cash", amount=Decimal("28"))
    billing.make_paid(car, at)
    billing.make_issued(car, at - timedelta(days=2))
    billing.make_issued(car, at, payer="internal")
    page = client_of(Role.CASHIER).get(METRIC[code].rows_url(today, today))
    rows = METRIC[code].rows(today, today, at)
    assert {row.pk for row in page.context["page_obj"]} == {row.pk for row in rows} != set()
