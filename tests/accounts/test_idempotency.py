"""The memory of answers: it asks for the permission before it repeats one, knows its store, and keeps no secret."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.http import HttpResponse, HttpResponseRedirect
from django.test import Client
from django.urls import reverse

from accounts import idempotency, tokens
from accounts.access import Access
from accounts.models.people import ApiToken, Membership
from accounts.models.records import RememberedAnswer
from accounts.perms import StaffPerm
from accounts.roles import Role
from customers.actions import links
from customers.models.links import Link
from followup.perms import FollowupPerm
from tests.factories import billing
from tests.factories.accounts import make_user
from tests.factories.appointments import make_appointment, make_workshop
from tests.factories.customers import make_customer, make_vehicle

GOOD = "Two-quiet-otters"
PERSON = {"name": "张三", "kind": "person", "phone": "13800138000", "idempotency_key": "once"}
NEW = "/customers/new/"


def demote() -> None:
    """Whoever answered the hotline is a technician from now on."""
    Membership.objects.filter(role=Role.HOTLINE_CLERK).update(role=Role.TECHNICIAN)


@pytest.fixture
def complaint(store):
    """The body of a call that the hotline may make."""
    customer = make_customer(store)
    return {"customer": customer.pk, "vehicle": make_vehicle(customer).pk, "category": "skill", "words": "还是响"}


def test_a_page_asks_for_the_permission_before_it_repeats_its_answer(store, client_of):
    browser = client_of(Role.HOTLINE_CLERK)
    assert browser.post(NEW, PERSON).status_code == 302
    demote()
    answer = browser.post(NEW, PERSON)
    assert (answer.status_code, answer.get("Idempotent-Replayed")) == (403, None)


def test_the_api_asks_for_the_permission_before_it_repeats_its_answer(complaint, api_of):
    api = api_of(Role.HOTLINE_CLERK)
    first = api.post("/complaints/", complaint, key="k")
    assert (first.status_code, api.post("/complaints/", complaint, key="k").content) == (201, first.content)
    demote()
    assert api.post("/complaints/", complaint, key="k").status_code == 403
    assert api.post("/complaints/", {"words": "x"}, key="k").status_code == 403, "asked before the body is compared"


@pytest.mark.negative_control
def test_without_the_permissions_of_the_answer_it_would_be_repeated(complaint, api_of, monkeypatch):
    """The view's own permission is asked by DRF, which a repeated answer never reaches."""
    api = api_of(Role.HOTLINE_CLERK)
    monkeypatch.setattr(Access, "can", lambda access, perm: perm in access.perms)  # without writing down what held
    api.post("/complaints/", complaint, key="k")
    demote()
    assert api.post("/complaints/", complaint, key="k").status_code == 201


def test_an_answer_rests_on_the_permissions_that_held_when_it_was_given(store, complaint, api_of):
    api_of(Role.HOTLINE_CLERK).post("/complaints/", complaint, key="k")
    answer = RememberedAnswer.objects.get()
    assert answer.store == store and FollowupPerm.COMPLAINT_OPEN in answer.perms
    assert StaffPerm.SETTINGS_MANAGE not in answer.perms


def test_an_api_token_is_shown_once_and_not_kept(store, at):
    user = make_user(Role.CASHIER, store=store)
    user.set_password(GOOD)
    user.save()
    key = tokens.issue(user, at=at)
    headers = {"Authorization": f"Token {key}", "Idempotency-Key": "k", "Accept-Language": "en"}
    ask = {"username": user.username, "password": GOOD}
    first, second = (
        Client(headers=headers).post(reverse("api-token"), ask, content_type="application/json") for _twice in range(2)
    )
    assert (first.status_code, second.status_code) == (200, 409)
    assert "shown once" in second.json()["detail"] and ApiToken.objects.count() == 2
    remembered = RememberedAnswer.objects.get()
    assert (remembered.is_secret, bytes(remembered.body), remembered.headers) == (True, b"", {})
    other = Client(headers=headers).post(reverse("api-token"), ask | {"password": "x"}, content_type="application/json")
    assert other.status_code == 422


def test_the_database_keeps_no_secret_whoever_writes(store, at):
    with pytest.raises(IntegrityError, match="no_secret_is_kept"):
        RememberedAnswer.objects.create(store=store, principal="user:1", key="k", is_secret=True, body=b"x", at=at)


def test_a_password_cannot_be_guessed_from_the_fingerprint(settings, rf):
    def fingerprint():
        return idempotency.fingerprint_of(rf.post("/x/", {"password": GOOD}))

    first = fingerprint()
    assert fingerprint() == first
    settings.SECRET_KEY = "another"
    assert fingerprint() != first


def test_the_link_to_a_bill_is_made_anew_for_the_same_key_and_kept_nowhere(store, at, api_of):
    billing.make_rates(store)
    bill = billing.make_issued(make_vehicle(make_customer(store)), at)
    cashier = api_of(Role.CASHIER)
    first, second = (cashier.post(f"/bills/{bill.pk}/link/", key="k") for _twice in range(2))
    assert (first.status_code, second.status_code, Link.objects.count()) == (200, 200, 1)
    assert first.json() == second.json()
    assert RememberedAnswer.objects.count() == 0


def test_an_open_address_that_nobody_marked_is_not_kept(rf, store):
    """The net below `shown_once`: an address of a customer in a body or in a header."""
    request = rf.post("/x/")
    request.access = None
    address = "/b/abcdefghijklmnopqrst/"
    for response in (HttpResponse(f'{{"url": "http://x{address}"}}'), HttpResponseRedirect(address)):
        facts = idempotency.facts_of(request, response)
        assert (facts["is_secret"], facts["body"], facts["headers"]) == (True, b"", {})
    assert idempotency.facts_of(request, HttpResponse("{}"))["is_secret"] is False


def test_strangers_leave_nothing_in_the_memory(db, client):
    for address in (NEW, "/login/", "/nowhere/"):
        client.post(address, {"idempotency_key": "k"})
    assert RememberedAnswer.objects.count() == 0


def test_one_key_is_another_at_each_store_and_for_the_group(store, other_store):
    for place in (store, other_store, None):
        assert idempotency.claim("f", store=place, principal="user:1", key="k")
        assert not idempotency.claim("f", store=place, principal="user:1", key="k")
    assert RememberedAnswer.objects.count() == 3


def test_an_answer_to_a_customer_is_repeated_only_while_his_link_is_open(store, at, frozen):
    make_workshop(store)
    appointment, by = make_appointment(store, at, at + timedelta(days=2)), Access.system(store)
    url = links.make_link("a", appointment.pk, appointment.customer, by=by, at=at)
    path, body = url[url.index("/a/") :], {"answer": "keep", "idempotency_key": "k"}
    first, second = Client().post(path, body), Client().post(path, body)
    assert [answer.status_code for answer in (first, second)] == [302, 302]
    assert second["Idempotent-Replayed"] == "true"
    remembered = RememberedAnswer.objects.get()
    assert remembered.store == store and path not in str(remembered.headers)
    links.revoke_links("a", appointment.pk, by=by, at=at)
    assert Client().post(path, body).status_code == 404
