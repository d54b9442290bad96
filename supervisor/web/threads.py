"""The threads that run the application, no more than are needed."""

import logging
import time
from collections import deque
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Lock, Thread

PAUSE_SECONDS = 0.005
IDLE_SECONDS = 60.0  # after which an idle thread ends, with its database connection

log = logging.getLogger(__name__)


class Threads:
    """Runs tasks in the thread that worked last, so that others can end: each database connection takes 30 MB."""

    def __init__(self, most: int, at_end: Callable[[], object] = lambda: None, idle_seconds: float = IDLE_SECONDS):
        self.most, self.at_end, self.idle_seconds = most, at_end, idle_seconds
        self.lock = Lock()
        self.count = 0
        self.waiting_tasks: deque = deque()
        self.idle: list[SimpleQueue] = []  # one for each thread without a task

    def add_task(self, task) -> None:
        with self.lock:
            if self.idle:
                self.idle.pop().put(task)
                return
            self.waiting_tasks.append(task)
            if self.count < self.most:
                self.count += 1
                Thread(
                    target=self.begin, args=[PAUSE_SECONDS if self.count > 1 else 0], name="web", daemon=True
                ).start()

    def begin(self, pause: float) -> None:
        """Start a thread after a moment: a client may send its next request before the thread of the last is free."""
        time.sleep(pause)
        with self.lock:
            if not self.waiting_tasks:
                self.count -= 1
                return
            task = self.waiting_tasks.popleft()
        self.work(task)

    def work(self, task) -> None:
        while task is not None:
            try:
                task.service()
            except Exception:
                log.exception("a request could not be answered")
            task = self.next_task()
        self.at_end()

    def next_task(self):
        """The next task; None, which ends the thread, after a while without one. One thread stays."""
        with self.lock:
            if self.waiting_tasks:
                return self.waiting_tasks.popleft()
            inbox = SimpleQueue()
            self.idle.append(inbox)
        while True:
            try:
                return inbox.get(timeout=self.idle_seconds)
            except Empty:
                if self.may_end(inbox):
                    return None

    def may_end(self, inbox: SimpleQueue) -> bool:
        with self.lock:
            if self.count == 1 or inbox not in self.idle:  # the last thread, or a task has just arrived
                return False
            self.idle.remove(inbox)
            self.count -= 1
            return True
