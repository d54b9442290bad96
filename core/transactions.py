"""How an act of the business is done whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_transaction() -> Iterator[None]:
    """Run a function as one act. Called by another act it is a part of that one: it fails with it, without a savepoint.

    Who goes on after a part was refused puts a `transaction.atomic()` of its own around that part.
    """
    is_part = getattr(connection, "is_in_act", False)
    connection.is_in_act = True  # type: ignore[attr-defined]
    try:
        with transaction.atomic(savepoint=not is_part):
            yield
    finally:
        connection.is_in_act = is_part  # type: ignore[attr-defined]
