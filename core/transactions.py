"""Runs an act of the business whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_transaction() -> Iterator[None]:
    """Run a function as one act. Inside another act it is a part of that one and fails with it: it has no savepoint.

    A caller that goes on after a refused part needs its own `transaction.atomic()` around that part.
    """
    is_part = getattr(connection, "is_in_act", False)
    connection.is_in_act = True  # type: ignore[attr-defined]
    try:
        with transaction.atomic(savepoint=not is_part):
            yield
    finally:
        connection.is_in_act = is_part  # type: ignore[attr-defined]
