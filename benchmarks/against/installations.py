"""A checkout with its own environment, data folder and port, driven by its `run.py`."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks import cpu
from benchmarks.client import Client, Request
from benchmarks.databases import connected, settled
from supervisor.processes import dies_with_us

PATIENCE_SECONDS = 180
# How somebody runs the dealership on this machine says nothing about the two sides.
OF_THE_CALLER = {
    *(
        "DATABASE_URL",
        "REDIS_URL",
        "SECRET_KEY",
        "HOST",
        "PORT",
        "ALLOWED_HOSTS",
        "PUBLIC_URL",
        "HTTPS",
        "BEHIND_PROXY",
    ),
    *("CSRF_TRUSTED_ORIGINS", "TLS_CERTIFICATE", "TLS_KEY", "EMAIL_URL", "DEBUG", "APPLICATION_NAME", "VIRTUAL_ENV"),
}
BACKGROUND = {"worker", "beat"}


@dataclass
class Installation:
    """One side. `code` is its checkout, `folder` holds its logs and its data: so many rows over so many stores."""

    name: str
    code: Path
    folder: Path
    rows: int
    stores: int

    def __post_init__(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()

    @property
    def data(self) -> Path:
        return self.folder / f"data-{self.rows}-{self.stores}"

    def environment(self, demo: bool) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in OF_THE_CALLER}
        own = {"DEALERSHIP_DATA": str(self.data), "PORT": str(self.port), "DEMO": "1" if demo else "0"}
        return kept | own

    @property
    def command(self) -> list[str]:
        """With the interpreter that the environments are made from, not with that of this checkout's."""
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        return [str(Path(sys.base_prefix) / "bin" / version), "run.py"]

    def manage(self, *arguments: str) -> str:
        """What a command of manage.py prints."""
        done = subprocess.run(
            [*self.command, "manage", *arguments],
            cwd=self.code,
            env=self.environment(demo=True),
            stdout=subprocess.PIPE,
            stderr=self.log(),
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"{self.name}: manage {arguments[0]} failed; {self.folder / 'log'} says why.")
        return done.stdout

    def log(self):
        return (self.folder / "log").open("ab")

    def load(self) -> None:
        """Fill the database, unless an earlier run with the same folder has done it."""
        loaded = self.data / "loaded"
        if not loaded.exists():
            self.manage("migrate", "--noinput", "--verbosity", "0")
            self.manage("demo", *self.size)
            loaded.touch()

    @property
    def size(self) -> list[str]:
        return ["--stores", str(self.stores), "--leads", str(self.rows), "--orders", str(self.rows)]

    @contextmanager
    def running(self) -> Iterator["Running"]:
        """The web server and its database at work; worker and beat stand still, so that they take no CPU."""
        process = subprocess.Popen(
            self.command,
            cwd=self.code,
            env=self.environment(demo=False),
            stdout=self.log(),
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=dies_with_us(signal.SIGINT),
        )
        try:
            self.wait_for(process)
            with closing(connected(self.database_url())) as connection:
                yield Running(self, process.pid, connection)
        finally:
            send(background(process.pid), signal.SIGCONT)
            process.send_signal(signal.SIGINT)
            process.wait()

    def wait_for(self, process: subprocess.Popen) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self.is_ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{self.name} did not start; {self.folder / 'log'} says why.")
            time.sleep(0.5)

    def is_ready(self) -> bool:
        with suppress(OSError), closing(Client(self.port)) as client:
            return client.exchange(Request("/healthz/live")).status == 200
        return False

    def database_url(self) -> str:
        printed = self.manage("shell", "-c", "import os; print('URL ' + os.environ['DATABASE_URL'])")
        return next(line.removeprefix("URL ") for line in printed.splitlines() if line.startswith("URL "))


class Running:
    """A side at work: `client` is one persistent connection to it."""

    def __init__(self, installation: Installation, pid: int, connection):
        self.name, self.pid, self.connection = installation.name, pid, connection
        self.client = Client(installation.port)
        settled(connection)
        send(background(pid), signal.SIGSTOP)

    def cpu(self) -> cpu.Cpu:
        return cpu.of_product(self.pid, self.connection)


def background(root: int) -> list[int]:
    return [pid for pid in cpu.descendants(root) if cpu.service_of(pid) in BACKGROUND]


def send(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
