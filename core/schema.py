"""Adds to the published schema what every call has: refusals as problem JSON, the key, the store."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse, extend_schema_serializer
from rest_framework import serializers

from core.problems import JSON

READING = {401: "not signed in", 403: "wrong role", 404: "missing here, or another store's"}
ASKING = {400: "bad input, told at its field"}
ACTING = ASKING | {
    409: "the dealership's rules say no, or a stale edit",
    422: "one idempotency key with another body",
}
SIGNING_IN = {400: "bad input, told at its field", 403: "name or password are wrong", 429: "too many attempts"}
STORE = {
    "name": "store",
    "in": "query",
    "schema": {"type": "string"},
    "description": "code of the store; group roles name it for every act and every number",
}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "pattern": "^[!-~]{1,64}$"},
    "description": "the same key and body gets the same answer, status included",
}


class Problem(serializers.Serializer):
    """Why a call was refused. Further keys belong to the refusal, for example `version` of a stale edit."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = serializers.DictField(  # type: ignore[assignment]  # a field; DRF takes it off the class again
        child=serializers.JSONField(), help_text="messages by field"
    )


def refused_with(problem: type[Problem]) -> dict[tuple[int, str], OpenApiResponse]:
    """The 409 of a call whose refusal has further fields, for `extend_schema(responses={...})`."""
    return {(409, JSON): OpenApiResponse(problem, description=ACTING[409])}


@extend_schema_serializer(many=False)
class Page(serializers.Serializer):
    """The form of a list without pages, like that of a page; subclasses declare `results`."""

    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class OperationSchema(AutoSchema):
    """Describes each operation as its view declares it, with the parts that every call has."""

    def get_operation(self, *args: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args)
        if operation is None or not self.path.startswith("/api/v1/"):
            return operation
        open_to_all = getattr(self.view, "public", False)
        if not open_to_all:
            shared = [STORE, KEY] if self.method == "POST" else [STORE]
            operation["parameters"] = [*operation.get("parameters", ()), *shared]
        for code, why in (SIGNING_IN if open_to_all else self.refusals()).items():
            operation["responses"].setdefault(str(code), self.problem_response(why))
        return operation

    def refusals(self) -> dict[int, str]:
        if self.method == "POST":
            return READING | ACTING
        asks = getattr(self.view, "action", "") == "list" or "{" not in self.path
        return READING | ASKING if asks else READING

    def problem_response(self, why: str) -> dict[str, Any]:
        problem = self.resolve_serializer(Problem, "response").ref
        return {"content": {JSON: {"schema": problem}}, "description": why}
