"""Each number of sales has one value, its rows, and a list page that shows exactly the same rows."""

from datetime import date, timedelta

import pytest

from accounts.access import Access
from accounts.roles import Role
from core.metrics import measured
from sales import metrics
from sales.actions import by_system, closing, contacts, ownership
from sales.models.leads import Lead
from tests.examples.common import built_for_a_module
from tests.factories.sales import make_lead, seller_at
from tests.moments import MONDAY

pytestmark = pytest.mark.usefixtures("frozen")
DAY = timedelta(days=1)
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
BY_CODE = {metric.code: metric for metric in metrics.METRICS}


@pytest.fixture(scope="module")
def common_months(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), built_for_a_module(make_months):
        yield


@pytest.fixture
def months(common_months, store):
    """The rows of the month; no test changes them."""


def make_months(store):
    """A month of sales: kept, late, moved, missed, won, lost, yielded, in review."""
    li, zhang, at = seller_at(store, "小李"), seller_at(store, "小张"), MONDAY

    def lead(grade, days_ago, by=li, **told):
        return make_lead(store, by=by, at=at - days_ago * DAY, grade=grade, **told)

    def talk(lead, days_ago):
        contacts.contact(lead, by=li, at=at - days_ago * DAY, channel="call", effective=True)

    talk(lead("A", 20), 14)  # kept a day early; due 7 days ago since: missed
    talk(lead("A", 20), 10)  # three days late; due 3 days ago since: missed
    postponed = lead("A", 8)
    contacts.postpone(postponed, by=li, at=at - 7 * DAY, due_on=at.date())  # moved in time: not counted
    hidden = lead("O", 5)
    contacts.postpone(hidden, by=li, at=at, due_on=at.date() + DAY)  # moved after its day: missed
    closing.win(lead("O", 4), by=li, at=at - 2 * DAY)  # dropped in time: not counted
    closing.lose(lead("B", 30), by=li, at=at - DAY, reason="price")  # dropped 14 days late: missed
    closing.lose(lead("B", 40), by=li, at=at - 26 * DAY, reason="price")
    lead("O", 9)
    by_system.review_expired(by=Access.system(store), at=at)
    followed = lead("C", 50, by=zhang)
    ownership.yield_lead(followed, by=li, at=at)
    ownership.ask_join(followed, by=li, at=at)
    Lead.objects.filter(pk=lead("N", 3).pk).update(next_due_on=None)


def value(code, at, first=FIRST, last=LAST):
    measured = BY_CODE[code].measure(first, last, at)
    return measured.value, measured.numerator, measured.denominator, measured.final


def test_revisits_kept_in_time(months, at):
    # kept 1; late 1; moved late 1; dropped late 1; open and past: two A, the reviewed O
    assert value("SALES_FOLLOW_ONTIME", at) == (14.3, 1, 7, False)
    assert value("SALES_FOLLOW_ONTIME", at, last=date(2026, 11, 22))[3] is True


WEEKS = [(LAST - n * 7 * DAY - 6 * DAY, LAST - n * 7 * DAY) for n in range(12)]


@pytest.mark.parametrize("code", [metric.code for metric in metrics.METRICS if metric.day is not None])
def test_weeks_added_up_by_day_say_what_each_week_says_alone(months, code, at, django_assert_num_queries):
    metric = BY_CODE[code]
    with django_assert_num_queries(1):
        together = measured([(metric, *week) for week in WEEKS], at)
    assert together == [metric.measure(*week, at) for week in WEEKS]
    assert sum(map(rows_of, together)) == rows_of(metric.measure(WEEKS[-1][0], LAST, at)) > 0


def rows_of(number) -> int:
    return number.numerator if number.denominator is None else number.denominator


def test_conversion_follows_the_cohort(months, at):
    assert value("SALES_LEAD_CONV", at) == (14.3, 1, 7, False)
    assert value("SALES_LEAD_CONV", at, date(2026, 10, 1), date(2026, 10, 15)) == (0.0, 0, 2, False)
    assert value("SALES_LEAD_CONV", at, date(2025, 1, 1), date(2025, 1, 31)) == (None, 0, 0, True)


def test_defeat_looks_at_those_due_to_decide(months, at):
    # both lost B leads meant to buy in January, the open C lead in April
    assert value("SALES_DEFEAT", at, date(2027, 1, 1), date(2027, 1, 31)) == (100.0, 2, 2, False)
    assert value("SALES_DEFEAT", at, date(2027, 1, 1), date(2027, 4, 30)) == (66.7, 2, 3, False)


def test_the_plain_numbers(months, at):
    numbers = {code: value(code, at)[0] for code in BY_CODE if BY_CODE[code].unit != "%"}
    assert numbers == {
        "SALES_NEW": 7,
        "SALES_LOST": 1,
        "SALES_OVERDUE": 3,
        "SALES_NO_STEP": 1,
        "SALES_REVIEW": 1,
        "SALES_YIELDS": 1,
        "SALES_CASES": 1,
    }


def test_lost_reasons_are_counted_and_open_their_rows(months, at, client_of):
    (reason,) = metrics.lost_reasons(FIRST, LAST, at)
    assert (reason["code"], reason["value"]) == ("price", 1)
    page = client_of(Role.SALES_MANAGER).get(reason["url"])
    assert [lead.lost_reason for lead in page.context["page_obj"]] == ["price"]


@pytest.mark.parametrize("code", BY_CODE)
def test_each_number_opens_exactly_its_rows(months, at, client_of, code):
    metric = BY_CODE[code]
    rows = {row.pk for row in metric.rows(FIRST, LAST, at)}
    page = client_of(Role.SALES_MANAGER).get(metric.rows_url(FIRST, LAST))
    assert {row.pk for row in page.context["page_obj"]} == rows
    assert rows


def test_the_next_month_is_another_number(months, at):
    for code in ("SALES_NEW", "SALES_LOST", "SALES_YIELDS"):
        assert value(code, at, date(2026, 12, 1), date(2026, 12, 31))[0] == 0
