"""The published schema, read: which fields a POST takes, of what kind, and what each may hold."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator


@dataclass(frozen=True)
class Field:
    """One key of a body. `kind` is that of the schema, or its format where that says more."""

    name: str
    kind: str
    required: bool
    nullable: bool
    most: int | None
    least: float | None
    items: str


@cache
def document() -> dict[str, Any]:
    return SchemaGenerator().get_schema(request=None, public=True)


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """What a reference points to; of several forms the first, which is the one with the values."""
    while "$ref" in part or "allOf" in part or "oneOf" in part:
        more = {key: value for key, value in part.items() if key not in {"$ref", "allOf", "oneOf"}}
        if "$ref" in part:
            found = document()["components"]["schemas"][part["$ref"].split("/")[-1]]
        else:
            found = (part.get("allOf") or part.get("oneOf"))[0]
        part = {**found, **more}
    return part


def fields_of(address: str) -> list[Field]:
    """The fields of the body that a POST to this address takes."""
    operation = document()["paths"][f"/api/v1{address}"]["post"]
    contents = operation.get("requestBody", {}).get("content", {})
    body = resolved(contents.get("application/json", {}).get("schema", {}))
    required = set(body.get("required", ()))
    return [field_of(name, part, name in required) for name, part in body.get("properties", {}).items()]


def field_of(name: str, part: dict[str, Any], required: bool) -> Field:
    kind = resolved(part)
    nullable = kind.get("nullable", False) or part.get("nullable", False)
    inner = resolved(kind.get("items", {})) if kind.get("type") == "array" else {}
    return Field(
        name=name,
        kind=kind_of(kind),
        required=required,
        nullable=nullable,
        most=kind.get("maxLength"),
        least=kind.get("minimum"),
        items=kind_of(inner) if inner else "",
    )


def kind_of(part: dict[str, Any]) -> str:
    if "enum" in part:
        return "enum"
    form = part.get("format")
    known = {"date", "date-time", "decimal", "uuid", "email", "binary", "uri"}
    return form if form in known else part.get("type", "any")
