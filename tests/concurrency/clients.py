"""Clients that act at the same moment: threads, each with a session of its own in the database.

Whatever depends on who comes first is decided here and not by the speed of the machine: `all_look_before` holds a write
of each client until all of them have looked.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from time import monotonic, sleep
from typing import Any

from django.db import connection

WRITES = ("INSERT", "UPDATE", "DELETE")
PATIENCE = 60  # seconds that nobody needs, on the busiest machine; who waits longer waits for something unforeseen
# One look at all locks; a table that just grows is waited for only a moment, and not for another client.
BLOCKED = "SELECT count(DISTINCT pid) FROM pg_locks WHERE pid = ANY(%s) AND NOT granted AND locktype <> 'extend'"

_client = threading.local()
_held: tuple[str, ...] = ()


@contextmanager
def all_look_before(*statements: str) -> Iterator[None]:
    """No client writes before all have looked: the first statement that begins so (by default any write) waits."""
    global _held
    before, _held = _held, statements or WRITES
    try:
        yield
    finally:
        _held = before


def wait_for_others() -> None:
    """Inside a job: wait until every other client waits here too, waits for a lock of one of them, or has ended."""
    _client.together.wait()


@contextmanager
def clients() -> Iterator[Callable[[Sequence[Callable]], list]]:
    """`at_once(jobs)` begins all jobs at the same moment and returns what each returned.

    Threads and sessions stay for the next round, as those of web processes do: a new session costs more than a booking.
    """
    with ExitStack() as pools:
        threads: dict[int, ThreadPoolExecutor] = {}

        def at_once(jobs: Sequence[Callable]) -> list:
            size = len(jobs)
            if size not in threads:
                threads[size] = pools.enter_context(ThreadPoolExecutor(size))
                pools.callback(begin_together, threads[size], Together(size), [hang_up] * size)
            together = Together(size, _held)
            answers = begin_together(threads[size], together, jobs)
            assert together.is_open or not _held, f"nobody came to {_held}"
            return answers

        yield at_once


def at_once(jobs: Sequence[Callable]) -> list:
    """Run each job in a thread and a session of its own, all from the same moment; what each returned."""
    with clients() as begin:
        return begin(jobs)


def hang_up() -> None:
    """The session of this thread ends."""
    connection.close()


def begin_together(threads: ThreadPoolExecutor, together: "Together", jobs: Sequence[Callable]) -> list:
    """One thread waits for each job: none takes two."""
    return list(threads.map(together.run, jobs))


class Together:
    """Clients that begin at the same moment, and the place where each of them may wait for all others."""

    def __init__(self, number: int, held: tuple[str, ...] = ()) -> None:
        self.start, self.held = threading.Barrier(number), held
        self.on_the_way: set[int] = set()
        self.is_open = False

    def run(self, job: Callable) -> Any:
        """What the job of one client returns."""
        connection.ensure_connection()
        session = _client.session = connection.connection.info.backend_pid
        _client.together = self
        self.on_the_way.add(session)
        self.start.wait(PATIENCE)
        try:
            with connection.execute_wrapper(self):
                return job()
        finally:
            self.on_the_way.discard(session)
            connection.close_if_unusable_or_obsolete()  # its session may have been ended by a test

    def __call__(self, execute: Callable, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if sql.startswith(self.held):
            self.wait()
        return execute(sql, params, many, context)

    def wait(self) -> None:
        """Once all have come, everybody goes on, and nobody waits here again."""
        self.on_the_way.discard(_client.session)
        until = monotonic() + PATIENCE
        while not self.is_open:
            if self.all_have_come():
                self.is_open = True
            elif monotonic() > until:
                raise TimeoutError(f"after {PATIENCE} seconds some clients neither wait nor have ended")
            else:
                sleep(0.01)

    def all_have_come(self) -> bool:
        """Also those count who wait in the database for somebody who waits here: they come no further."""
        others = list(self.on_the_way)
        if not others:
            return True
        with connection.cursor() as cursor:
            cursor.execute(BLOCKED, [others])
            return cursor.fetchone()[0] == len(others)
