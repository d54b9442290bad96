"""The one business exception and its stale-edit form."""

from typing import Any


class Refused(Exception):
    """The dealership's rules say no; the message is written for the person at the screen.

    `extra` travels into the 409 answer beside `detail` (for example `alternatives`: free times);
    `field` names the input the reason belongs to.
    """

    def __init__(self, message: Any, *, field: str | None = None, **extra: Any):
        super().__init__(message)
        self.message = message
        self.field = field
        self.extra = extra

    def __str__(self) -> str:
        return str(self.message)


class Stale(Refused):
    """Somebody else changed the same record since it was read."""


def refuse(reason: Any, *, field: str | None = None, **extra: Any) -> None:
    """Raise Refused when a `why_not_*` rule gave a reason; say nothing when it gave none."""
    if reason:
        raise Refused(reason, field=field, **extra)
