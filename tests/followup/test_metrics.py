"""The numbers of follow-up: each with the rows behind it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.access import Access
from accounts.roles import Role
from followup.actions import calls, planning
from followup.metrics import METRICS
from followup.models.calls import CallTask
from followup.models.complaints import Complaint
from tests.factories.followup import make_call, make_complaint, make_delivered

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
BY_CODE = {metric.code: metric for metric in METRICS}


def measured(code, at, first=FIRST, last=LAST):
    found = BY_CODE[code].measure(first, last, at)
    return found.value, found.numerator, found.denominator, found.final


@pytest.fixture
def agent(access_of):
    return access_of(Role.CRM_AGENT)


def asked(store, delivered_at, agent, closed_at, **facts):
    """A car handed over then, asked about at that moment."""
    make_delivered(store, delivered_at)
    planning.plan_due(by=Access.system(store), at=delivered_at)
    task = CallTask.objects.latest("pk")
    return calls.finish_call(task, by=agent, at=closed_at, **{"outcome": "satisfied", **facts})


def test_nothing_to_measure_is_no_zero(store, at):
    nothing = dict.fromkeys(BY_CODE) | {"CRM_OPEN": 0}  # a share of nothing is no number, no complaint is none
    assert {code: measured(code, at)[0] for code in BY_CODE} == nothing


def test_three_day_timeliness_counts_to_the_end_of_the_third_day(store, at, agent):
    delivered_at = at - timedelta(days=10)
    third_evening = delivered_at.replace(hour=23, minute=59) + timedelta(days=3)
    asked(store, delivered_at, agent, third_evening)
    asked(store, delivered_at, agent, third_evening + timedelta(minutes=1))
    assert measured("CRM_FU3", at) == (50.0, 1, 2, False)
    assert measured("CRM_FU3", at, FIRST, at.date() - timedelta(days=5)) == (50.0, 1, 2, True)


def test_a_call_still_to_make_keeps_the_number_open(store, at, agent):
    make_delivered(store, at - timedelta(days=10))
    planning.plan_due(by=Access.system(store), at=at - timedelta(days=10))
    assert measured("CRM_FU3", at, FIRST, at.date() - timedelta(days=5)) == (0.0, 0, 1, False)


def test_customers_reached(store, at, agent):
    delivered_at = at - timedelta(days=10)
    asked(store, delivered_at, agent, at)
    asked(store, delivered_at, agent, at, outcome="wrong_number")
    assert measured("CRM_CONTACT", at)[:3] == (50.0, 1, 2)


def test_satisfaction_is_the_average_mark(store, at, agent):
    for facts in ({"attitude": 4}, {"outcome": "neutral"}, {"outcome": "dissatisfied", "words": "No."}):
        calls.finish_call(make_call(store, at), by=agent, at=at, **{"outcome": "satisfied", **facts})
    calls.finish_call(make_call(store, at), by=agent, at=at, outcome="refused")
    assert measured("CRM_CSI", at)[:3] == (53.3, 160, 3)


def test_complaints_for_each_thousand_cars(store, at):
    make_delivered(store, at)
    make_complaint(store, at)
    assert measured("CRM_COMPLAINT", at) == (1000.0, 1, 1, False)
    assert measured("CRM_COMPLAINT", at + timedelta(days=10))[3] is True


def test_closed_in_two_weeks(store, at):
    long_ago = at - timedelta(days=15)
    make_complaint(store, long_ago, status="closed")
    make_complaint(store, long_ago)
    make_complaint(store, at)
    assert measured("CRM_CASE14", at) == (50.0, 1, 2, False)


def test_each_number_opens_its_rows(store, at, frozen, agent, client_of):
    asked(store, at - timedelta(days=10), agent, at)
    make_delivered(store, at - timedelta(days=20))
    planning.plan_due(by=Access.system(store), at=at - timedelta(days=8))
    calls.finish_call(make_call(store, at), by=agent, at=at, outcome="dissatisfied", words="No.")
    Complaint.objects.update(received_at=at - timedelta(days=20))
    make_complaint(store, at)
    make_complaint(store, at - timedelta(days=60), status="closed")
    manager = client_of(Role.CRM_AGENT)
    for metric in METRICS:
        page = manager.get(metric.rows_url(FIRST, LAST))
        rows = metric.rows(FIRST, LAST, at)
        assert set(page.context["page_obj"].object_list) == set(rows), metric.code
        found = metric.measure(FIRST, LAST, at)
        assert rows.count() in (found.numerator, found.denominator), metric.code
        assert rows.exists(), metric.code


def test_the_rows_are_told_their_days(store, frozen, client_of):
    page = client_of(Role.CRM_AGENT).get(reverse("call_list"), {"visit_after": "2026-11-01", "kind": "service"})
    assert "2026-11-01" in page.content.decode()
