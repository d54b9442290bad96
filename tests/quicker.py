"""A person who acts in the very moment between another act's look and its lock or its writing."""

import re
from contextlib import contextmanager

from django.db import connection

LOCK = re.compile("FOR (NO KEY )?UPDATE")


@contextmanager
def somebody_quicker(act, *, before=LOCK, after: str = ""):
    """When a sweep has found its rows and is about to lock the first, `act` has already happened.

    `before` is the statement (a pattern) that is too late, `after` the text of a statement that must have been sent.
    """
    waiting, sent = [act], [after]

    def wrapper(execute, sql, params, many, context):
        if waiting and not any(sent) and re.search(before, sql):
            waiting.pop()()
        sent[:] = [text for text in sent if text not in sql]
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield
    assert not waiting, "nobody was too late"
