"""Starts services level by level, each level when the one before is ready; watches, restarts and stops them."""

import time
from contextlib import suppress
from pathlib import Path

from supervisor import strays
from supervisor.errors import Trouble
from supervisor.processes import Child, Service
from supervisor.signals import Signals

GONE_SECONDS = 1.0  # seconds until a killed process is gone, where cores are few
PATIENCE = 120.0  # seconds until a service is ready; a database may have to recover first


def say(text: str) -> None:
    with suppress(OSError):  # the terminal may be closed; the work goes on until a signal to stop
        print(text, flush=True)


class Supervisor:
    """A context at whose end all started services are stopped, whatever happens."""

    def __init__(self, logs: Path, record: Path):
        self.logs, self.record = logs, record
        self.levels: list[list[Child]] = []
        self.signals = Signals()

    def __enter__(self):
        if left := strays.clear(self.record):
            say(f"Ended what the last run had left behind: {', '.join(left)}.")
        self.signals.__enter__()
        return self

    def __exit__(self, *_):
        self.stop()
        self.record.unlink(missing_ok=True)
        self.signals.__exit__()

    def children(self) -> list[Child]:
        return [child for floor in self.levels for child in floor]

    def start(self, *services: Service, same_level: bool = False) -> None:
        """Start the services of one level together, and wait until all are ready."""
        children = [Child(service, self.logs / f"{service.name}.log") for service in services]
        if not same_level:
            self.levels.append([])
        self.levels[-1].extend(children)
        for child in children:
            child.start()
        self.remember()
        for child in children:
            self.wait_ready(child)

    def wait_ready(self, child: Child) -> None:
        deadline = time.monotonic() + PATIENCE
        while not child.service.ready():
            if child.has_ended() or time.monotonic() > deadline:
                raise Trouble(f"{child.service.name} did not start. The end of {child.log}:\n{child.last_lines()}")
            self.signals.sleep(0.03)

    def run(self, *steps: Service) -> None:
        """Run steps at the same time; raises Trouble when one fails."""
        children = [Child(step, self.logs / f"{step.name}.log") for step in steps]
        self.levels.append(children)
        for child in children:
            child.start()
        self.remember()
        while any(child.is_running() for child in children):
            self.signals.sleep(1)
        for child in children:
            if child.process.returncode:
                lines = child.last_lines(40)
                raise Trouble(f"{child.service.name} failed. The end of {child.log}:\n{lines}")
        self.levels.pop()

    def watch(self) -> None:
        """Restart services that end, until a signal to stop."""
        while True:
            self.restart_the_dead()
            self.signals.sleep(self.until_next_attempt())

    def restart_the_dead(self) -> None:
        for child in self.children():
            if child.has_ended():
                code = child.process.returncode
                child.kill_group()
                say(f"{child.service.name} ended with {code}; starting it again in {child.plan_restart():.1f} s.")
            if child.restart_at is not None and child.restart_at <= time.monotonic():
                self.try_again(child)

    def try_again(self, child: Child) -> None:
        try:
            child.start()
            self.remember()
        except OSError as error:  # a full disk, for example, may be temporary
            say(f"{child.service.name} could not start ({error.strerror}); next try in {child.plan_restart():.1f} s.")

    def until_next_attempt(self) -> float:
        planned = [child.restart_at for child in self.children() if child.restart_at is not None]
        return max(0.0, min(planned) - time.monotonic()) if planned else 60.0

    def remember(self) -> None:
        strays.remember(self.record, [child for child in self.children() if child.is_running()])

    def stop(self) -> None:
        """Stop the levels in reverse order, the services of a level together."""
        self.signals.finishing = True
        pids = [child.process.pid for child in self.children() if child.process is not None]
        for child in self.children():
            child.service.closing()
        while self.levels:
            stop_floor(self.levels.pop(), self.signals)
        see_gone(pids)


def stop_floor(floor: list[Child], signals: Signals) -> None:
    began = time.monotonic()
    for child in floor:
        child.signal_stop()
    for child in floor:
        deadline = began + child.service.stop_seconds
        while child.is_running() and time.monotonic() < deadline:
            signals.sleep(0.1)
        child.kill_group()
        if child.process is not None:
            child.process.wait()


def see_gone(pids: list[int]) -> None:
    """Wait until the killed processes are gone, so that none is left when we end."""
    deadline = time.monotonic() + GONE_SECONDS
    while any(strays.session(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.01)
