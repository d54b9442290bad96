"""Who answers for a rule, and how each person kept his in a week (service 4.1)."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from appointments.actions import calls
from appointments.audit import judge
from appointments.audit.people import accountable
from parts.shelf import actions as shelf
from tests.appointments.conftest import local
from tests.factories.appointments import make_appointment
from tests.factories.audit import acknowledge, advisor_of, judgements, minutes, parts_clerk
from tests.factories.parts import make_place, make_stock

pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture
def visit(store, shop, car, at):
    item = make_stock(store, at)
    return make_appointment(store, at, local(24, 10), vehicle=car, parts=[(item.part, 1)])


def answers(visit, at, code):
    audit = judge.of(visit.pk, store=visit.store, at=at)
    return next(accountable(rule.code, audit.facts, one) for rule, one in audit.judgements.items() if rule.code == code)


@pytest.mark.parametrize("code", ["D2", "N2", "D3", "N3", "D4", "D5", "N4", "D6", "N5"])
def test_who_booked_answers_for_record_price_and_time(visit, by, at, code):
    assert answers(visit, at, code) == by.user


@pytest.mark.parametrize("code", ["D7", "N6", "D9", "N8", "D10", "N9", "D11", "N10", "D12", "N11"])
def test_the_advisor_answers_from_the_notice_to_the_greeting(visit, at, code):
    assert answers(visit, at, code) == visit.advisor.user


@pytest.mark.parametrize("code", ["D8", "N7"])
def test_who_shelves_the_parts_answers_for_them(visit, at, code):
    assert answers(visit, at, code) is None
    keeper = parts_clerk(visit)
    place = make_place(visit.store, capacity=5)
    shelf.pick(visit.needs.get().reservation, by=keeper, at=at, shelf=place.code)
    assert answers(visit, at, code) == keeper.user


def test_where_only_the_parts_store_was_late_its_keeper_answers(visit, at):
    acknowledge(visit, at, advisor_of(visit))
    keeper = parts_clerk(visit)
    acknowledge(visit, at + minutes(45), keeper)
    assert answers(visit, at + minutes(45), "D7") == keeper.user


@pytest.mark.parametrize("code", ["D1", "N1"])
def test_who_took_the_call_answers_for_it(store, shop, car, by, at, code):
    facts = {"by": by, "at": at, "number": "13800138000", "external_id": "c1"}
    call = calls.log_call(event="ring", happened_at=at, **facts)
    call = calls.log_call(event="answer", happened_at=at, **facts)
    visit = make_appointment(store, at, local(24, 10), vehicle=car, call=call)
    assert answers(visit, at, code) == by.user


# ── the page ──────────────────────────────────────────────────────────────────────────────────
def test_each_number_opens_exactly_its_rows(client_of, visit):
    client = client_of(Role.SERVICE_MANAGER)
    page = client.get(reverse("audit_people"), {"week": "2026-11-24"})
    cells = [cell for row in page.context["lines"] for cell in row["cells"] if cell["count"]]
    assert len(cells) > 3
    for cell in cells:
        assert client.get(cell["url"]).context["page_obj"].paginator.count == cell["count"]
    person = client.get(page.context["lines"][0]["url"])
    cells = [cell for row in person.context["lines"] for cell in row["cells"] if cell["count"]]
    for cell in cells:
        assert client.get(cell["url"]).context["page_obj"].paginator.count == cell["count"]


def test_every_judgement_is_somebodys_or_nobodys_once(client_of, visit, at):
    page = client_of(Role.SERVICE_MANAGER).get(reverse("audit_people"), {"week": "2026-11-24"})
    counted = sum(cell["count"] for row in page.context["lines"] for cell in row["cells"])
    applies = [one for one in judgements(visit, at).values() if one.state != "not_applicable"]
    assert counted == len(applies)


def test_small_numbers_say_so_and_a_running_week_is_not_compared(client_of, visit, by):
    client = client_of(Role.SERVICE_MANAGER)
    page = client.get(reverse("audit_people"), {"week": "2026-11-24", "rule": "N3"})
    assert "too few: 1" in page.content.decode() and "the week still runs" in page.content.decode()
    assert "The week before" not in page.content.decode()
    over = client.get(reverse("audit_people"), {"week": "2026-11-17"})
    assert over.context["is_over"] and not over.context["lines"]


def test_a_person_sees_his_own_and_nobody_elses(client_of, visit, by, store):
    client = client_of(Role.HOTLINE_CLERK)
    page = client.get(reverse("audit_mine"), {"week": "2026-11-24", "person": visit.advisor.user_id})
    assert {row["line"].person for row in page.context["lines"]} == {by.user}
    rows = client.get(reverse("audit_mine_rows"), {"week": "2026-11-24", "person": visit.advisor.user_id})
    assert {row["person"] for row in rows.context["page_obj"]} <= {by.user}
    assert client.get(reverse("audit_people")).status_code == 403
    assert client.get(reverse("audit_person_rows")).status_code == 403


def test_the_week_is_exported(client_of, visit):
    answer = client_of(Role.SERVICE_MANAGER).get(reverse("audit_people"), {"week": "2026-11-24", "format": "csv"})
    assert "hotline_clerk" in b"".join(answer).decode("utf-8-sig")


def test_the_api_says_the_same_and_keeps_to_oneself(api_of, visit, by):
    rows = api_of(Role.SERVICE_MANAGER).get("/audit/?week=2026-11-24&rule=N3").json()
    assert [(row["person"], row["rule"], row["failed"], row["share"]) for row in rows] == [(by.user.pk, "N3", 1, None)]
    own = api_of(Role.HOTLINE_CLERK).get(f"/audit/?week=2026-11-24&person={visit.advisor.user_id}").json()
    assert {row["person"] for row in own} == {by.user.pk}
    assert api_of(Role.SERVICE_MANAGER).get("/audit/?rule=D13").status_code == 400


def test_another_store_is_not_counted(client_of, visit, other_store):
    page = client_of(Role.SERVICE_MANAGER, store=other_store).get(reverse("audit_people"), {"week": "2026-11-24"})
    assert page.context["lines"] == []


def test_one_appointment_costs_what_three_cost(client_of, visit, store, at, django_assert_num_queries):
    client = client_of(Role.SERVICE_MANAGER)
    url = reverse("audit_people") + "?week=2026-11-24"
    client.get(url)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    assert len(queries) <= 15
    for hour in (14, 16):
        make_appointment(store, at, local(24, hour))
    with django_assert_num_queries(len(queries)):
        client.get(url)
