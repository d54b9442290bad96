"""The night's work on leads in process, as the clock starts it, with the time of each of its transactions."""

from time import perf_counter

from django.db import connection
from django.utils.module_loading import import_string

TASK = "sales.tasks.review_expired"


class Transactions:
    """Notes how long each transaction of the connection takes: it begins and ends by this switch."""

    def __init__(self):
        self.switch, self.begun, self.longest = connection.set_autocommit, 0.0, 0.0

    def __call__(self, autocommit: bool, *args, **kwargs) -> None:
        self.switch(autocommit, *args, **kwargs)
        if not autocommit:
            self.begun = perf_counter()
        elif self.begun:
            self.longest = max(self.longest, perf_counter() - self.begun)


def played() -> dict[str, float]:
    """Seconds of the night, of its longest transaction, and of a second one with nothing to do."""
    connection.ensure_connection()
    connection.set_autocommit = transactions = Transactions()
    return {"seconds": timed(), "longest": transactions.longest, "idle": timed()}


def timed() -> float:
    begun = perf_counter()
    import_string(TASK)()
    return perf_counter() - begun
