"""A caller or a car that the store does not know yet is added on the desk's own page, and never twice (SERVICE-R3)."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from accounts.roles import Role
from customers.actions import cars, people
from customers.models.ownership import Ownership
from customers.models.people import Customer
from tests.factories.customers import make_customer, make_model, make_vehicle
from vehicles.models import Vehicle

pytestmark = pytest.mark.usefixtures("frozen")
NEW = {"phone": "138 0013 9999", "name": "赵先生", "plate": "沪A·99999"}


@pytest.fixture
def hotline(client_of):
    return client_of(Role.HOTLINE_CLERK)


@pytest.fixture(autouse=True)
def rows(store):
    """The rows of a model that were not there before."""
    before = {model: set(model.objects.values_list("pk", flat=True)) for model in (Customer, Vehicle, Ownership)}
    return lambda model: list(model.objects.exclude(pk__in=before[model]).order_by("pk"))


def add(hotline, **said):
    return hotline.post(reverse("booking_new_caller"), NEW | said)


def fields_of(page) -> dict:
    """The names and values of the caller's form."""
    return {
        name: field.value() or "" for name in ("name", "phone", "plate") if (field := page.context["caller_form"][name])
    }


@pytest.mark.parametrize(
    ("typed", "filled"),
    [
        ("13800139999", {"phone": "13800139999", "name": "", "plate": ""}),
        ("沪a·99999", {"phone": "", "name": "", "plate": "沪A99999"}),
        ("赵先生", {"phone": "", "name": "赵先生", "plate": ""}),
        ("zz9", {"phone": "", "name": "", "plate": ""}),
    ],
)
def test_what_was_typed_to_find_him_stands_in_its_field(hotline, store, rows, typed, filled):
    """Journey A1: one page for an unknown caller, and nothing is typed twice."""
    page = hotline.get(reverse("booking"), {"q": typed})
    assert fields_of(page) == filled
    assert f'action="{reverse("booking_new_caller")}"' in page.content.decode()


def test_a_new_caller_with_his_car_goes_on_at_the_desk_with_what_was_entered(hotline, store, rows):
    model = make_model()
    answer = add(hotline, q="13800139999", model=model.pk, complaint="刹车异响", fault=["F1", "F2"], call="7")
    address = urlsplit(answer["Location"])
    car = rows(Vehicle)[0]
    assert (answer.status_code, address.path, car.model) == (302, reverse("booking"), model)
    entered = parse_qs(address.query)
    assert entered == {
        "q": ["13800139999"], "vehicle": [str(car.pk)], "complaint": ["刹车异响"], "fault": ["F1", "F2"], "call": ["7"],
    }  # fmt: skip
    assert hotline.get(answer["Location"]).context["desk"].vehicle == car


def test_an_error_loses_nothing(hotline, store, rows):
    page = add(hotline, plate="沪A", q="13800139999", complaint="刹车异响")
    shown = page.content.decode()
    assert (page.status_code, len(rows(Customer)), len(rows(Vehicle))) == (400, 0, 0)
    assert fields_of(page) == {"phone": NEW["phone"], "name": "赵先生", "plate": "沪A"}
    assert 'name="complaint" value="刹车异响"' in shown and "Enter a plate such as" in shown


def test_a_second_click_makes_no_second_customer_and_no_second_car(hotline, store, rows):
    first, second = add(hotline), add(hotline, name="赵 先生")
    assert first["Location"] == second["Location"]
    assert (len(rows(Customer)), len(rows(Vehicle)), len(rows(Ownership))) == (1, 1, 1)


def test_a_number_that_somebody_has_is_recognised_before_a_double_is_made(hotline, store, rows):
    """The clerk says that it is him, or corrects the number; what he typed stays."""
    holder = make_customer(store, name="王女士", phone="13800139999")
    page = add(hotline)
    shown = page.content.decode()
    assert (page.status_code, len(rows(Customer)), len(rows(Vehicle))) == (409, 1, 0)
    assert "This number belongs to" in shown and f'name="add" value="{holder.pk}"' in shown
    assert fields_of(page)["plate"] == NEW["plate"]
    assert add(hotline, add=holder.pk).status_code == 302
    assert (rows(Customer), rows(Ownership)[0].customer) == ([holder], holder)
    holder.refresh_from_db()
    assert holder.name == "王女士"


def test_of_several_who_share_a_number_the_clerk_names_one(hotline, store, rows, by, at):
    both = [people.add_customer(by=by, at=at, name=name, phone="13800139999", shared=True) for name in ("王一", "王二")]
    page = add(hotline, name="王三")
    assert page.status_code == 409 and set(page.context["double"]["customers"]) == {one.pk for one in both}
    assert add(hotline, name="王二").status_code == 302
    assert rows(Ownership)[0].customer == both[1]


def test_a_plate_of_somebody_else_leads_to_that_car(hotline, store, rows):
    car = make_vehicle(make_customer(store, name="王女士"), plate="沪A99999")
    page = add(hotline)
    assert (page.status_code, len(rows(Customer)), len(rows(Vehicle))) == (409, 1, 1)
    assert "This plate is on a car of" in page.content.decode()
    assert f"vehicle={car.pk}" in page.content.decode()


def test_a_car_that_nobody_owns_any_more_is_his(hotline, store, rows, at, by):
    car = make_vehicle(make_customer(store), plate="沪A99999")
    Ownership.objects.filter(vehicle=car).update(until=at.date())
    assert add(hotline).status_code == 302
    assert Customer.objects.owner_of(car).name == "赵先生"
    assert len(rows(Vehicle)) == 1


def test_a_customer_without_a_car_gets_one_on_the_same_page(hotline, store, rows):
    customer = make_customer(store, name="王女士", phone="13800139999")
    page = hotline.get(reverse("booking"), {"q": "13800139999"})
    assert (page.context["keeper"], set(page.context["caller_form"].fields)) == (
        customer, {"plate", "model", "idempotency_key"},
    )  # fmt: skip
    answer = hotline.post(reverse("booking_new_caller"), {"q": "13800139999", "add": customer.pk, "plate": "沪A99999"})
    assert answer["Location"] == f"{reverse('booking')}?q=13800139999&vehicle={rows(Vehicle)[0].pk}"


def test_a_customer_with_a_car_calls_about_another(hotline, store, rows):
    customer = make_customer(store, name="王女士", phone="13800139999")
    make_vehicle(customer, plate="沪A11111")
    asked = {"q": "13800139999"}
    assert hotline.get(reverse("booking"), asked).context["caller_form"] is None
    assert hotline.get(reverse("booking"), asked | {"add": customer.pk}).context["keeper"] == customer
    assert add(hotline, add=customer.pk).status_code == 302
    assert {car.plate for car in rows(Vehicle)} == {"沪A11111", "沪A99999"}


def test_of_several_customers_nobody_is_given_a_car_by_guess(hotline, store, rows):
    for number in ("1", "2"):
        make_customer(store, name=f"陈{number}", phone=f"1380013999{number}")
    page = hotline.get(reverse("booking"), {"q": "陈"})
    assert (page.context["keeper"], page.context["caller_form"]) == (None, None)


@pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.CASHIER])
def test_who_takes_no_calls_adds_nobody(client_of, store, role):
    assert client_of(role).post(reverse("booking_new_caller"), NEW).status_code == 403


def test_a_car_of_the_same_customer_is_never_added_twice(hotline, store, rows, by, at):
    customer = make_customer(store, name="王女士", phone="13800139999")
    car = cars.add_car(customer, by=by, at=at, plate="沪A99999")
    assert add(hotline, name="王女士").status_code == 302
    assert rows(Vehicle) == [car]
