"""Makes signals a file to wait on, so that the supervisor sleeps until one arrives."""

import os
import select
import signal

from supervisor.errors import Interrupted

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Signals:
    """A context of our signal handlers; at its end the former ones are back."""

    def __init__(self):
        self.stop_requested = False
        self.finishing = False  # during a stop, a further signal changes nothing

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
        """Sleep until a signal or the end of the time; raises Interrupted after a signal to stop."""
        ready, _, _ = select.select([self.read_end], [], [], seconds)
        if ready:
            os.read(self.read_end, 4096)
        if self.stop_requested and not self.finishing:
            raise Interrupted


def is_nohup(number: int, handler) -> bool:
    """Whether an ignored signal stays ignored: SIGHUP does, SIGINT (ignored after a script's `&`) does not."""
    return number == signal.SIGHUP and handler is signal.SIG_IGN


def plain_pipe() -> tuple[int, int]:
    ends = os.pipe()
    for end in ends:
        os.set_blocking(end, False)
    return ends
