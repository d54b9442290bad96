"""Bodies that cannot be read, calls that cannot be made: the published status, problem JSON, nothing written."""

import json

import pytest
from django.test import override_settings

from accounts.idempotency import canonical
from accounts.models.stores import Store
from tests.bad_input.ground import everything, problem_in
from tests.examples import CALLS
from tests.examples.world import client_for, send, tried

UNREADABLE = {
    "nothing but a brace": "{",
    "a comma too many": '{"a": 1,}',
    "an array": "[]",
    "an array of bodies": "[{}]",
    "a text": '"text"',
    "a number": "5",
    "true": "true",
    "not a number": '{"a": NaN}',
    "infinity": '{"a": -Infinity}',
    "an endless number": '{"a": ' + "9" * 5000 + "}",
    "nested a hundred thousand deep": "[" * 100_000,
    "objects nested deep": '{"a":' * 100_000,
    "not UTF-8": b"\xff\xfe{}",
    "half a character": '{"a": "\xe4"'.encode("latin-1"),
    "a form in JSON's clothes": "a=1&b=2",
}
FEW = ["/bills/{id}/issue/", "/calls/next/", "/repair-orders/"]


@pytest.mark.parametrize("write", [lambda stores: stores.update(phone="1"), lambda stores: stores.delete()])
def test_what_was_written_is_noticed(db, write):
    stores = Store.objects.bulk_create([Store(code="S1", name="one"), Store(code="S2", name="another")])
    before = everything()
    assert everything() == before
    write(Store.objects.filter(pk=stores[0].pk))
    assert everything() != before


@pytest.fixture(params=["/customers/", *(pytest.param(address, marks=pytest.mark.slow) for address in FEW)])
def call(request, world):
    return CALLS[request.param](world)


def refused(client, call, bodies: dict, **how) -> list[str]:
    answers = {why: tried(client, call.path, body, **how) for why, body in bodies.items()}
    return [f"{why}: {wrong}" for why, answer in answers.items() if (wrong := problem_in(answer, {400}))]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_body_that_cannot_be_read_is_refused(world, call, language):
    before = everything()
    assert refused(client_for(call.by, world.now, language), call, UNREADABLE) == []
    assert everything() == before


def test_an_empty_body_misses_what_is_needed(world):
    call = CALLS["/customers/"](world)
    for body in ("", "{}", "null"):
        answer = tried(client_for(call.by, world.now), call.path, body)
        assert not problem_in(answer, {400}), body


def test_nothing_is_needed_of_an_act_without_words(world):
    call = CALLS["/bills/{id}/issue/"](world)
    for body in ("", "{}"):
        assert tried(client_for(call.by, world.now), call.path, body).status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/octet-stream", "image/png"])
def test_another_kind_of_body_is_415(world, call, kind):
    for language in ("zh-hans", "en"):
        answer = tried(client_for(call.by, world.now, language), call.path, json.dumps(call.body), kind=kind)
        assert not problem_in(answer, {415})


def test_a_broken_form_is_400(world):
    call = CALLS["/customers/"](world)
    client = client_for(call.by, world.now, "zh-hans")
    for kind in (
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded; charset=x",
    ):
        for key in ({}, {"Idempotency-Key": "k"}):
            answer = tried(client, call.path, b"--y\r\nbroken", kind=kind, **key)
            assert not problem_in(answer, {400}), kind


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1024 * 1024)
def test_a_body_that_is_too_large_is_not_read(world, call):
    before = everything()
    body = json.dumps({"name": "长" * 400_000})
    for language in ("zh-hans", "en"):
        for headers in ({}, {"Idempotency-Key": "k"}):
            answer = send(client_for(call.by, world.now, language), call.path, body, **headers)
            assert not problem_in(answer, {413})
    assert everything() == before


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_a_method_that_is_not_there_is_405(world, call, method):
    for language in ("zh-hans", "en"):
        answer = client_for(call.by, world.now, language).generic(method, f"/api/v1{call.path}")
        assert not problem_in(answer, {405})
        assert "POST" in answer["Allow"]


def test_reading_an_act_is_405(world):
    call = CALLS["/bills/{id}/issue/"](world)
    assert not problem_in(client_for(call.by, world.now).get(f"/api/v1{call.path}"), {405})


def test_without_a_token_it_is_401(world, call, client):
    answer = client.post(f"/api/v1{call.path}", {}, content_type="application/json", headers={"Accept-Language": "en"})
    assert not problem_in(answer, {401})
    assert answer["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize("address", ["abc", "1.5", "-1", "0x10", "1e400", "%00", "%ED%A0%80", "..", "9" * 40, "²"])
def test_an_address_that_is_no_number_is_404(world, address):
    for language in ("zh-hans", "en"):
        client = client_for(CALLS["/customers/"](world).by, world.now, language)
        for method in ("GET", "POST"):
            answer = client.generic(method, f"/api/v1/customers/{address}/", content_type="application/json")
            assert not problem_in(answer, {404, 405} if address == "9" * 40 else {404}), address


def test_an_unknown_address_is_404_as_problem(client):
    for path in ("/api/v1/nothing/", "/api/", "/api/v1/customers/1/nothing/"):
        assert not problem_in(client.get(path, headers={"Accept-Language": "zh-hans"}), {404})


@pytest.mark.parametrize("key", ["x" * 65, "a b", "钥匙".encode().decode("latin-1"), "\x01", "a\tb"])
def test_a_strange_key_is_refused(world, call, key):
    before = everything()
    client = client_for(call.by, world.now, "zh-hans")
    answer = send(client, call.path, call.body, **{"Idempotency-Key": key})
    assert not problem_in(answer, {400})
    assert everything() == before


def test_one_key_is_one_answer_and_one_body(world, call):
    client, key = client_for(call.by, world.now), {"Idempotency-Key": "k-1_a.b:c"}
    first = send(client, call.path, call.body, **key)
    written = everything()
    again = send(client, call.path, call.body, **key)
    assert (again.status_code, again.content, again["Idempotent-Replayed"]) == (call.code, first.content, "true")
    other = send(client, call.path, {**call.body, "note": "other"}, **key)
    assert not problem_in(other, {422})
    assert everything() == written


def test_one_key_is_one_body_in_whatever_order_and_with_whatever_blanks(world, call):
    client, key = client_for(call.by, world.now), {"Idempotency-Key": "k"}
    first = send(client, call.path, call.body, **key)
    turned = json.dumps(dict(reversed(call.body.items())), indent=4, ensure_ascii=False)
    again = send(client, call.path, turned, **key)
    assert (again.status_code, again.content, again["Idempotent-Replayed"]) == (call.code, first.content, "true")
    for other in ([call.body], {**call.body, "note": 1}, {**call.body, "note": "1"}, {**call.body, "note": 1.0}):
        assert send(client, call.path, other, **key).status_code == 422


@pytest.mark.parametrize(
    ("one", "other"),
    [('{"a": [1, 2]}', '{"a": [2, 1]}'), ("{", "{ "), ('{"a": 1}', '{"a": "1"}'), ("[" * 100_000, "[" * 100_001)],
)
def test_other_bodies_stay_other_bodies(one, other):
    assert canonical(one.encode()) != canonical(other.encode())


def test_a_refused_body_leaves_its_key_for_the_corrected_one(world):
    call = CALLS["/customers/"](world)
    client, key = client_for(call.by, world.now), {"Idempotency-Key": "k"}
    assert send(client, call.path, {**call.body, "phone": "12"}, **key).status_code == 400
    assert send(client, call.path, call.body, **key).status_code == 201


STALE = [
    *(f"/{noun}/{{id}}/correct/" for noun in ("customers", "vehicles", "leads", "organisations")),
    *(f"/settings/{{code}}/{act}/" for act in ("change", "reset")),
]


@pytest.mark.parametrize("address", STALE)
def test_an_old_version_is_409(world, address):
    call = CALLS[address](world)
    for language in ("zh-hans", "en"):
        client = client_for(call.by, world.now, language)
        before = everything()
        for version in (call.body["version"] + 1, call.body["version"] - 1 or 99):
            assert not problem_in(send(client, call.path, call.body | {"version": version}), {409})
        assert everything() == before


def test_guessing_at_the_token_is_429(world, settings):
    settings.AXES_FAILURE_LIMIT = 3
    call = CALLS["/token/"](world)
    client = client_for(call.by, world.now)
    guesses = [send(client, call.path, call.body | {"password": "wrong"}).status_code for _guess in range(4)]
    answer = send(client, call.path, call.body)
    assert guesses[0] == 403
    assert not problem_in(answer, {429})
