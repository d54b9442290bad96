"""Turns signals into a file that can be waited on, so that the supervisor sleeps until something happens."""

import os
import select
import signal

from supervisor.errors import Interrupted

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Signals:
    """Use as a context; afterwards the former handlers are back."""

    def __init__(self):
        self.stop_requested = False
        self.finishing = False  # while stopping, a further request changes nothing

    def __enter__(self):
        self.read_end, self.write_end = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC) if hasattr(os, "pipe2") else plain_pipe()
        self.former_wakeup = signal.set_wakeup_fd(self.write_end, warn_on_full_buffer=False)
        self.former = {number: signal.getsignal(number) for number in (*STOPPING, signal.SIGCHLD)}
        for number in STOPPING:
            if not is_nohup(number, self.former[number]):
                signal.signal(number, self.note_stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        return self

    def __exit__(self, *_):
        for number, handler in self.former.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self.former_wakeup)
        os.close(self.read_end)
        os.close(self.write_end)

    def note_stop(self, *_):
        self.stop_requested = True

    def sleep(self, seconds: float) -> None:
        """Until a signal or the time is over; raises when the person wants to stop."""
        ready, _, _ = select.select([self.read_end], [], [], seconds)
        if ready:
            os.read(self.read_end, 4096)
        if self.stop_requested and not self.finishing:
            raise Interrupted


def is_nohup(number: int, handler) -> bool:
    """A hang-up stays ignored; an ignored Ctrl-C comes from a script's `&` and must still be able to end us."""
    return number == signal.SIGHUP and handler is signal.SIG_IGN


def plain_pipe() -> tuple[int, int]:
    ends = os.pipe()
    for end in ends:
        os.set_blocking(end, False)
    return ends
