"""A child process: started in its own session, restarted, stopped with all its descendants."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from supervisor.privileges import Account, become

LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None  # loaded here: loading is not safe between fork and exec
PR_SET_PDEATHSIG = 1
LONGEST_PAUSE = 10.0  # seconds between two attempts to start
STEADY_AFTER = 10.0  # seconds of running after which a failure counts as a first one
LOG_LIMIT = 20_000_000  # bytes


@dataclass(frozen=True)
class Service:
    """A command and how to run it; the supervisor knows no more of a service."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path
    account: Account | None = None
    stop_signal: int = signal.SIGTERM
    stop_seconds: float = 2.5  # all services stop within 4
    ready: Callable[[], bool] = lambda: True
    before: Callable[[], object] = lambda: None  # called at each start
    closing: Callable[[], object] = lambda: None  # called when the stop begins; must not wait
    pass_fds: tuple[int, ...] = ()
    keeps_print: bool = True  # False: its log goes to standard error, its output is for a terminal only


@dataclass(eq=False)
class Child:
    service: Service
    log: Path
    process: subprocess.Popen | None = None
    started: float = 0.0
    failures: int = 0
    restart_at: float | None = None

    def start(self) -> None:
        """Start in a session of its own, so that Ctrl-C reaches the supervisor only, which stops services in order."""
        service = self.service
        service.before()
        trim(self.log)
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                service.command,
                env=dict(service.environment),
                cwd=service.folder,
                stdin=subprocess.DEVNULL,
                stdout=log if service.keeps_print else subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
                preexec_fn=dies_with_us(service.stop_signal),
                pass_fds=service.pass_fds,
                **become(service.account),
            )
        self.started, self.restart_at = time.monotonic(), None

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def plan_restart(self) -> float:
        """Plan the next attempt: at once the first time, then after longer and longer pauses."""
        steady = time.monotonic() - self.started > STEADY_AFTER
        self.failures = 0 if steady else self.failures + 1
        pause = min(LONGEST_PAUSE, 0.1 * 2**self.failures)
        self.process, self.restart_at = None, time.monotonic() + pause
        return pause

    def signal_stop(self) -> None:
        if self.is_running():
            self.process.send_signal(self.service.stop_signal)

    def kill_group(self) -> None:
        """Kill the session, also after its leader has ended: orphaned web workers would keep the port."""
        if self.process is not None:
            kill_group(self.process.pid)

    def last_lines(self, count: int = 20) -> str:
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])


def dies_with_us(death_signal: int) -> Callable[[], None]:
    """A function for the child: Linux then sends it this signal when the supervisor ends, even by kill -9."""
    parent = os.getpid()

    def ask():
        if LIBC is not None:
            LIBC.prctl(PR_SET_PDEATHSIG, death_signal)
        if os.getppid() != parent:
            os._exit(1)

    return ask


def kill_group(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def trim(log: Path) -> None:
    """Rename a log that is too long, in place of the earlier one."""
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
