"""Whoever comes to the counter with an appointment today is received by it (case S09)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.roles import Role
from appointments.actions import moving, visits
from appointments.models.rescues import Rescue
from appointments.models.visits import Appointment
from service.actions import reception
from service.models.orders import RepairOrder
from service.rules import orders
from tests.factories import service
from tests.factories.appointments import make_rescue
from tests.factories.statuses import put

pytestmark = pytest.mark.usefixtures("frozen")
WHY = "上午保养，下午来装记录仪"
SAID = "This car has an appointment on Mon 23 Nov 12:00 already: A26-00001."


@pytest.fixture
def visit(workshop, at):
    return service.make_visit(workshop, at, vehicle=service.make_car(workshop), start=at + timedelta(hours=3))


@pytest.fixture
def advisor_page(client_of):
    return client_of(Role.SERVICE_ADVISOR)


@pytest.fixture
def typed(visit):
    [pads] = service.operations(service.PADS)
    return {"plate": visit.vehicle.plate, "complaint": "空调也不凉", "operations": [pads.pk]}


def orders_made():
    return list(RepairOrder.objects.values_list("appointment__number", "vehicle"))


# ── the API ───────────────────────────────────────────────────────────────────────────────────
def test_the_api_names_the_visit_of_today_and_receives_it(visit, api_of):
    api = api_of(Role.SERVICE_ADVISOR)
    body = {"vehicle": visit.vehicle_id, "operations": [service.PADS], "complaint": "异响"}
    answer = api.post("/repair-orders/", body)
    assert (answer.status_code, answer.json()["detail"]) == (409, SAID)
    named = answer.json()["appointment"]
    seen = {"appointment": named["id"], "time_version": named["time_version"]}
    assert (api.post("/repair-orders/", seen).status_code, orders_made()) == (201, [(visit.number, visit.vehicle_id)])


def test_a_really_second_visit_says_why_and_leaves_the_first_expected(visit, api_of):
    api = api_of(Role.SERVICE_ADVISOR)
    body = {"vehicle": visit.vehicle_id, "operations": [service.PADS], "complaint": "异响"}
    assert api.post("/repair-orders/", body | {"second_visit": "x"}).status_code == 409
    assert api.post("/repair-orders/", body | {"second_visit": WHY}).status_code == 201
    visit.refresh_from_db()
    assert (visit.status, orders_made()) == ("confirmed", [("A26-00002", visit.vehicle_id)])


def test_a_visit_noted_as_arrived_is_received_too(visit, api_of, advisor, at):
    visits.arrive(visit, by=advisor, at=at)
    body = {"vehicle": visit.vehicle_id, "operations": [service.PADS], "complaint": "异响"}
    assert api_of(Role.SERVICE_ADVISOR).post("/repair-orders/", body).json()["appointment"]["status"] == "arrived"


def test_a_visit_that_was_moved_since_is_not_received_on_the_earlier_time(visit, api_of, advisor, at):
    api = api_of(Role.SERVICE_ADVISOR)
    moving.reschedule(visit, by=advisor, at=at, start=at + timedelta(hours=5))
    answer = api.post("/repair-orders/", {"appointment": visit.pk, "time_version": 1})
    assert (answer.status_code, answer.json()["time_version"], orders_made()) == (409, 2, [])
    wrong = api.post("/repair-orders/", {"vehicle": visit.vehicle_id, "time_version": 1})
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["time_version"])


# ── the pages ─────────────────────────────────────────────────────────────────────────────────
def test_the_walk_in_page_shows_the_visit_of_the_plate_when_it_opens(visit, advisor_page):
    page = advisor_page.get(reverse("walk_in"), {"plate": visit.vehicle.plate})
    assert (page.context["expected"], f'name="receive" value="{visit.pk}"' in page.text) == (visit, True)
    assert advisor_page.get(reverse("walk_in")).context["expected"] is None


def test_a_walk_in_with_an_appointment_makes_no_second_order(visit, advisor_page, typed):
    page = advisor_page.post(reverse("walk_in"), typed)
    assert (page.status_code, page.context["expected"], orders_made()) == (409, visit, [])
    assert page.context["form"].errors == {"second_visit": [SAID]}
    assert typed["complaint"] in page.text


def test_one_tap_receives_the_appointment_with_what_was_typed(visit, advisor_page, typed):
    [discs] = service.operations(service.DISCS)
    said = typed | {"operations": [*typed["operations"], discs.pk], "receive": visit.pk, "time_version": 1}
    page = advisor_page.post(reverse("walk_in"), said, follow=True)
    [order] = RepairOrder.objects.all()
    assert (order.appointment, order.complaint) == (visit, "踩刹车有异响\n空调也不凉")
    assert page.redirect_chain == [(reverse("check_in_condition", args=[order.pk]), 302)]
    assert f"You had chosen as well: {discs}." in page.text


def test_nothing_need_be_typed_to_receive_the_appointment(visit, advisor_page):
    answer = advisor_page.post(reverse("walk_in"), {"receive": visit.pk})
    assert (answer.status_code, orders_made()) == (302, [(visit.number, visit.vehicle_id)])
    assert advisor_page.post(reverse("walk_in"), {"receive": "x"}).status_code == 404


def test_a_receipt_that_is_refused_keeps_what_was_typed(visit, advisor_page, typed, advisor, at):
    moving.reschedule(visit, by=advisor, at=at, start=at + timedelta(hours=5))
    page = advisor_page.post(reverse("walk_in"), typed | {"receive": visit.pk, "time_version": 1})
    assert (page.status_code, orders_made(), typed["complaint"] in page.text) == (409, [], True)
    assert 'name="time_version" value="2"' in page.text


def test_the_page_takes_a_second_visit_with_its_reason(visit, advisor_page, typed):
    answer = advisor_page.post(reverse("walk_in"), typed | {"second_visit": WHY})
    assert (answer.status_code, orders_made()) == (302, [("A26-00002", visit.vehicle_id)])


def test_the_reception_receives_the_time_that_it_shows(visit, advisor_page, advisor, at):
    page = advisor_page.get(reverse("reception"))
    assert 'name="time_version" value="1"' in page.text
    moving.reschedule(visit, by=advisor, at=at, start=at + timedelta(hours=5))
    answer = advisor_page.post(reverse("receive", args=[visit.pk]), {"time_version": 1})
    assert (answer.status_code, orders_made()) == (409, [])


def test_a_car_that_was_towed_in_is_received_by_its_appointment_and_its_rescue_closed(
    visit, advisor_page, workshop, at
):
    rescue = make_rescue(workshop, at, status="towed", vehicle=visit.vehicle)
    address = f"{reverse('walk_in')}?rescue={rescue.pk}"
    assert advisor_page.get(address).context["expected"] == visit
    assert advisor_page.post(address, {"receive": visit.pk}).status_code == 302
    assert Rescue.objects.get(pk=rescue.pk).status == "closed"


def test_a_reason_for_another_visit_is_not_lost_by_receiving_the_appointment(visit, advisor_page, typed):
    page = advisor_page.post(reverse("walk_in"), typed | {"receive": visit.pk, "second_visit": WHY})
    assert (page.status_code, orders_made(), page.context["form"]["second_visit"].value()) == (409, [], WHY)
    assert list(page.context["form"].errors) == ["second_visit"]
    assert orders.why_not_by_appointment(" ") is None


# ── rules ─────────────────────────────────────────────────────────────────────────────────────
def test_the_words_at_the_counter_join_those_of_the_booking():
    visit = Appointment(complaint="刹车异响")
    assert orders.complaint_of(visit, " ") == orders.complaint_of(visit, "异响") == "刹车异响"
    assert orders.complaint_of(visit, "空调不凉") == "刹车异响\n空调不凉"


def test_a_car_whose_order_is_open_is_told_by_that_order(visit, advisor, at, advisor_page, typed):
    order = reception.open_order(visit, by=advisor, at=at)
    page = advisor_page.post(reverse("walk_in"), typed)
    assert (page.context["expected"], list(page.context["form"].errors)) == (None, ["plate"])
    put(RepairOrder.objects.filter(pk=order.pk), status="cancelled")


# ── who missed it and comes all the same ─────────────────────────────────────────────────────
@pytest.fixture
def missed(visit, advisor, frozen):
    late = visit.start + timedelta(minutes=50)
    visits.mark_no_show(visit, by=advisor, at=late)
    frozen.move_to(late)
    return visit


def test_the_reception_receives_who_comes_after_all_in_one_tap(missed, advisor_page):
    page = advisor_page.get(reverse("reception"))
    assert page.context["missed"] == [missed]
    assert "Here after all: receive with what is free" in page.text
    advisor_page.post(reverse("receive", args=[missed.pk]), {"time_version": 1})
    came = Appointment.objects.get(pk=missed.pk)
    assert (came.status, came.start > missed.start, came.missed_start) == ("arrived", True, missed.start)
    assert RepairOrder.objects.get().appointment == came
    assert advisor_page.get(reverse("reception")).context["missed"] == []


def test_a_walk_in_of_a_car_that_missed_its_visit_is_received_by_it(missed, advisor_page, typed):
    page = advisor_page.post(reverse("walk_in"), typed)
    assert (page.status_code, page.context["expected"], orders_made()) == (409, missed, [])
    assert "This car missed its appointment of today" in page.text
    advisor_page.post(reverse("walk_in"), typed | {"receive": missed.pk, "time_version": 1})
    assert RepairOrder.objects.get().appointment_id == missed.pk


def test_a_missed_visit_is_received_by_the_api_too(missed, api_of):
    answer = api_of(Role.SERVICE_ADVISOR).post("/repair-orders/", {"appointment": missed.pk})
    assert (answer.status_code, Appointment.objects.get(pk=missed.pk).status) == (201, "arrived")
