"""Estimates and bills in the API."""

import pytest
from django.conf import settings

from accounts.models.records import RememberedAnswer
from accounts.roles import Role
from billing.models.bills import Bill
from billing.models.receipts import Receipt
from customers.models.links import Link
from pricing.models.estimates import Estimate
from tests.factories import billing, customers, parts

OPERATIONS = ["LO-03-001", "LO-03-030"]


@pytest.fixture
def api(api_of):
    return api_of(Role.CASHIER)


@pytest.fixture
def desk(api_of):
    return api_of(Role.SERVICE_ADVISOR)


@pytest.fixture
def asked(car, stock):
    """The small service: the filter by its key, the rest by number."""
    goods = [{"part": stock[0].pk, "quantity": 1}, {"part_no": "gs60577d", "quantity": "4"}]
    return {"vehicle": car.pk, "operations": OPERATIONS, "parts": [*goods, {"part_no": parts.DRAIN_PLUG}]}


def test_an_estimate_is_made_with_lines_and_total(desk, asked):
    answer = desk.post("/estimates/", asked)
    body = answer.json()
    assert (answer.status_code, body["total"], body["status"], body["minutes"]) == (201, "656.00", "draft", 54)
    assert [(line["code"], line["amount"]) for line in body["lines"]] == [
        ("LO-03-001", "128.00"),
        ("LO-03-030", "16.00"),
        ("04E 115 561 AC", "58.00"),
        ("GS60577D", "432.00"),
        ("N90 813 202", "22.00"),
    ]
    assert desk.get(f"/estimates/{body['id']}/").json() == body
    assert desk.get("/estimates/", vehicle=asked["vehicle"]).json()["count"] == 1


def test_telling_freezes_it_with_the_answer(desk, asked):
    key = desk.post("/estimates/", asked).json()["id"]
    told = desk.post(f"/estimates/{key}/tell/", {"channel": "phone", "answer": "accepted"}).json()
    assert (told["status"], told["answer"], {line["approval"] for line in told["lines"]}) == (
        "told", "accepted", {"approved"},
    )  # fmt: skip
    again = desk.post(f"/estimates/{key}/tell/", {"channel": "phone", "answer": "declined"})
    assert (again.status_code, again.json()["detail"]) == (409, "The customer has already answered this estimate.")


def test_staff_do_not_answer_by_link(desk, asked):
    key = desk.post("/estimates/", asked).json()["id"]
    answer = desk.post(f"/estimates/{key}/tell/", {"channel": "link", "answer": "accepted"})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["channel"])
    assert Estimate.objects.get().status == "draft"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"operations": [], "parts": []}, "operations"),
        ({"vehicle": 999999}, "vehicle"),
        ({"vehicle": None}, "vehicle"),
        ({"operations": ["LO-99-999"]}, "operations"),
        ({"operations": "x"}, "operations"),
        ({"parts": [{"part_no": "NOPE"}]}, "parts"),
        ({"parts": [{"part_no": parts.OIL, "part": 1}]}, "parts"),
        ({"parts": [{"quantity": 2}]}, "parts"),
        ({"parts": [{"part_no": parts.OIL, "quantity": 0}]}, "parts"),
        ({"parts": [{"part_no": parts.OIL, "quantity": "-1"}]}, "parts"),
        ({"total": "1.00"}, "total"),
        ({"valid_days": 0}, "valid_days"),
    ],
)
def test_bad_input_is_named_and_makes_nothing(desk, asked, change, field):
    answer = desk.post("/estimates/", {**asked, **change})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert Estimate.objects.count() == 0


def test_another_stores_car_and_part_are_bad_input(desk, asked, other_store, at):
    from django_scopes import scope

    with scope(store=other_store):
        theirs = customers.make_vehicle(customers.make_customer(other_store))
        part = parts.make_stock(other_store, at)
    assert list(desk.post("/estimates/", {**asked, "vehicle": theirs.pk}).json()["errors"]) == ["vehicle"]
    assert list(desk.post("/estimates/", {**asked, "parts": [{"part": part.pk}]}).json()["errors"]) == ["parts"]


def test_an_empty_estimate_is_refused(desk, car):
    answer = desk.post("/estimates/", {"vehicle": car.pk})
    said = {"operations": ["Choose at least one operation or part."]}
    assert (answer.status_code, answer.json()["errors"]) == (400, said)


def test_a_bill_is_issued_paid_and_read(api, car, at):
    bill = billing.make_draft(car, at)
    issued = api.post(f"/bills/{bill.pk}/issue/").json()
    assert (issued["number"], issued["status"], issued["total"], issued["open"]) == (
        Bill.objects.get().number, "issued", "128.00", "128.00",
    )  # fmt: skip
    part = api.post(f"/bills/{bill.pk}/payments/", {"method": "cash", "amount": "28.00"}).json()
    assert (part["status"], part["paid"], part["open"]) == ("issued", "28.00", "100.00")
    whole = api.post(f"/bills/{bill.pk}/payments/", {"method": "alipay", "amount": "100.00", "reference": "T1"}).json()
    assert (whole["status"], len(whole["payments"]), whole["lines"][0]["amount"]) == ("paid", 2, "128.00")
    [row] = api.get("/bills/").json()["results"]
    assert (row["number"], row["status"], row["total"]) == (whole["number"], "paid", "128.00")
    assert api.get(f"/bills/{bill.pk}/").json() == whole


def test_one_key_pays_once(api, car, at):
    bill = billing.make_issued(car, at)
    for _try in range(3):
        body = api.post(f"/bills/{bill.pk}/payments/", {"method": "cash", "amount": "28.00"}, key="k").json()
        assert body["paid"] == "28.00"
    other = api.post(f"/bills/{bill.pk}/payments/", {"method": "cash", "amount": "29.00"}, key="k")
    assert (other.status_code, Receipt.objects.count()) == (422, 1)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"method": "cash"}, "amount"),
        ({"amount": "1"}, "method"),
        ({"method": "shells", "amount": "1"}, "method"),
        ({"method": "cash", "amount": "0"}, "amount"),
        ({"method": "cash", "amount": "1.001"}, "amount"),
        ({"method": "cash", "amount": "1e2"}, "amount"),
        ({"method": "cash", "amount": "1E+0"}, "amount"),
        ({"method": "cash", "amount": "１.00"}, "amount"),
        ({"method": "cash", "amount": "1_0"}, "amount"),
        ({"method": "cash", "amount": True}, "amount"),
        ({"method": "cash", "amount": "1", "paid": "9"}, "paid"),
        ({"method": "cash", "amount": "1", "reference": "x" * 61}, "reference"),
    ],
)
def test_a_wrong_payment_takes_nothing(api, car, at, body, field):
    answer = api.post(f"/bills/{billing.make_issued(car, at).pk}/payments/", body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert Receipt.objects.count() == 0


def test_too_much_is_refused_at_its_field(api, car, at):
    answer = api.post(f"/bills/{billing.make_issued(car, at).pk}/payments/", {"method": "cash", "amount": "128.01"})
    assert (answer.status_code, answer.json()["errors"]) == (409, {"amount": ["Only ¥128.00 is open."]})


def test_a_bill_is_credited_by_another_and_refunded(api, api_of, car, at):
    bill = billing.make_paid(car, at)
    assert api.post(f"/bills/{bill.pk}/credit/", {"reason": "x"}).status_code == 403
    credited = api_of(Role.SERVICE_MANAGER).post(f"/bills/{bill.pk}/credit/", {"reason": "wrong payer"}).json()
    assert credited["status"] == "credited"
    note = api.get(f"/bills/{credited['credit_note']}/").json()
    assert (note["total"], note["credit_of"], note["credit_reason"]) == ("-128.00", bill.pk, "wrong payer")
    back = api.post(f"/bills/{bill.pk}/refund/", {"method": "cash", "amount": "128.00"}).json()
    assert back["paid"] == "0.00"


def test_a_link_is_given_and_revoked(api, client, car, at):
    bill = billing.make_issued(car, at)
    url = api.post(f"/bills/{bill.pk}/link/").json()["url"]
    path = url.removeprefix(settings.PUBLIC_URL)
    assert client.get(path).status_code == 200
    assert api.delete(f"/bills/{bill.pk}/link/").status_code == 204
    assert client.get(path).status_code == 404


def test_one_key_is_one_address_and_it_is_kept_nowhere(api, api_of, client, car, at):
    bill, other = billing.make_issued(car, at), billing.make_issued(car, at)
    urls = [api.post(f"/bills/{bill.pk}/link/", key="k1").json()["url"] for _again in range(3)]
    assert (len(set(urls)), Link.objects.count()) == (1, 1)
    assert not RememberedAnswer.objects.exists()
    assert client.get(urls[0].removeprefix(settings.PUBLIC_URL)).status_code == 200
    others = [
        api.post(f"/bills/{bill.pk}/link/", key="k2"),
        api.post(f"/bills/{bill.pk}/link/"),
        api.post(f"/bills/{bill.pk}/link/"),
        api.post(f"/bills/{other.pk}/link/", key="k1"),
        api_of(Role.SERVICE_ADVISOR).post(f"/bills/{bill.pk}/link/", key="k1"),
    ]
    assert len({answer.json()["url"] for answer in others} | set(urls)) == 6


def test_the_address_of_a_key_depends_on_the_houses_secret(api, car, at, settings):
    bill = billing.make_issued(car, at)
    first = api.post(f"/bills/{bill.pk}/link/", key="k1").json()["url"]
    settings.SECRET_KEY = "another"
    assert api.post(f"/bills/{bill.pk}/link/", key="k1").json()["url"] != first


def test_a_revoked_address_is_not_given_again(api, car, at):
    path = f"/bills/{billing.make_issued(car, at).pk}/link/"
    first = api.post(path, key="k1").json()["url"]
    api.delete(path)
    assert [api.post(path, key="k1").status_code for _again in range(2)] == [409, 409]
    assert api.post(path, key="k2").json()["url"] != first


def test_an_address_that_has_ended_is_not_given_again(api, car, at):
    path = f"/bills/{billing.make_issued(car, at).pk}/link/"
    api.post(path, key="k1")
    Link.objects.update(expires_at=at)
    assert api.post(path, key="k1").status_code == 409


def test_who_reads_may_not_act(api_of, car, at):
    bill = billing.make_issued(car, at)
    agent = api_of(Role.CRM_AGENT)
    assert agent.get(f"/bills/{bill.pk}/").status_code == 200
    for act in ("issue", "payments", "refund", "credit", "link"):
        assert agent.post(f"/bills/{bill.pk}/{act}/", {}).status_code == 403, act
    assert agent.delete(f"/bills/{bill.pk}/link/").status_code == 403
    assert api_of(Role.TECHNICIAN).get("/bills/").status_code == 403
    assert api_of(Role.TECHNICIAN).post("/estimates/", {}).status_code == 403


def test_another_store_is_not_found(api_of, other_store, car, at):
    bill = billing.make_draft(car, at)
    stranger = api_of(Role.CASHIER, store=other_store)
    assert stranger.get("/bills/").json()["count"] == 0
    assert stranger.get(f"/bills/{bill.pk}/").status_code == 404
    assert stranger.post(f"/bills/{bill.pk}/issue/").status_code == 404
    assert Bill.objects.get().status == "draft"


def test_a_bill_is_never_written_over(api, car, at):
    path = f"/api/v1/bills/{billing.make_issued(car, at).pk}/"
    for method in ("put", "patch", "delete"):
        assert getattr(api.client, method)(path, {}, content_type="application/json").status_code in {403, 405}
