"""The threads that run the application: as few as there is work for."""

import logging
import time
from collections import deque
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Lock, Thread

PAUSE_SECONDS = 0.005
IDLE_SECONDS = 60.0  # after which a thread ends, and its connection to the database with it

log = logging.getLogger(__name__)


class Threads:
    """Who worked last works next, so that the others can end: a thread's database connection takes 30 MB there."""

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
        """A further thread waits a moment: a client has its answer a little before the thread that wrote it is free."""
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
        """None when there is none for a while; one thread stays."""
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
            if self.count == 1 or inbox not in self.idle:  # the last one, or a task is coming this moment
                return False
            self.idle.remove(inbox)
            self.count -= 1
            return True
