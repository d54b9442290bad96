"""The stage of the chaos test: a Valkey, a mail server and workers of its own, and somebody who kills."""

import asyncio
import email
import logging
import os
import random
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from aiosmtpd.controller import Controller
from redis import Redis

from supervisor.valkey import server_program

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def valkey():
    """A Valkey of its own, because it is wiped: in its folder, on a socket."""
    folder = tempfile.mkdtemp(prefix="chaos-")
    path = f"{folder}/redis.sock"
    command = [server_program(), "--port", "0", "--unixsocket", path, "--save", "", "--dir", folder]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 10
        while not Path(path).exists() and time.monotonic() < until:
            time.sleep(0.05)
        yield f"unix://{quote(path)}?db=0"
    finally:
        server.kill()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


class MailServer:
    """A real SMTP server that notes each receipt by our reference, and has its moods (by the reference's first sign).

    `0`: says "busy" at the first try. `1`: takes the letter and drops the line. `2`: never takes it (every 16th each).
    """

    def __init__(self, *, moods: bool = True, seconds: float = 0):
        self.moods, self.seconds = moods, seconds
        self.receipts: Counter[str] = Counter()
        self.busy: set[str] = set()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    @contextmanager
    def running(self):
        logging.getLogger("mail.log").setLevel(logging.WARNING)
        controller = Controller(self, hostname="127.0.0.1", port=self.port)
        controller.start()
        try:
            yield self
        finally:
            controller.stop()

    async def handle_DATA(self, server, session, envelope):
        reference = email.message_from_bytes(envelope.content)["Message-ID"].strip("<>").partition("@")[0]
        mood = reference[0] if self.moods else ""
        if mood == "0" and reference not in self.busy:
            self.busy.add(reference)
            return "451 busy"
        if mood == "2":
            return "550 nobody here"
        self.receipts[reference] += 1
        if mood == "1":
            server.transport.close()
        if self.seconds:
            await asyncio.sleep(self.seconds)
        return "250 taken"


class Loaded:
    """A process that has loaded the product, and from which others begin (`forks.py`)."""

    def __init__(self, app: str, environment: dict[str, str], log: Path):
        command = [sys.executable, "-m", "tests.concurrency.forks", app]
        lines = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        with log.open("ab") as errors:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=errors, **lines)

    def fork(self, arguments: list[str]) -> "Fork":
        print(*arguments, file=self.process.stdin, flush=True)
        return Fork(int(self.process.stdout.readline()))

    def stop(self) -> None:
        """Its forks have ended by now."""
        self.process.communicate()


class Fork:
    """A process that is no child of this one, as `subprocess.Popen` would show it."""

    def __init__(self, pid: int):
        self.pid, self.descriptor = pid, os.pidfd_open(pid)

    def poll(self) -> bool | None:
        """True when it has ended, else None."""
        return True if select.select([self.descriptor], [], [], 0)[0] else None

    def wait(self) -> None:
        select.select([self.descriptor], [], [])

    def __del__(self):
        os.close(self.descriptor)


class Crew:
    """Celery workers with prefork children, and beats; all of them may be killed at any moment."""

    def __init__(self, environment: dict[str, str], *, app: str = "dealership.celery", workers=2, children=3):
        self.children = children
        self.folder = Path(tempfile.mkdtemp(prefix="chaos-"))
        self.loaded = Loaded(app, os.environ | environment, self.folder / "log")
        self.kills: Counter[str] = Counter()
        self.workers = [self.worker() for _ in range(workers)]
        self.beats = [self.beat(number) for number in range(2)]

    def worker(self) -> Fork:
        pool = ["--pool", "prefork", "-c", str(self.children)]
        return self.start("worker", *pool, "--without-gossip", "--without-mingle", "--without-heartbeat")

    def beat(self, number: int) -> Fork:
        return self.start("beat", "-s", str(self.folder / f"beat-{number}-{random.random()}"))

    def start(self, *arguments: str) -> Fork:
        return self.loaded.fork([*arguments, "-l", "ERROR"])

    def revive(self) -> None:
        """What the supervisor does: a worker whose children all died at its start has given up."""
        self.workers = [self.worker() if worker.poll() is not None else worker for worker in self.workers]
        self.beats = [self.beat(n) if beat.poll() is not None else beat for n, beat in enumerate(self.beats)]

    def kill_a_child(self) -> None:
        children = [child for worker in self.workers for child in children_of(worker.pid)]
        if children:
            kill(random.choice(children))
            self.kills["child"] += 1

    def kill_a_worker(self) -> None:
        """Not while another is still starting: that would be a test of how fast this machine starts one."""
        if not all(children_of(worker.pid) for worker in self.workers):
            return
        number = random.randrange(len(self.workers))
        end(self.workers[number])
        self.workers[number] = self.worker()
        self.kills["worker"] += 1

    def kill_a_beat(self) -> None:
        number = random.randrange(len(self.beats))
        end(self.beats[number])
        self.beats[number] = self.beat(number)
        self.kills["beat"] += 1

    def stop(self) -> None:
        for process in [*self.workers, *self.beats]:
            end(process)
        self.loaded.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def children_of(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def end(process: Fork) -> None:
    """The process and its children, as when the power goes; never a number that was given to somebody else since."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wipe(url: str) -> None:
    with Redis.from_url(url) as redis:
        redis.flushall()
