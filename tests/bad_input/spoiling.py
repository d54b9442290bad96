"""A right body, spoiled in every way that people, programs and attackers know."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.bad_input.schema import Field

NUL, SURROGATE = "a\u0000b", "a\ud800b"
HUGE = 10**30
ENDLESS = float("inf")  # what 1e400 becomes
LONG = "长" * 200_000

ODD = {
    "string": [5, 1.5, True, {}, [], {"a": 1}, NUL, SURROGATE, LONG],
    "email": [5, True, {}, [], "x", "a@b", NUL, SURROGATE, LONG],
    "enum": ["Z", "", 5, True, {}, [], NUL, SURROGATE, LONG],
    "integer": ["x", "", 1.5, True, {}, [], HUGE, -HUGE, ENDLESS, -ENDLESS, NUL, SURROGATE, "1e400", "9" * 5000],
    "decimal": ["x", "", True, {}, [], "NaN", ENDLESS, HUGE, -HUGE, "1e400", NUL, SURROGATE],
    "number": ["x", True, {}, [], "NaN", ENDLESS, HUGE],
    "boolean": ["maybe", "true", "false", "yes", "", 5, 1.5, {}, [], NUL],
    "uuid": ["7", "", 5, True, {}, [], NUL, SURROGATE, "x" * 36],
    "date": ["gestern", "", "2026-02-30", "0001-01-01", "9999-12-31", 5, True, {}, [], NUL, SURROGATE],
    "date-time": [
        "gestern", "", "2026-11-24", "2026-11-24T10:00:00", "0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59+08:00",
        "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00Z", 5, True, {}, [], NUL, SURROGATE,
    ],  # fmt: skip
    "array": ["x", 5, True, {}, {"0": 1}, [None], [[]], [{}], [NUL], [SURROGATE], [HUGE], [ENDLESS], [True]],
    "any": [{}, [], True, 1.5],
    "binary": ["x", 5, {}, []],
}  # fmt: skip


@dataclass(frozen=True)
class Spoiled:
    """One bad body, and the field that is to blame."""

    why: str
    body: Any
    field: str


def spoiled(body: dict, fields: list[Field], theirs: dict[str, int]) -> Iterator[Spoiled]:
    """The body with one thing wrong at a time."""
    yield from unknown_keys(body)
    for field in fields:
        if field.required:
            yield Spoiled("missing", {key: value for key, value in body.items() if key != field.name}, field.name)
        for value in wrong_values(field, theirs):
            yield Spoiled(shown(value), {**body, field.name: value}, field.name)


def unknown_keys(body: dict) -> Iterator[Spoiled]:
    for key in ("no_such_key", "id", "store", "没有", "x" * 200):
        yield Spoiled("unknown key", {**body, key: 1}, key)


def wrong_values(field: Field, theirs: dict[str, int]) -> Iterator[Any]:
    if not field.nullable:
        yield None
    yield from (value for value in ODD[field.kind] if not (value == "" and may_be_blank(field)))
    if field.most:
        yield "x" * (field.most + 1)
    if field.least is not None:
        yield int(field.least) - 1
    if field.name in theirs:
        key = theirs[field.name]
        yield from ([[key]] if field.kind == "array" else [key, 0, -1])


def may_be_blank(field: Field) -> bool:
    """An empty text stands for nothing where nothing may be."""
    return field.nullable or field.kind in {"string", "email", "enum"}


def as_json(body: Any) -> str:
    """JSON, with 1e400 where Python would write Infinity, which is no JSON."""
    return json.dumps(body).replace("Infinity", "1e400")


def shown(value: Any) -> str:
    return json.dumps(value)[:40]
