"""What is published may only grow: paths, methods, parameters, fields, values; and nothing becomes obligatory.

Whoever publishes more runs `python3 run.py test -n0 tests/test_frozen_schema.py`, which writes the promise anew while
nothing of it is missing, and commits `tests/frozen_schema.json` with the change.
"""

import json
from copy import deepcopy

import pytest

from tests.bad_input.schema import document
from tests.frozen_schema import FILE, missing, promise, promised

VISITS = "/api/v1/canvass-visits/"
SMALL = {
    "paths": {
        "/cars/{id}/": {
            "post": {
                "parameters": [
                    {"in": "path", "name": "id", "required": True, "schema": {"type": "integer"}},
                    {"in": "query", "name": "due", "schema": {"type": "string", "enum": ["today", "week"]}},
                ],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewCar"}}}},
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Car"}}}},
                    "409": {"description": "no"},
                },
            },
            "delete": {"responses": {"204": {"description": "gone"}}},
        },
    },
    "components": {
        "schemas": {
            "NewCar": {
                "type": "object",
                "properties": {
                    "plate": {"type": "string", "maxLength": 9},
                    "colour": {"type": "string", "nullable": True, "minLength": 1},
                },
                "required": ["plate"],
            },
            "Car": {
                "type": "object",
                "properties": {
                    "id": {"type": "integer"},
                    "status": {"type": "string", "enum": ["free", "sold"]},
                    "contact": {"oneOf": [{"type": "string", "format": "email"}, {"type": "integer"}]},
                    "owners": {"type": "array", "items": {"$ref": "#/components/schemas/Owner"}},
                },
                "required": ["id"],
            },
            "Owner": {
                "type": "object",
                "properties": {"since": {"type": "string", "format": "date"}, "name": {"type": "string"}},
            },
        }
    },
}


def test_nothing_that_was_published_is_missing():
    assert missing(promised(), document()) == []


def test_all_that_is_published_is_promised():
    """A promise that lacks something new is written anew: look at it and commit it."""
    growth = missing(document(), promised())
    if growth and not missing(promised(), document()):
        promise(document())
    assert growth == [], f"{FILE.name} was written anew: look at it and commit it."


# ── negative controls: each way to break a promise is noticed, and growth is none ──────────────────

CALL = ("paths", "/cars/{id}/", "post")
COMPONENTS = ("components", "schemas")
NEW_CAR, CAR, OWNER = ((*COMPONENTS, name, "properties") for name in ("NewCar", "Car", "Owner"))
TAKEN, ANSWERED = "POST /cars/{id}/ body", "POST /cars/{id}/ answer 200"
GONE = object()
BROKEN = [
    ("DELETE /cars/{id}/ is gone", ("paths", "/cars/{id}/", "delete"), GONE),
    ("POST /cars/{id}/ parameter .query due is gone", (*CALL, "parameters", 1), GONE),
    (
        "POST /cars/{id}/ parameter .query due lacks the value 'week'",
        (*CALL, "parameters", 1, "schema", "enum", 1),
        GONE,
    ),
    ("POST /cars/{id}/ parameter .query due is required now", (*CALL, "parameters", 1, "required"), True),
    ("POST /cars/{id}/ answer 409 is gone", (*CALL, "responses", "409"), GONE),
    (f"{ANSWERED} as application/json is gone", (*CALL, "responses", "200", "content"), GONE),
    (f"{TAKEN} as application/json is gone", (*CALL, "requestBody"), GONE),
    (f"{TAKEN} .colour is gone", (*NEW_CAR, "colour"), GONE),
    (f"{TAKEN} .colour is required now", (*COMPONENTS, "NewCar", "required"), ["plate", "colour"]),
    (f"{TAKEN} .colour takes no null any more", (*NEW_CAR, "colour", "nullable"), GONE),
    (f"{TAKEN} .colour has a narrower minLength", (*NEW_CAR, "colour", "minLength"), 2),
    (f"{TAKEN} .plate has a narrower maxLength", (*NEW_CAR, "plate", "maxLength"), 8),
    (f"{TAKEN} .plate takes only some values now", (*NEW_CAR, "plate", "enum"), ["京A"]),
    (f"{TAKEN} .plate was string and is integer", (*NEW_CAR, "plate", "type"), "integer"),
    (f"{ANSWERED} .owners is gone", (*CAR, "owners"), GONE),
    (f"{ANSWERED} .owners [] .name is gone", (*OWNER, "name"), GONE),
    (f"{ANSWERED} .owners [] .since was string (date) and is string", (*OWNER, "since", "format"), GONE),
    (f"{ANSWERED} .status lacks the value 'sold'", (*CAR, "status", "enum", 1), GONE),
    (f"{ANSWERED} .id may be missing now", (*COMPONENTS, "Car", "required"), []),
    (f"{ANSWERED} .contact form 2 is gone", (*CAR, "contact", "oneOf", 1), GONE),
]
GROWN = [
    ("a path", ("paths", "/keys/"), {"get": {"responses": {}}}),
    ("a method", ("paths", "/cars/{id}/", "get"), {"responses": {}}),
    ("a field that may be sent", (*NEW_CAR, "vin"), {"type": "string"}),
    ("a field of the answer", (*CAR, "vin"), {"type": "string"}),
    ("a value", (*CAR, "status", "enum"), ["free", "sold", "lost"]),
    ("a longer text", (*NEW_CAR, "plate", "maxLength"), 12),
    ("a field that need not be sent any more", (*COMPONENTS, "NewCar", "required"), []),
    ("a refusal", (*CALL, "responses", "404"), {"description": "not here"}),
]


def changed(place: tuple, value) -> dict:
    """The small schema with another value at this place, or without it."""
    document = deepcopy(SMALL)
    *way, last = place
    part = document
    for key in way:
        part = part[key]
    if value is GONE:
        del part[last]
    else:
        part[last] = value
    return document


@pytest.mark.negative_control
@pytest.mark.parametrize(("fault", "place", "value"), BROKEN, ids=[fault for fault, *_change in BROKEN])
def test_a_broken_promise_is_noticed(fault, place, value):
    assert missing(SMALL, changed(place, value)) == [fault]


@pytest.mark.parametrize(
    ("place", "value"), [change for _what, *change in GROWN], ids=[what for what, *_change in GROWN]
)
def test_growth_breaks_no_promise_and_is_new(place, value):
    assert missing(SMALL, changed(place, value)) == []
    assert missing(changed(place, value), SMALL) != []


@pytest.mark.negative_control
def test_a_call_without_a_body_that_gets_an_obligatory_field_is_noticed():
    bare = changed((*CALL, "requestBody"), GONE)
    assert missing(bare, SMALL) == [f"{TAKEN} .plate is required now"]


def test_the_name_of_a_component_is_no_promise():
    renamed = json.loads(json.dumps(SMALL).replace("NewCar", "CarInput").replace("Owner", "Person"))
    assert missing(SMALL, renamed) == []


@pytest.mark.negative_control
def test_a_call_that_vanishes_from_the_real_schema_is_noticed():
    without = document() | {"paths": {path: calls for path, calls in document()["paths"].items() if path != VISITS}}
    assert missing(promised(), without) == [f"GET {VISITS} is gone", f"POST {VISITS} is gone"]
