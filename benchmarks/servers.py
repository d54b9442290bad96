"""The web server as it is deployed, in front of one database."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.client import Client, Request
from benchmarks.databases import environment
from supervisor.application import web as service_of_web

PATIENCE_SECONDS = 90


@dataclass(frozen=True)
class WebServer:
    port: int
    pid: int


@contextmanager
def web(url: str, settings: str = "dealership.settings") -> Iterator[WebServer]:
    with socket.create_server(("127.0.0.1", 0)) as listener, log_of(settings) as log:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as the supervisor's own
        port = listener.getsockname()[1]
        values = environment(url, demo=False, DJANGO_SETTINGS_MODULE=settings, HOST="127.0.0.1", PORT=str(port))
        service = service_of_web(values, listener)
        process = subprocess.Popen(
            service.command,
            env=service.environment,
            cwd=service.folder,
            pass_fds=service.pass_fds,
            stdout=log,
            stderr=log,
        )
        try:
            wait_for(port, process)
            yield WebServer(port, process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


def log_of(settings: str):
    """Requests are logged as usual, which costs time too."""
    folder = Path(os.environ["DEALERSHIP_DATA"]) / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    return (folder / f"bench-{settings}.log").open("ab")


def wait_for(port: int, process: subprocess.Popen) -> None:
    """The listener takes connections at once; the first answer comes when the pages are loaded."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError("The web server ended; its log is in the data folder.")
        with suppress(OSError), closing(Client(port)) as client:
            client.exchange(Request("/healthz/live"))
            return
        time.sleep(0.2)
    raise RuntimeError(f"The web server did not answer within {PATIENCE_SECONDS} s.")
