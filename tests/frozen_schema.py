"""The published OpenAPI schema as it was promised (`frozen_schema.json`), and what a later one lacks of it.

Structures are compared; names of components, patterns and descriptions are no promise. A call may take more than it
took and must demand no more; an answer may hold more than it held and must hold all of that.
"""

import json
from collections.abc import Iterator
from operator import gt, lt
from pathlib import Path
from typing import Any

Schema = dict[str, Any]
FILE = Path(__file__).with_suffix(".json")
WORDS = {"description", "title", "operationId", "tags", "security", "example", "x-spec-enum-id"}
SIZES = {"int32", "int64"}  # formats that say how a database keeps a number
MOST = ("maxLength", "maximum", "maxItems")
LEAST = ("minLength", "minimum", "minItems")


def promised() -> Schema:
    """The schema that programs outside were written for."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def promise(document: Schema) -> None:
    """Keep this schema as the promised one: one line for each path and each component."""
    paths = _lines(_without_words(document["paths"]))
    components = _lines({name: _without_words(part) for name, part in document["components"]["schemas"].items()})
    FILE.write_text(f'{{"paths": {paths}, "components": {{"schemas": {components}}}}}\n', encoding="utf-8")


def _lines(parts: Schema) -> str:
    rows = [f"{json.dumps(name)}:{json.dumps(part, separators=(',', ':'))}" for name, part in sorted(parts.items())]
    return "{\n" + ",\n".join(rows) + "\n}"


def _without_words(part: Any, *, names: bool = False) -> Any:
    """Without what is written for people; among `names` a field may be called as such a word is."""
    if isinstance(part, list):
        return [_without_words(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        key: _without_words(value, names=key == "properties" and not names)
        for key, value in part.items()
        if names or key not in WORDS
    }


def missing(before: Schema, now: Schema) -> list[str]:
    """Every difference of `now` that breaks a program written for `before`; none: it has only grown."""
    return sorted(set(_Comparison(before, now).of_paths()))


class _Comparison:
    def __init__(self, before: Schema, now: Schema):
        self.before, self.now = before, now

    def of_paths(self) -> Iterator[str]:
        for path, methods in self.before["paths"].items():
            for method, operation in methods.items():
                place = f"{method.upper()} {path}"
                other = self.now["paths"].get(path, {}).get(method)
                if other is None:
                    yield f"{place} is gone"
                else:
                    yield from self.of_operation(place, operation, other)

    def of_operation(self, place: str, before: Schema, now: Schema) -> Iterator[str]:
        yield from self.of_shapes(f"{place} parameter", _parameters(before), _parameters(now), taken=True)
        body, other = _bodies(before), _bodies(now)
        yield from self.of_contents(f"{place} body", body or dict.fromkeys(other, {}), other, taken=True)
        for code, answer in before["responses"].items():
            if code not in now["responses"]:
                yield f"{place} answer {code} is gone"
                continue
            contents, others = (one.get("content", {}) for one in (answer, now["responses"][code]))
            yield from self.of_contents(f"{place} answer {code}", contents, others, taken=False)

    def of_contents(self, place: str, before: Schema, now: Schema, *, taken: bool) -> Iterator[str]:
        for kind, content in before.items():
            if kind in now:
                shapes = content.get("schema", {}), now[kind].get("schema", {})
                yield from self.of_shapes(place, *shapes, taken=taken)
            else:
                yield f"{place} as {kind} is gone"

    def of_shapes(self, place: str, before: Schema, now: Schema, *, taken: bool) -> Iterator[str]:
        before, now = _plain(before, self.before), _plain(now, self.now)
        if "oneOf" in before:
            yield from self.of_variants(place, before["oneOf"], now.get("oneOf", [now]), taken=taken)
            return
        yield from _kinds(place, before, now, taken=taken)
        yield from _values(place, before, now, taken=taken)
        yield from _required(place, before, now, taken=taken)
        if taken:
            yield from _limits(place, before, now)
        yield from self.of_parts(place, before, now, taken=taken)

    def of_variants(self, place: str, before: list[Schema], now: list[Schema], *, taken: bool) -> Iterator[str]:
        """Of several forms each must still fit one of those that there are now."""
        for number, variant in enumerate(before, start=1):
            faults = [list(self.of_shapes(place, variant, other, taken=taken)) for other in now]
            if all(faults):
                yield f"{place} form {number} is gone"

    def of_parts(self, place: str, before: Schema, now: Schema, *, taken: bool) -> Iterator[str]:
        for name, part in before.get("properties", {}).items():
            if name in now.get("properties", {}):
                yield from self.of_shapes(f"{place} .{name}", part, now["properties"][name], taken=taken)
            else:
                yield f"{place} .{name} is gone"
        if "items" in before:
            yield from self.of_shapes(f"{place} []", before["items"], now.get("items", {}), taken=taken)


def _plain(schema: Schema, document: Schema) -> Schema:
    """A schema with its own words in place of the component that it names."""
    while "$ref" in schema or "allOf" in schema:
        own = {key: value for key, value in schema.items() if key not in {"$ref", "allOf"}}
        if "$ref" in schema:
            component = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        else:
            [component] = schema["allOf"]
        schema = component | own
    return schema


def _parameters(operation: Schema) -> Schema:
    """Address, query and headers of a call in the form of a body."""
    parts = {f"{part['in']} {part['name']}": part for part in operation.get("parameters", ())}
    return {
        "properties": {name: part["schema"] for name, part in parts.items()},
        "required": [name for name, part in parts.items() if part.get("required")],
    }


def _bodies(operation: Schema) -> Schema:
    return operation.get("requestBody", {}).get("content", {})


def _kinds(place: str, before: Schema, now: Schema, *, taken: bool) -> Iterator[str]:
    kind, other = _kind(before), _kind(now)
    if kind != other and (before.get("type") or (taken and now.get("type") != "object")):
        yield f"{place} was {kind} and is {other}"
    if taken and before.get("nullable") and not now.get("nullable"):
        yield f"{place} takes no null any more"


def _kind(schema: Schema) -> str:
    form = schema.get("format")
    return f"{schema.get('type', 'anything')}" + (f" ({form})" if form and form not in SIZES else "")


def _values(place: str, before: Schema, now: Schema, *, taken: bool) -> Iterator[str]:
    lacking = set(map(str, before.get("enum", ()))) - set(map(str, now.get("enum", ())))
    yield from (f"{place} lacks the value {value!r}" for value in lacking)
    if taken and "enum" in now and "enum" not in before and before:
        yield f"{place} takes only some values now"


def _required(place: str, before: Schema, now: Schema, *, taken: bool) -> Iterator[str]:
    """A call may demand no more than it did; an answer holds for sure whatever it held for sure."""
    old, new = set(before.get("required", ())), set(now.get("required", ()))
    if taken:
        yield from (f"{place} .{name} is required now" for name in new - old)
    else:
        yield from (f"{place} .{name} may be missing now" for name in old - new)


def _limits(place: str, before: Schema, now: Schema) -> Iterator[str]:
    for limits, is_narrower in ((MOST, lt), (LEAST, gt)):
        for limit in limits:
            if limit in now and (limit not in before or is_narrower(now[limit], before[limit])):
                yield f"{place} has a narrower {limit}"
