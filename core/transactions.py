"""Runs an act of the business whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_transaction() -> Iterator[None]:
    """Run a function as one act. Inside another act it is a part of that one and fails with it: it has no savepoint.

    A caller that goes on after a refused part needs its own `transaction.atomic()` around that part.
    """
    with _in_act() as is_part, transaction.atomic(savepoint=not is_part):
        yield


@contextmanager
def one_attempt() -> Iterator[None]:
    """Run a part of an act that its caller may undo and go on: it has a savepoint, and acts inside it have none."""
    with _in_act(), transaction.atomic():
        yield


@contextmanager
def _in_act() -> Iterator[bool]:
    """Say whether an act is under way, and that one is."""
    is_part = getattr(connection, "is_in_act", False)
    connection.is_in_act = True  # type: ignore[attr-defined]
    try:
        yield is_part
    finally:
        connection.is_in_act = is_part  # type: ignore[attr-defined]
