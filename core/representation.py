"""Rows as JSON, by serializers that only show: their fields cost more to build than to fill."""

from collections.abc import Iterable
from threading import local
from typing import Any

from rest_framework.serializers import Serializer


class Ready(local):
    """The serializers this thread has built, each with the context that it reads."""

    def __init__(self) -> None:
        self.serializers: dict[type[Serializer], tuple[Serializer, dict[str, Any]]] = {}

    def of(self, serializer_class: type[Serializer]) -> tuple[Serializer, dict[str, Any]]:
        if serializer_class not in self.serializers:
            context: dict[str, Any] = {}
            self.serializers[serializer_class] = serializer_class(context=context), context
        return self.serializers[serializer_class]


_ready = Ready()


def shown(serializer_class: type[Serializer], things: Iterable[Any], **context: Any) -> list[dict]:
    """Each thing as JSON; `context` (request, view) holds for these rows alone.

    A serializer that is shown here must not show its own class inside itself.
    """
    serializer, known = _ready.of(serializer_class)
    known.update(context)
    try:
        return [serializer.to_representation(thing) for thing in things]
    finally:
        known.clear()
