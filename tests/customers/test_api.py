import pytest

from accounts.access import Access
from accounts.roles import Role
from customers.actions import messages
from customers.models.messages import Message
from customers.models.people import Consent, Customer
from tests.factories.customers import make_customer, make_model, make_vehicle, new_vin
from tests.factories.statuses import put
from vehicles.models import Vehicle

S = Message.Status


@pytest.fixture
def clerk(api_of):
    return api_of(Role.HOTLINE_CLERK)


@pytest.fixture
def customer(store):
    return make_customer(store, name="张小三", phone="13800138000")


@pytest.fixture
def car(customer):
    return make_vehicle(customer, plate="沪A12345", model=make_model(), mileage=38210)


def test_a_customer_is_found_with_his_cars(clerk, store, car):
    make_customer(store)
    answer = clerk.get("/customers/", q="8000").json()
    assert answer["count"] == 1
    row = answer["results"][0]
    assert (row["name"], row["phone"]) == ("张小三", "13800138000")
    assert row["vehicles"] == [
        {"id": car.pk, "plate": "沪A12345", "vin": car.vin, "model": "lavida-test", "model_name": "Lavida"}
    ]
    assert clerk.get(f"/customers/{row['id']}/").json() == row


def test_numbers_are_masked_for_whoever_may_not_see_them(api_of, customer):
    row = api_of(Role.CASHIER).get(f"/customers/{customer.pk}/").json()
    assert (row["phone"], row["phones"][0]["number"]) == ("138****8000", "138****8000")


def test_a_customer_is_added(clerk, store):
    answer = clerk.post("/customers/", {"name": "李四", "phone": "139-1111-2222"})
    assert (answer.status_code, answer.json()["phone"]) == (201, "13911112222")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "x", "phone": "12"}, "phone"),
        ({"name": "x", "phone": ["1"]}, "phone"),
        ({"name": "x", "kind": "dog"}, "kind"),
        ({"name": "x", "email": "x"}, "email"),
        ({"name": "x", "store": 1}, "store"),
        ({"name": "x", "created_at": "2020-01-01"}, "created_at"),
    ],
)
def test_a_body_that_cannot_be_is_refused_at_its_field(clerk, store, body, field):
    answer = clerk.post("/customers/", body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert Customer.objects.count() == 0


def test_a_known_number_is_refused_at_its_field(clerk, customer):
    answer = clerk.post("/customers/", {"name": "李四", "phone": "13800138000"})
    assert (answer.status_code, list(answer.json()["errors"])) == (409, ["phone"])
    assert answer.json()["customer"] == customer.pk


def test_a_customer_is_corrected_once_for_each_version(clerk, customer):
    first = clerk.post(f"/customers/{customer.pk}/correct/", {"version": 1, "name": "张珊"})
    assert (first.status_code, first.json()["name"], first.json()["version"]) == (200, "张珊", 2)
    stale = clerk.post(f"/customers/{customer.pk}/correct/", {"version": 1, "name": "张杉"})
    assert (stale.status_code, stale.json()["version"]) == (409, 2)
    assert clerk.post(f"/customers/{customer.pk}/correct/", {"name": "x"}).status_code == 400


def test_roles_are_asked_before_anything_else(api_of, customer, car):
    technician, admin = api_of(Role.TECHNICIAN), api_of(Role.SYSTEM_ADMIN)
    assert technician.get("/customers/").status_code == 200
    assert technician.post("/customers/", {}).status_code == 403
    assert technician.post(f"/customers/{customer.pk}/correct/", {}).status_code == 403
    assert technician.post("/vehicles/", {}).status_code == 403
    assert technician.post(f"/vehicles/{car.pk}/mileage/", {}).status_code == 403
    assert technician.post("/consents/", {}).status_code == 403
    assert technician.get("/messages/").status_code == 403
    assert admin.get("/customers/").status_code == 403


def test_another_stores_rows_are_not_found(clerk, other_store):
    stranger = make_customer(other_store)
    car = make_vehicle(stranger)
    assert clerk.get(f"/customers/{stranger.pk}/").status_code == 404
    assert clerk.post(f"/customers/{stranger.pk}/correct/", {"version": 1}).status_code == 404
    assert clerk.get(f"/vehicles/{car.pk}/").status_code == 404
    assert clerk.post(f"/vehicles/{car.pk}/mileage/", {"km": 1}).status_code == 404
    answer = clerk.post("/vehicles/", {"customer": stranger.pk, "plate": "沪A12345"})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["customer"])


def test_a_car_is_added_with_a_doubt_about_its_vin(clerk, customer):
    vin = new_vin()
    wrong = vin[:8] + ("1" if vin[8] != "1" else "2") + vin[9:]
    body = {"customer": customer.pk, "plate": "沪a·12345", "vin": wrong, "model": make_model().code, "mileage": 10}
    answer = clerk.post("/vehicles/", body)
    row = answer.json()
    assert (answer.status_code, row["plate"], row["vin"], row["model"]) == (201, "沪A12345", wrong, "lavida-test")
    assert (row["mileage"], row["mileage_on"] is None, len(row["warnings"])) == (10, False, 1)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "plate"),
        ({"plate": "A1"}, "plate"),
        ({"vin": "LSVAA2BR0NI000001"}, "vin"),
        ({"plate": "沪A12345", "mileage": -1}, "mileage"),
        ({"plate": "沪A12345", "model": "nothing"}, "model"),
        ({"plate": "沪A12345", "status": "x"}, "status"),
    ],
)
def test_a_car_that_cannot_be_is_refused_at_its_field(clerk, customer, body, field):
    answer = clerk.post("/vehicles/", {"customer": customer.pk, **body})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert Vehicle.objects.count() == 0


def test_a_car_is_found_corrected_and_read(clerk, store, car):
    make_vehicle(make_customer(store))
    assert [row["id"] for row in clerk.get("/vehicles/", q="沪A123").json()["results"]] == [car.pk]
    version = car.version
    corrected = clerk.post(f"/vehicles/{car.pk}/correct/", {"version": version, "colour": "白"}).json()
    assert (corrected["colour"], corrected["plate"]) == ("白", "沪A12345")
    lower = clerk.post(f"/vehicles/{car.pk}/mileage/", {"km": 5})
    assert (lower.status_code, list(lower.json()["errors"])) == (400, ["km"])
    assert clerk.post(f"/vehicles/{car.pk}/mileage/", {"km": 5, "reason": "new"}).json()["mileage"] == 5


def test_a_car_changes_hands(clerk, store, car):
    buyer = make_customer(store)
    body = {"version": car.version, "customer": buyer.pk}
    assert clerk.post(f"/vehicles/{car.pk}/correct/", body).json()["customer"] == buyer.pk


def test_a_consent_is_given_and_withdrawn(clerk, customer):
    body = {"customer": customer.pk, "purpose": "marketing", "channel": "email", "evidence": "signed"}
    given = clerk.post("/consents/", body)
    assert (given.status_code, given.json()["withdrawn_at"]) == (201, None)
    assert clerk.post("/consents/", body).json()["id"] == given.json()["id"]
    gone = clerk.post(f"/consents/{given.json()['id']}/withdraw/")
    assert (gone.status_code, gone.json()["withdrawn_at"] is None) == (200, False)
    again = clerk.post(f"/consents/{given.json()['id']}/withdraw/")
    assert again.json()["withdrawn_at"] == gone.json()["withdrawn_at"]
    assert clerk.post("/consents/", {**body, "channel": "pigeon"}).status_code == 400
    assert Consent.objects.count() == 1


def test_a_doubtful_message_is_listed_and_settled(api_of, customer, at):
    by = Access.system(customer.store)
    facts = {"purpose": "day", "subject": "Tomorrow", "body": "See you", "due_at": at}
    messages.send(customer, by=by, at=at, source_id=1, **facts)
    doubtful = messages.send(customer, by=by, at=at, source_id=2, **facts)
    put(Message.objects.filter(pk=doubtful.pk), status=S.UNKNOWN, sent_at=at)
    agent, manager = api_of(Role.CRM_AGENT), api_of(Role.SERVICE_MANAGER)
    assert [row["id"] for row in agent.get("/messages/", status="unknown").json()["results"]] == [doubtful.pk]
    assert agent.post(f"/messages/{doubtful.pk}/settle/", {"went": True}).status_code == 403
    assert manager.post(f"/messages/{doubtful.pk}/settle/", {}).status_code == 400
    settled = manager.post(f"/messages/{doubtful.pk}/settle/", {"went": True})
    assert (settled.status_code, settled.json()["status"]) == (200, "accepted")
    assert manager.post(f"/messages/{doubtful.pk}/settle/", {"went": False}).status_code == 409


def test_a_post_sent_twice_is_one_customer(clerk, store):
    body = {"name": "李四", "phone": "13911112222"}
    first, second = clerk.post("/customers/", body, key="k1"), clerk.post("/customers/", body, key="k1")
    assert (first.status_code, first.content) == (201, second.content)
    assert Customer.objects.count() == 1


def test_what_is_not_here_is_404_whatever_the_body_says(api_of, store, other_store):
    stranger = make_customer(other_store)
    clerk = api_of(Role.HOTLINE_CLERK)
    answers = [clerk.post(f"/customers/{pk}/correct/", {"nonsense": 1}) for pk in (stranger.pk, 987654321)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_a_credit_code_has_the_form_of_the_standard(clerk):
    body = {"name": "华东电力", "kind": "organisation"}
    for wrong in ("bad", "123", "91310000MA1FL5E91I"):
        answer = clerk.post("/customers/", body | {"credit_code": wrong})
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["credit_code"])
    made = clerk.post("/customers/", body | {"credit_code": "91310000-ma1fl5e91q"})
    assert (made.status_code, made.json()["credit_code"]) == (201, "91310000MA1FL5E91Q")
