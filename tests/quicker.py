"""A person who acts in the very moment between a sweep's look and its lock."""

import re
from contextlib import contextmanager

from django.db import connection

LOCK = re.compile("FOR (NO KEY )?UPDATE")


@contextmanager
def somebody_quicker(act):
    """When a sweep has found its rows and is about to lock the first, `act` has already happened."""
    waiting = [act]

    def wrapper(execute, sql, params, many, context):
        if waiting and LOCK.search(sql):
            waiting.pop()()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield
    assert not waiting, "nothing was locked"
