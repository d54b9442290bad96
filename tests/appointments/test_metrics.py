"""The numbers of appointments: who comes by appointment, keeps it, comes in time; what is not ready (SERVICE-R12)."""

from datetime import timedelta

import pytest

from accounts.access import Access
from accounts.roles import Role
from appointments import metrics
from appointments.actions.visits import arrive, cancel, mark_no_show, put_at_risk
from appointments.models.visits import Appointment
from tests.appointments.conftest import local
from tests.factories.accounts import make_user
from tests.factories.appointments import make_appointment, make_ready
from tests.factories.customers import make_customer, make_vehicle

MINUTES = timedelta(minutes=1)


@pytest.fixture
def reception(store):
    return Access.of(make_user(Role.SERVICE_ADVISOR, store=store), [Role.SERVICE_ADVISOR], store)


@pytest.fixture
def monday(store, shop, at, by, reception):
    """One came on the minute, one half an hour late, one not at all, one cancelled; one walked in; one still comes."""
    visits = [visit(store, at, local(23, hour), number) for number, hour in enumerate((10, 11, 12, 14, 17), start=1)]
    arrive(visits[0], by=reception, at=local(23, 10))
    arrive(visits[1], by=reception, at=local(23, 11, 30))
    mark_no_show(visits[2], by=by, at=local(23, 12, 30))
    cancel(visits[3], by=by, at=local(23, 9), reason="改天")
    walk_in = visit(store, at, local(23, 15), 6, kind=Appointment.Kind.WALK_IN)
    arrive(walk_in, by=reception, at=local(23, 15))
    return visits


def visit(store, at, start, number: int, **facts) -> Appointment:
    car = make_vehicle(
        make_customer(store, name=f"客户{number}", phone=f"1380013900{number}"), plate=f"沪B1234{number}"
    )
    return make_appointment(store, at, start, vehicle=car, **facts)


NUMBERS = {metric.code: metric for metric in metrics.METRICS}


def of_the_day(code, at):
    found = NUMBERS[code].measure(at.date(), at.date(), at)
    return found.numerator, found.denominator, found.value, found.final


def test_who_comes_by_appointment(monday):
    assert of_the_day("SVC_APPT_RATE", local(23, 16)) == (2, 3, 66.7, False)


def test_who_keeps_it_counts_those_whose_time_has_come(monday):
    assert of_the_day("SVC_APPT_SHOW", local(23, 16)) == (2, 3, 66.7, False)
    assert of_the_day("SVC_APPT_SHOW", local(23, 17, 30)) == (2, 4, 50.0, False)


def test_in_time_is_a_quarter_of_an_hour(monday):
    assert of_the_day("SVC_APPT_ONTIME", local(23, 16)) == (1, 2, 50.0, False)


def test_a_day_is_final_when_it_has_ended(monday, at):
    assert NUMBERS["SVC_APPT_ONTIME"].measure(at.date(), at.date(), local(24, 0)).final


def test_no_car_is_no_rate(store, at):
    assert of_the_day("SVC_APPT_RATE", at) == (0, 0, None, False)


def test_tomorrows_cars_that_are_not_ready(store, shop, at, reception):
    first, second = (visit(store, at, local(24, 8 + number), number) for number in (1, 2))
    make_ready(second, by=reception, at=at)
    assert list(metrics.unready(at.date(), at.date(), at)) == [first]


def test_what_is_at_risk(store, shop, at, by):
    sure, risky = visit(store, at, local(24, 10), 1), visit(store, at, local(25, 10), 2)
    put_at_risk(risky, by=by, at=at, reason="技师请假")
    assert list(metrics.at_risk(at.date(), at.date(), at)) == [risky] and sure.at_risk_at is None


@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize("metric", metrics.METRICS, ids=lambda metric: metric.code)
def test_each_number_opens_exactly_its_rows(monday, client_of, frozen, metric):
    moment = local(23, 16)
    frozen.move_to(moment)
    page = client_of(Role.SERVICE_MANAGER).get(metric.rows_url(moment.date(), moment.date()))
    rows = metric.rows(moment.date(), moment.date(), moment)
    assert {row.pk for row in page.context["page_obj"]} == {row.pk for row in rows}
