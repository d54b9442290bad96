"""The processes of the web server: forked from one that has loaded the application, replaced when they end."""

import logging
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress

AWAITED = {signal.SIGTERM, signal.SIGINT, signal.SIGCHLD}
STOP_SECONDS = 2.3  # a little more than the last answers of a process take
SHORTEST_LIFE = 1.0  # a pause, or a process that ends at once would be replaced without end

log = logging.getLogger(__name__)


class Processes:
    """Runs `count` processes of `serve` until it is stopped."""

    def __init__(self, serve: Callable[[], None], count: int):
        self.serve, self.count = serve, count
        self.started: dict[int, float] = {}

    def run(self) -> None:
        signal.signal(signal.SIGCHLD, lambda *_: None)  # some systems do not wait for ignored signals
        signal.pthread_sigmask(signal.SIG_BLOCK, AWAITED)
        for _ in range(self.count):
            self.fork()
        while signal.sigwait(AWAITED) == signal.SIGCHLD:
            self.replace_the_ended()
        self.stop()

    def fork(self) -> None:
        if pid := os.fork():
            self.started[pid] = time.monotonic()
            return
        code = 1
        try:
            self.serve()
            code = 0
        except Exception:
            log.exception("a process of the web server failed")
        finally:
            os._exit(code)  # the rest of the program is for the parent

    def replace_the_ended(self) -> None:
        for pid, code in ended_children():
            age = time.monotonic() - self.started.pop(pid, 0.0)
            if code:
                log.error("a process of the web server ended with %d after %.1f s", code, age)
            if age < SHORTEST_LIFE:
                time.sleep(SHORTEST_LIFE)
            self.fork()

    def stop(self) -> None:
        self.send(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while self.started and time.monotonic() < deadline:
            time.sleep(0.02)
            for pid, _ in ended_children():
                self.started.pop(pid, None)
        self.send(signal.SIGKILL)

    def send(self, number: int) -> None:
        for pid in self.started:
            with suppress(ProcessLookupError):
                os.kill(pid, number)


def ended_children():
    """Number and exit code of each child that has ended since the last call."""
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            yield ended[0], os.waitstatus_to_exitcode(ended[1])
