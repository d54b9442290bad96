"""Clients that act at the same moment: threads, each with a session of its own in the database."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

from django.db import connection


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
                pools.callback(begin_together, threads[size], [hang_up] * size)
            return begin_together(threads[size], jobs)

        yield at_once


def hang_up() -> None:
    """The session of this thread ends."""
    connection.close()


def begin_together(threads: ThreadPoolExecutor, jobs: Sequence[Callable]) -> list:
    """One thread waits for each job: none takes two."""
    gate = threading.Barrier(len(jobs))

    def client(job):
        gate.wait()
        try:
            return job()
        finally:
            connection.close_if_unusable_or_obsolete()  # its session may have been ended by a test

    return list(threads.map(client, jobs))
