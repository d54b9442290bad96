"""The page of one appointment and its acts."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from appointments.actions import visits
from appointments.models.visits import Appointment
from tests.appointments.conftest import local
from tests.factories.appointments import make_absence, make_appointment
from tests.factories.parts import make_stock

pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture
def visit(store, shop, at, car):
    item = make_stock(store, at)
    return make_appointment(store, at, local(24, 10), vehicle=car, parts=[(item.part, 1)])


def go(client, name, visit, body=None):
    path = reverse(name, args=[visit.pk])
    return client.get(path) if body is None else client.post(path, body)


@pytest.mark.parametrize(
    "role", [Role.HOTLINE_CLERK, Role.SERVICE_ADVISOR, Role.PARTS_CLERK, Role.TECHNICIAN, Role.GENERAL_MANAGER]
)
def test_whoever_sees_appointments_sees_one(client_of, visit, role, django_assert_max_num_queries):
    client = client_of(role)
    go(client, "appointment_detail", visit)
    with django_assert_max_num_queries(12):
        page = go(client, "appointment_detail", visit)
    assert page.status_code == 200
    assert visit.number in page.content.decode()
    assert "刹车时左前有异响" in page.content.decode()


def test_nobody_else_does(client_of, visit, other_store):
    assert go(client_of(Role.CASHIER), "appointment_detail", visit).status_code == 403
    assert go(client_of(Role.HOTLINE_CLERK, store=other_store), "appointment_detail", visit).status_code == 404


def test_preparation_is_ticked_on_the_page(client_of, visit):
    item = visit.preparation.get(group="tools")
    body = {"evidence": "工具车 2", "idempotency_key": "k"}
    answer = client_of(Role.SERVICE_ADVISOR).post(reverse("prepare", args=[item.pk]), body)
    item.refresh_from_db()
    assert (answer.status_code, item.evidence, item.done_at is not None) == (302, "工具车 2", True)
    page = go(client_of(Role.SERVICE_ADVISOR), "appointment_detail", visit).content.decode()
    assert "工具车 2" in page
    client_of(Role.SERVICE_ADVISOR).post(reverse("prepare", args=[item.pk]), {"undo": "on"})
    item.refresh_from_db()
    assert item.done_at is None


def test_it_moves_to_an_offered_time(client_of, visit):
    clerk = client_of(Role.HOTLINE_CLERK)
    page = go(clerk, "appointment_move", visit)
    slot = page.context["days"][1]["slots"][0]
    body = {"slot": f"{slot.start.isoformat()}~{slot.advisor.pk}", "reason": "客户出差"}
    assert go(clerk, "appointment_move", visit, body).status_code == 302
    assert Appointment.objects.get().start == slot.start


def test_a_move_that_cannot_be_is_explained(client_of, visit, shop):
    clerk = client_of(Role.HOTLINE_CLERK)
    assert go(clerk, "appointment_move", visit, {"slot": "soon"}).status_code == 200
    make_absence(shop["advisors"][0], local(25, 8), local(25, 12))
    refused = go(clerk, "appointment_move", visit, {"slot": "2026-11-25T09:00:00+08:00"})
    assert refused.status_code == 409
    assert "Nearest free times:" in refused.content.decode()
    assert Appointment.objects.get().start == local(24, 10)


def test_it_is_cancelled_with_a_reason(client_of, visit):
    clerk = client_of(Role.HOTLINE_CLERK)
    assert go(clerk, "appointment_cancel", visit, {"reason": ""}).status_code == 200
    assert go(clerk, "appointment_cancel", visit, {"reason": "客户出差"}).status_code == 302
    assert Appointment.objects.get().status == "cancelled"


def test_the_customer_is_told_of_a_risk(client_of, visit):
    assert go(client_of(Role.HOTLINE_CLERK), "appointment_at_risk", visit).status_code == 200
    assert go(client_of(Role.HOTLINE_CLERK), "appointment_at_risk", visit, {"reason": "技师请假"}).status_code == 302
    page = go(client_of(Role.HOTLINE_CLERK), "appointment_detail", visit).content.decode()
    assert "技师请假" in page


def test_it_is_kept_received_and_missed(client_of, visit, frozen, store, at):
    assert go(client_of(Role.CRM_AGENT), "appointment_confirm", visit, {}).status_code == 302
    assert go(client_of(Role.HOTLINE_CLERK), "appointment_arrive", visit, {}).status_code == 403
    frozen.move_to(local(24, 9, 55))
    assert go(client_of(Role.SERVICE_ADVISOR), "appointment_arrive", visit, {}).status_code == 302
    assert Appointment.objects.get().status == "arrived"
    other = make_appointment(store, at, local(24, 14))
    frozen.move_to(local(24, 14, 30))
    assert go(client_of(Role.HOTLINE_CLERK), "appointment_no_show", other, {}).status_code == 302
    assert Appointment.objects.get(pk=other.pk).status == "no_show"


def test_a_refused_act_says_why_and_changes_nothing(client_of, visit, by, at):
    visits.cancel(visit, by=by, at=at, reason="x")
    answer = go(client_of(Role.SERVICE_ADVISOR), "appointment_arrive", visit, {})
    assert answer.status_code == 409
    assert "cannot become" in answer.content.decode()
