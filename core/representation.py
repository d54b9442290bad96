"""Rows as JSON. Serializers are made once for each thread, because making their fields costs more than filling them."""

from collections.abc import Iterable
from threading import local
from typing import Any

from rest_framework.serializers import Serializer


class Ready(local):
    """The serializers of this thread, each with the context that it reads."""

    def __init__(self) -> None:
        self.serializers: dict[type[Serializer], tuple[Serializer, dict[str, Any]]] = {}

    def of(self, serializer_class: type[Serializer]) -> tuple[Serializer, dict[str, Any]]:
        if serializer_class not in self.serializers:
            context: dict[str, Any] = {}
            self.serializers[serializer_class] = serializer_class(context=context), context
        return self.serializers[serializer_class]


_ready = Ready()


def json_rows(serializer_class: type[Serializer], things: Iterable[Any], **context: Any) -> list[dict]:
    """Each thing as JSON; `context` (request, view) holds for these rows alone.

    A serializer must not call this for its own class: both calls would share one context.
    """
    serializer, own_context = _ready.of(serializer_class)
    own_context.update(context)
    try:
        return [serializer.to_representation(thing) for thing in things]
    finally:
        own_context.clear()
