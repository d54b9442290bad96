"""The six steps of the service process, as every page of a visit shows them."""

import re
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils.timezone import now

from accounts.access import Access
from accounts.roles import Role
from appointments.models.visits import Appointment
from billing.actions import bills
from customers.actions.links import make_link
from service.actions import handover
from tests.factories import service

R = Role


@pytest.mark.parametrize("page", ["order_detail", "order_list"])
def test_right_after_hand_over_the_rail_stands_at_the_follow_up(workshop, at, frozen, client_of, page):
    order = service.make_delivered(workshop, at)
    address = reverse(page, args=[order.pk]) if page == "order_detail" else reverse(page) + "?step=6"
    content = client_of(R.SERVICE_ADVISOR).get(address).content.decode()
    assert ('rail-now"\n        aria-current="step"' in content) if page == "order_detail" else "6 Follow-up" in content


FIRST_STEP = re.compile(r'class="rail-step step-1 rail-(\w+)"')


def first_steps(client_of, order, *pages) -> list[str]:
    """How the rail of each page shows the first step, for whoever may see everything and for the customer."""
    url = make_link("o", order.pk, order.customer, by=Access.system(order.store), at=now())
    manager = client_of(R.SERVICE_MANAGER)
    pages = [order.get_absolute_url(), order.appointment.get_absolute_url(), urlsplit(url).path, *pages]
    return [state for page in pages for state in FIRST_STEP.findall(manager.get(page).text)]


@pytest.mark.parametrize(
    ("kind", "state"), [("walk_in", "skipped"), ("appointment", "done"), ("delivery_prep", "done")]
)
def test_every_rail_says_the_same_of_the_first_step(workshop, at, frozen, client_of, kind, state):
    order = service.make_in_work(workshop, at)
    Appointment.objects.filter(pk=order.appointment_id).update(kind=kind)
    assert first_steps(client_of, order) == [state] * 3
    assert FIRST_STEP.findall(service.technician_client(client_of, order).get(reverse("my_work")).text) == [state]


@pytest.mark.parametrize(("kind", "state"), [("walk_in", "skipped"), ("appointment", "done")])
def test_the_rail_of_a_bill_is_that_of_its_order_also_after_a_credit(workshop, at, frozen, client_of, kind, state):
    order = service.make_delivered(workshop, at)
    Appointment.objects.filter(pk=order.appointment_id).update(kind=kind)
    note = bills.credit(order.bill, by=service.manager(workshop), at=at, reason="价格有误")
    again = handover.bill(order, by=service.advisor(workshop), at=at).bill
    addresses = [bill.get_absolute_url() for bill in (order.bill, note, again)]
    assert first_steps(client_of, order, *addresses) == [state] * 6
