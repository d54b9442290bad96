"""The published OpenAPI tells the truth: every call's refusals, key and store, and answers as they really come."""

from functools import cache

import pytest

from accounts.roles import Role
from tests.bad_input.schema import document
from tests.examples import CALLS
from tests.examples.world import Call, client_for, send
from tests.factories import service
from tests.schema import faults

R = Role
READERS = [R.GENERAL_MANAGER, R.SALES_MANAGER, R.CRM_AGENT, R.HOTLINE_CLERK, R.SERVICE_MANAGER, R.SYSTEM_ADMIN]
QUICK = ["/customers/", "/leads/{id}/contacts/", "/bills/{id}/issue/"]
SIGNING_IN = "/api/v1/token/"


def operations():
    for path, methods in document()["paths"].items():
        if path.startswith("/api/v1/"):
            yield from ((method, path, operation) for method, operation in methods.items())


def names(operation: dict, place: str) -> set[str]:
    return {part["name"] for part in operation.get("parameters", ()) if part["in"] == place}


def test_every_call_names_store_and_key():
    for method, path, operation in operations():
        if path != SIGNING_IN:
            assert "store" in names(operation, "query"), path
            assert ("Idempotency-Key" in names(operation, "header")) == (method == "post"), path


def test_every_refusal_is_published_as_a_problem():
    acting, reading = {"400", "401", "403", "404", "409", "422"}, {"401", "403", "404"}
    for method, path, operation in operations():
        codes = {code for code in operation["responses"] if code >= "400"}
        wanted = {"400", "403", "429"} if path == SIGNING_IN else acting if method == "post" else reading
        assert codes >= wanted, path
        assert all(set(operation["responses"][code]["content"]) == {"application/problem+json"} for code in codes)


def test_no_key_of_an_answer_is_left_open():
    """Lines, values and everything else have a kind; only what may be of several kinds is free."""
    free = {
        f"{name}.{key}"
        for name, component in document()["components"]["schemas"].items()
        for key, part in component.get("properties", {}).items()
        if not set(part) - {"readOnly", "nullable", "description", "title"}
    }
    assert free == {"FigureOutput.value", "FigureOutput.numerator", "FigureOutput.denominator"}


def test_the_ways_to_pay_are_described():
    method = document()["components"]["schemas"]["PaymentInputRequest"]["properties"]["method"]
    assert "cash, bank_card, alipay, wechat_pay" in method["description"]


@pytest.mark.parametrize("address", QUICK)
def test_an_act_answers_as_published(world, address):
    """The others: tests/bad_input/test_calls.py."""
    call = CALLS[address](world)
    client = client_for(call.by, world.now)
    assert faults("post", address, send(client, call.path, call.body)) == []
    refused = [send(client, call.path, {"nothing_like_it": 1})]
    if address != "/token/":
        refused.append(send(client, call.elsewhere, call.body))
    assert [answer.status_code for answer in refused] == [400, 404][: len(refused)]
    assert [faults("post", address, answer) for answer in refused] == [[]] * len(refused)


def test_a_lost_booking_answers_as_published(world):
    call = CALLS["/appointments/"](world)
    client = client_for(call.by, world.now)
    assert send(client, call.path, call.body).status_code == 201
    lost = send(client, call.path, call.body | {"vehicle": service.make_car(world.store).pk})
    assert lost.json()["alternatives"]
    assert faults("post", "/appointments/", lost) == []


def test_two_bodies_under_one_key_and_strangers_are_answered_as_published(world, client):
    call = CALLS["/customers/"](world)
    browser, key = client_for(call.by, world.now), {"Idempotency-Key": "k"}
    send(browser, call.path, call.body, **key)
    answers = [send(browser, call.path, call.body | {"note": "x"}, **key), send(client, call.path, call.body)]
    technician = client_for(world.someone(R.TECHNICIAN), world.now)
    answers.append(send(technician, call.path, call.body))
    assert [answer.status_code for answer in answers] == [422, 401, 403]
    assert [faults("post", "/customers/", answer) for answer in answers] == [[], [], []]


@pytest.mark.slow
def test_lists_and_what_they_open_answer_as_published(world):
    for address in ("/leads/{id}/contacts/", "/repair-orders/{id}/bill/", "/calls/next/", "/complaints/"):
        call: Call = CALLS[address](world)
        send(client_for(call.by, world.now), call.path, call.body)
    assert read_faults([client_for(world.someone(role), world.now) for role in READERS], wanted(world)) == []


def wanted(world) -> dict[str, str]:
    job = f"?operations=LO-01-001&vehicle={world.car.pk}"
    missing = job + "&start=" + world.when(days=1).replace("+", "%2B")
    return {"/slots/": job, "/slots/missing/": missing, "/settings/": f"?store={world.store.code}"}


def read_faults(clients: list, asked: dict[str, str]) -> list[str]:
    """Each list of the house as the first of these who may read it, with some of what stands in it."""

    @cache
    def reader_of(address: str):
        return next(client for client in clients if client.get(f"/api/v1{address}").status_code != 403)

    found = []
    lists = [path.removeprefix("/api/v1") for method, path, _operation in operations() if method == "get"]
    for address in (address for address in lists if "{" not in address):
        query = asked.get(address, "")
        answer = reader_of(address).get(f"/api/v1{address}{query}")
        found += [f"{address} {fault}" for fault in faults("get", address, answer)]
        detail = next((one for one in lists if one in {f"{address}{{id}}/", f"{address}{{code}}/"}), "")
        rows = answer.json()["results"][:8] if detail else []
        for row in rows:
            one = reader_of(address).get(f"/api/v1{address}{row['code' if '{code}' in detail else 'id']}/{query}")
            found += [f"{detail} {fault}" for fault in faults("get", detail, one)]
    return found
