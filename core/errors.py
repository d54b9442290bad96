"""The one business exception, with its forms for stale edits and for what is asked too often."""

from typing import Any


class Refused(Exception):
    """A rule of the dealership forbids the act; the message is for the person at the screen.

    `extra` is added to the 409 answer beside `detail` (for example `alternatives`: free times);
    `field` is the input that the reason is about.
    """

    def __init__(self, message: Any, *, field: str | None = None, **extra: Any):
        super().__init__(message)
        self.message = message
        self.field = field
        self.extra = extra

    def __str__(self) -> str:
        return str(self.message)


class Stale(Refused):
    """A colleague has changed the record since it was read."""


class TooOften(Refused):
    """The same was asked for too often lately; pages answer 429 with these words."""


def refuse(reason: Any, *, field: str | None = None, **extra: Any) -> None:
    """Raise Refused when a `why_not_*` rule gave a reason."""
    if reason:
        raise Refused(reason, field=field, **extra)
