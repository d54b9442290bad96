"""An answer held against the published schema: what is not declared there, or otherwise than there, is a fault."""

import re
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from core.problems import JSON
from tests.bad_input.schema import document

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
OFFSET = "+08:00"  # of every store in the tests


def faults(method: str, address: str, answer) -> list[str]:
    """Where an answer differs from what is published for this call; empty: nowhere."""
    operation = document()["paths"][f"/api/v1{address}"][method.lower()]
    published = operation["responses"].get(str(answer.status_code))
    if published is None:
        return [f"{answer.status_code} is not published"]
    if not answer.content:
        return [] if "content" not in published else ["no body"]
    kind = answer["Content-Type"].partition(";")[0]
    if kind not in published.get("content", {}):
        return [f"{kind} is not published for {answer.status_code}"]
    told = answer.json()
    validator = Draft202012Validator(strict(published["content"][kind]["schema"], kind), format_checker=FormatChecker())
    differing = [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(told)]
    return differing + [f"{text}: not the store's offset" for text in moments(told) if not text.endswith(OFFSET)]


def moments(told: Any) -> list[str]:
    if isinstance(told, dict | list):
        parts = told.values() if isinstance(told, dict) else told
        return [text for part in parts for text in moments(part)]
    return [told] if isinstance(told, str) and MOMENT.match(told) else []


def strict(schema: dict[str, Any], kind: str = "") -> dict[str, Any]:
    """OpenAPI 3.0 as JSON schema; an object has no keys but the declared (a problem may say more)."""
    if "$ref" in schema:
        return component(schema["$ref"].rpartition("/")[2], kind)
    made = {key: value for key, value in schema.items() if key not in {"nullable", "readOnly", "writeOnly"}}
    for name in ("allOf", "oneOf", "anyOf"):
        if name in made:
            made[name] = [strict(part, kind) for part in made[name]]
    if "items" in made:
        made["items"] = strict(made["items"], kind)
    if "properties" in made:
        made["properties"] = {name: strict(part, kind) for name, part in made["properties"].items()}
        made.setdefault("additionalProperties", kind == JSON)
    return {"anyOf": [made, {"type": "null"}]} if schema.get("nullable") else made


@cache
def component(name: str, kind: str) -> dict[str, Any]:
    return strict(document()["components"]["schemas"][name], kind)
