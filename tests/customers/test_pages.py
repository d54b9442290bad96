import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from accounts.access import Access
from accounts.roles import Role
from customers.actions import messages
from customers.models.links import Link
from customers.models.messages import Message
from customers.models.people import Consent, Customer
from tests.factories.customers import make_customer, make_model, make_vehicle, new_vin
from tests.factories.statuses import put
from vehicles.models import Vehicle

S = Message.Status


@pytest.fixture
def plain_frame(settings):
    """Without the demo's role switcher, which asks for the demo's people on every page."""
    settings.DEMO = False


def queries_of(client, url) -> int:
    client.get(url)  # the session is read from the cache from now on
    with CaptureQueriesContext(connection) as context:
        assert client.get(url).status_code == 200
    return len(context)


def plan(customer, at, *, source_id=1, status="", **facts) -> Message:
    by = Access.system(customer.store)
    words = {"subject": "Tomorrow at ten", "body": "See you: {link}", "link": ("a", 7)}
    with scope(store=customer.store):
        message = messages.send(
            customer, by=by, at=at, purpose="day", source_id=source_id, due_at=at, **{**words, **facts}
        )
        if status:
            put(Message.objects.filter(pk=message.pk), status=status)
            message.refresh_from_db()
    return message


@pytest.fixture
def customer(store):
    return make_customer(store, name="张小三", phone="13800138000", email="zhang@example.com")


@pytest.fixture
def car(customer):
    return make_vehicle(customer, plate="沪A12345", mileage=38210)


@pytest.mark.parametrize(
    "text", ["张小", "zx", "13800138000", "8000", "138 0013", "沪A12345", "沪a·12", "12345", "VIN"]
)
def test_a_customer_is_found_by_whatever_is_typed(client_of, store, car, text):
    make_customer(store, name="李四", phone="13911112222")
    text = car.vin[-6:] if text == "VIN" else text
    page = client_of(Role.HOTLINE_CLERK).get(reverse("customer_list"), {"q": text})
    assert [found.name for found in page.context["page_obj"]] == ["张小三"]


def test_the_list_finds_nobody_of_another_store(client_of, store, other_store):
    make_customer(other_store, name="张小三", phone="13800138000")
    page = client_of(Role.HOTLINE_CLERK).get(reverse("customer_list"), {"q": "13800138000"})
    assert list(page.context["page_obj"]) == []


def test_the_list_costs_the_same_for_one_and_three(client_of, store, car, plain_frame):
    client = client_of(Role.SERVICE_MANAGER)
    one = queries_of(client, reverse("customer_list"))
    for _ in range(2):
        make_vehicle(make_customer(store))
    assert queries_of(client, reverse("customer_list")) == one <= 8


def test_phones_and_plates_are_masked_for_whoever_may_not_see_them(client_of, customer, car):
    for address in (reverse("customer_list"), customer.get_absolute_url(), car.get_absolute_url()):
        seen = client_of(Role.HOTLINE_CLERK).get(address).content.decode()
        veiled = client_of(Role.CASHIER).get(address).content.decode()
        assert ("13800138000" in seen, "13800138000" in veiled, "138 **** 8000" in veiled) == (True, False, True)
    assert "zhang@example.com" not in client_of(Role.CASHIER).get(customer.get_absolute_url()).content.decode()


def test_an_export_is_masked_as_the_page_is(client_of, customer, car):
    answer = client_of(Role.CASHIER).get(reverse("customer_list"), {"format": "csv"})
    text = b"".join(answer.streaming_content).decode()
    assert ("138****8000" in text, "13800138000" in text, "沪A12345" in text) == (True, False, True)


def test_whoever_may_not_export_gets_the_page(client_of, customer):
    assert (
        client_of(Role.HOTLINE_CLERK)
        .get(reverse("customer_list"), {"format": "csv"})["Content-Type"]
        .startswith("text/html")
    )


@pytest.mark.parametrize("name", ["customer_detail", "customer_edit", "vehicle_new", "consent_give"])
def test_another_stores_customer_is_not_found(client_of, store, other_store, name):
    stranger = make_customer(other_store)
    assert client_of(Role.HOTLINE_CLERK).get(reverse(name, args=[stranger.pk])).status_code == 404


@pytest.mark.parametrize("name", ["vehicle_detail", "vehicle_edit", "mileage_read"])
def test_another_stores_car_is_not_found(client_of, store, other_store, name):
    stranger = make_vehicle(make_customer(other_store))
    assert client_of(Role.HOTLINE_CLERK).get(reverse(name, args=[stranger.pk])).status_code == 404


def test_who_may_only_see_may_not_change(client_of, customer, car):
    client = client_of(Role.TECHNICIAN)
    for name, thing in [
        ("customer_edit", customer),
        ("vehicle_new", customer),
        ("consent_give", customer),
        ("vehicle_edit", car),
        ("mileage_read", car),
    ]:
        assert client.get(reverse(name, args=[thing.pk])).status_code == 403
    assert client.get(reverse("customer_new")).status_code == 403
    assert client_of(Role.SYSTEM_ADMIN).get(reverse("customer_list")).status_code == 403


def test_details_stay_within_twelve_queries(client_of, customer, car, at, plain_frame):
    plan(customer, at)
    client = client_of(Role.SERVICE_MANAGER)
    assert queries_of(client, customer.get_absolute_url()) <= 12
    assert queries_of(client, car.get_absolute_url()) <= 12


def test_a_customer_is_added_from_the_form(client_of, store):
    client = client_of(Role.HOTLINE_CLERK)
    facts = {"name": "李四", "kind": "person", "phone": "139 1111 2222"}
    answer = client.post(reverse("customer_new"), facts)
    added = Customer.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, added.get_absolute_url())
    assert added.phones.get().number == "13911112222"


def test_a_known_number_is_refused_beside_the_field_with_the_way_to_its_holder(client_of, customer):
    facts = {"name": "李四", "kind": "person", "phone": "13800138000"}
    answer = client_of(Role.HOTLINE_CLERK).post(reverse("customer_new"), facts)
    assert answer.status_code == 409
    assert "张** (138****8000)" in answer.context["form"].errors["phone"][0]
    assert customer.get_absolute_url() in answer.content.decode()


def test_a_form_without_name_and_number_is_given_back(client_of, store):
    answer = client_of(Role.HOTLINE_CLERK).post(reverse("customer_new"), {"kind": "person"})
    assert answer.context["form"].errors == {"name": ["Enter the name or the phone number."]}


def test_a_correction_of_an_old_form_is_refused(client_of, customer):
    client, address = client_of(Role.HOTLINE_CLERK), reverse("customer_edit", args=[customer.pk])
    facts = {"name": "张珊", "kind": "person", "phone": "13800138000", "version": 1}
    assert client.get(address).context["form"].initial["phone"] == "13800138000"
    assert client.post(address, facts).status_code == 302
    answer = client.post(address, {**facts, "name": "张杉"})
    assert (answer.status_code, Customer.objects.get().name) == (409, "张珊")
    assert "Look at it again" in answer.content.decode()


def test_a_car_is_added_and_a_doubtful_vin_is_pointed_out(client_of, customer):
    vin = new_vin()
    wrong = vin[:8] + ("1" if vin[8] != "1" else "2") + vin[9:]
    facts = {"plate": "沪AD12345", "vin": wrong, "mileage": 10, "model": make_model().pk}
    page = client_of(Role.HOTLINE_CLERK).post(reverse("vehicle_new", args=[customer.pk]), facts, follow=True)
    assert Vehicle.objects.get().vin == wrong
    assert [str(message) for message in page.context["messages"]] == [
        "The check digit of this VIN does not agree. Compare it with the car."
    ]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"mileage": 0}, "plate"),
        ({"plate": "x", "mileage": 0}, "plate"),
        ({"vin": "LSV", "mileage": 0}, "vin"),
        ({"plate": "沪A12345", "mileage": -1}, "mileage"),
        ({"plate": "沪A12345", "mileage": 0, "model": 999999}, "model"),
        ({"plate": "沪A12345", "mileage": 0, "colour": "x" * 21}, "colour"),
    ],
)
def test_bad_input_is_answered_at_the_field(client_of, customer, facts, field):
    answer = client_of(Role.HOTLINE_CLERK).post(reverse("vehicle_new", args=[customer.pk]), facts)
    assert list(answer.context["form"].errors) == [field]
    assert Vehicle.objects.count() == 0


def test_a_car_is_corrected(client_of, car):
    client, address = client_of(Role.HOTLINE_CLERK), reverse("vehicle_edit", args=[car.pk])
    facts = {
        "plate": "沪A99999",
        "vin": car.vin,
        "colour": "白",
        "version": client.get(address).context["form"].initial["version"],
    }
    assert client.post(address, facts).status_code == 302
    car.refresh_from_db()
    assert (car.plate, car.colour, car.mileage) == ("沪A99999", "白", 38210)


def test_a_lower_mileage_asks_for_the_reason(client_of, car):
    client, address = client_of(Role.HOTLINE_CLERK), reverse("mileage_read", args=[car.pk])
    assert client.post(address, {"km": 100}).status_code == 409
    assert client.post(address, {"km": 100, "reason": "new instrument"}).status_code == 302
    car.refresh_from_db()
    assert car.mileage == 100


def test_a_consent_is_written_down_and_withdrawn(client_of, customer):
    client = client_of(Role.HOTLINE_CLERK)
    facts = {"purpose": "marketing", "channel": "email", "evidence": "signed form"}
    assert client.post(reverse("consent_give", args=[customer.pk]), facts).status_code == 302
    consent = Consent.objects.get()
    assert client_of(Role.CASHIER).post(reverse("consent_withdraw", args=[consent.pk])).status_code == 403
    assert client.post(reverse("consent_withdraw", args=[consent.pk])).status_code == 302
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None


def test_the_doubtful_messages_are_listed_and_settled(client_of, customer, at):
    plan(customer, at)
    doubtful = plan(customer, at, source_id=2, status=S.UNKNOWN)
    manager = client_of(Role.SERVICE_MANAGER)
    page = manager.get(reverse("message_list"), {"status": "unknown"})
    assert list(page.context["page_obj"]) == [doubtful]
    assert "1 doubtful message to settle" in page.content.decode()
    assert client_of(Role.CRM_AGENT).post(reverse("message_went", args=[doubtful.pk])).status_code == 403
    assert manager.post(reverse("message_lost", args=[doubtful.pk])).status_code == 302
    doubtful.refresh_from_db()
    assert (doubtful.status, doubtful.reason) == (S.FAILED, messages.DID_NOT_GO)


def test_a_message_is_read_without_its_customers_link(client_of, customer, at):
    page = client_of(Role.SERVICE_MANAGER).get(reverse("message_detail", args=[plan(customer, at).pk]))
    assert "See you: [the customer&#x27;s own link]" in page.content.decode()
    assert Link.objects.count() == 0


def test_a_message_that_is_not_in_doubt_is_not_settled(client_of, customer, at):
    planned = plan(customer, at)
    assert client_of(Role.SERVICE_MANAGER).post(reverse("message_went", args=[planned.pk])).status_code == 409
    planned.refresh_from_db()
    assert planned.status == S.PLANNED


def test_the_list_of_messages_costs_the_same_for_one_and_three(client_of, store, customer, at, plain_frame):
    client = client_of(Role.SERVICE_MANAGER)
    plan(customer, at)
    one = queries_of(client, reverse("message_list"))
    plan(make_customer(store), at, source_id=2, status=S.UNKNOWN)
    plan(make_customer(store), at, source_id=3, status=S.UNKNOWN)
    assert queries_of(client, reverse("message_list")) == one <= 8


def test_another_stores_message_is_not_found(client_of, store, other_store, at):
    stranger = plan(make_customer(other_store), at)
    client = client_of(Role.SERVICE_MANAGER)
    assert client.get(reverse("message_detail", args=[stranger.pk])).status_code == 404
    assert client.post(reverse("message_went", args=[stranger.pk])).status_code == 404
    assert client.get(reverse("outbox_message", args=[stranger.pk])).status_code == 404


def test_the_outbox_shows_each_message_with_a_link_that_works(client_of, customer, at, settings):
    settings.DEMO = True
    message = plan(customer, at)
    client = client_of(Role.TECHNICIAN)
    assert message.subject in client.get(reverse("outbox")).content.decode()
    address = reverse("outbox_message", args=[message.pk])
    first, second = client.get(address).content.decode(), client.get(address).content.decode()
    link = Link.objects.get()
    tokens = re.findall(rf'href="{settings.PUBLIC_URL}/a/([^/]+)/"', first)
    assert [Link.hash_of(token) for token in tokens] == [link.token_hash]
    assert tokens[0] in second
    assert (link.kind, link.subject_id) == ("a", 7)


@pytest.mark.parametrize("role", [Role.GROUP_MANAGER, Role.SYSTEM_ADMIN])
def test_the_outbox_is_no_business_of_whoever_sees_no_customers(client_of, customer, at, settings, role):
    settings.DEMO = True
    client, message = client_of(role), plan(customer, at)
    addresses = [reverse("outbox"), reverse("outbox_message", args=[message.pk])]
    assert [client.get(address).status_code for address in addresses] == [403, 403]


def test_outside_the_demo_there_is_no_outbox(client_of, customer, at, settings):
    message = plan(customer, at)
    settings.DEMO = False
    client = client_of(Role.SERVICE_MANAGER)
    assert client.get(reverse("outbox")).status_code == 404
    assert client.get(reverse("outbox_message", args=[message.pk])).status_code == 404
    assert Link.objects.count() == 0


@pytest.mark.parametrize("name", ["customer_new", "search", "booking"])
def test_a_page_answers_no_method_that_it_does_not_know(client_of, name):
    client = client_of(Role.HOTLINE_CLERK)
    assert [getattr(client, method)(reverse(name)).status_code for method in ("put", "patch", "delete")] == [405] * 3
