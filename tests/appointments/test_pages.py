"""The lists, the board and the customer's page of appointments."""

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled

from accounts.access import Access
from accounts.models.records import RememberedAnswer
from accounts.roles import Role
from appointments.actions import calls, visits
from appointments.models.promises import Confirmation
from appointments.models.visits import Appointment
from customers.actions.links import make_link
from customers.models.messages import Message
from tests.appointments.conftest import local
from tests.factories.appointments import make_appointment
from tests.factories.customers import make_customer, make_vehicle
from tests.factories.statuses import put

pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture
def visit(store, shop, at, car):
    return make_appointment(store, at, local(24, 10), vehicle=car)


def page_of(visit, at) -> str:
    """The address of the customer's page."""
    url = make_link("a", visit.pk, visit.customer, by=Access.system(visit.store), at=at)
    return url.split("/a/")[1].join(["/a/", ""])


def test_the_list_begins_with_today_and_finds_by_plate(client_of, visit):
    hotline = client_of(Role.HOTLINE_CLERK)
    assert list(hotline.get(reverse("appointment_list")).context["page_obj"]) == []
    assert list(hotline.get(reverse("appointment_list") + "?period=tomorrow").context["page_obj"]) == [visit]
    assert list(hotline.get(reverse("appointment_list") + "?q=沪A12345").context["page_obj"]) == [visit]


def test_the_list_asks_the_same_for_one_row_and_three(client_of, visit, store, at, django_assert_num_queries):
    hotline = client_of(Role.HOTLINE_CLERK)
    url = reverse("appointment_list") + "?period=all"
    hotline.get(url)
    with django_assert_num_queries(7) as asked:
        hotline.get(url)
    for n in (1, 2):
        car = make_vehicle(make_customer(store, name=f"李{n}", phone=f"1380013900{n}"), plate=f"沪B1234{n}")
        make_appointment(store, at, local(25, 10 + 3 * n), vehicle=car)
    with django_assert_num_queries(len(asked)):
        assert len(hotline.get(url).context["page_obj"]) == 3


def blocks(browser, query=""):
    page = browser.get(reverse("bay_board") + "?on=2026-11-24" + query)
    return [(row.resource, block) for row in page.context["board"].rows for block in row.blocks]


def test_the_board_shows_each_bay_and_technician(client_of, visit):
    advisor = client_of(Role.SERVICE_ADVISOR)
    assert [(row, block.visit) for row, block in blocks(advisor)] == [(visit.bay, visit.pk)]
    assert [row for row, _block in blocks(advisor, "&by=technician")] == [visit.technician]
    assert advisor.get(reverse("bay_board") + "?on=never").status_code == 200


def test_the_board_names_the_car_its_technician_and_that_it_is_here(client_of, visit, access_of):
    advisor = client_of(Role.SERVICE_ADVISOR)
    [(_row, block)] = blocks(advisor)
    facts = (block.state, block.plate, block.place)
    assert facts == ("planned", visit.vehicle.plate, visit.technician.name)
    assert "12345" in advisor.get(reverse("bay_board") + "?on=2026-11-24").text
    visits.arrive(visit, by=access_of(Role.SERVICE_ADVISOR), at=visit.start)
    [(_row, block)] = blocks(advisor)
    assert block.state == "here"


def test_calls_are_listed_with_those_nobody_answered(client_of, store, at, by):
    for event in ("ring", "hang_up"):
        calls.log_call(by=by, at=at, number="13800138000", event=event, external_id="c1")
    found = client_of(Role.HOTLINE_CLERK).get(reverse("phone_call_list") + "?state=missed")
    assert [call.number for call in found.context["page_obj"]] == ["13800138000"]


def test_the_customer_keeps_it(visit, at):
    put(Confirmation.objects.filter(appointment=visit, side="customer", kind="day"), status="asked")
    address = page_of(visit, at)
    with scopes_disabled():
        assert Client().get(address).status_code == 200
        assert Client().post(address, {"answer": "keep"}).status_code == 302
    assert visit.confirmations.filter(status="kept").count() == 1


def test_the_customers_answer_is_remembered_without_his_address(visit, at):
    put(Confirmation.objects.filter(appointment=visit, side="customer", kind="day"), status="asked")
    address = page_of(visit, at)
    said = {"answer": "keep", "idempotency_key": "once"}
    with scopes_disabled():
        answers = [Client().post(address, said) for _twice in range(2)]
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, address), (302, "./")]
    assert answers[1]["Idempotent-Replayed"] == "true"
    assert RememberedAnswer.objects.get(key="once").headers["Location"] == "./"


def test_the_audit_of_his_answer_does_not_hold_his_address(visit, at):
    with scopes_disabled():
        assert Client().post(page_of(visit, at), {"answer": "cancel"}).status_code == 302
    paths = {row.pgh_context["path"] for row in visit.events.exclude(pgh_context=None)}
    assert paths == {"/a/…/"}


def test_the_customer_moves_it_to_an_offered_time(visit, at):
    address = page_of(visit, at)
    with scopes_disabled():
        offer = Client().get(address).context["days"][-1]["slots"][-1]
        assert Client().post(address, {"start": offer.start.isoformat()}).status_code == 302
    moved = Appointment.objects.get(pk=visit.pk)
    assert (moved.start, moved.time_version) == (offer.start, 2)


def test_the_customer_cancels_it_and_the_page_says_so(visit, at):
    address = page_of(visit, at)
    with scopes_disabled():
        assert Client().post(address, {"answer": "cancel"}).status_code == 302
        assert Client().post(address, {"answer": "keep"}).status_code == 409
    assert Appointment.objects.get(pk=visit.pk).status == "cancelled"


def test_a_wrong_answer_changes_nothing(visit, at):
    address = page_of(visit, at)
    with scopes_disabled():
        assert Client().post(address, {"start": "tomorrow"}).status_code == 409
        assert Client().get("/a/wrong/").status_code == 404
    assert Appointment.objects.get(pk=visit.pk).time_version == 1


def test_the_page_is_light_and_complete_without_script(visit, at):
    with scopes_disabled():
        answer = Client().get(page_of(visit, at))
    assert b"<script" not in answer.content
    assert len(answer.content) < 25_000
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]


def test_the_booking_number_stands_on_what_the_customer_gets(store, visit, at, by):
    """SERVICE-R2: his page, and the message when we may fail him."""
    with scopes_disabled():
        assert f'href="tel:{store.phone}"' in Client().get(page_of(visit, at)).content.decode()
    visits.put_at_risk(visit, by=by, at=at, reason="技师临时请假")
    assert "021-68880000" in Message.objects.get(purpose="appointment_at_risk").body.replace(" ", "-")


@pytest.mark.parametrize("name", ["appointment_cancel", "appointment_move", "appointment_at_risk"])
def test_what_cannot_be_changed_any_more_says_so_when_its_page_opens(client_of, visit, frozen, name):
    hotline, address = client_of(Role.HOTLINE_CLERK), reverse(name, args=[visit.pk])
    assert 'class="btn btn-secondary"' in hotline.get(address).content.decode()
    put(Appointment.objects.filter(pk=visit.pk), status="no_show")
    shown = hotline.get(address).content.decode()
    assert "This appointment is “no-show”." in shown
    assert ("<textarea" in shown, '<button class="btn btn-danger"' in shown) == (False, False)
    assert 'name="reason"' not in shown
