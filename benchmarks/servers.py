"""The web server as it is deployed, in front of one database, and one persistent connection to it."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from benchmarks.asks import Answer, Ask, checked
from benchmarks.databases import environment

WEB_SERVER = ("-m", "supervisor.web", "dealership.preloaded")
KEPT_SECONDS = "600"  # the turns of a work are far apart
PATIENCE_SECONDS = 60


class WebDoor:
    """One browser, telephone or script: it keeps its connection."""

    def __init__(self, port: int):
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def send(self, ask: Ask) -> Answer:
        self.line.request(ask.method, ask.path, ask.sent, ask.headers)
        answer = self.line.getresponse()
        return checked(ask, Answer(answer.status, answer.read()))


@contextmanager
def web(url: str, settings: str = "dealership.settings") -> Iterator[WebDoor]:
    with socket.create_server(("127.0.0.1", 0)) as listener, log_of(settings) as log:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as the supervisor's own
        told = environment(url, DJANGO_SETTINGS_MODULE=settings, BIND=f"fd://{listener.fileno()}")
        told |= {"WEB_IDLE_SECONDS": KEPT_SECONDS}
        command = [sys.executable, *WEB_SERVER]
        server = subprocess.Popen(command, env=told, pass_fds=[listener.fileno()], stdout=log, stderr=log)
        try:
            door = WebDoor(listener.getsockname()[1])
            wait_for(door, server)
            with closing(door.line):
                yield door
        finally:
            server.terminate()
            server.wait()


def log_of(settings: str):
    """Requests are logged as usual, which costs time too."""
    folder = Path(os.environ["DEALERSHIP_DATA"]) / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    return (folder / f"bench-{settings}.log").open("ab")


def wait_for(door: WebDoor, server: subprocess.Popen) -> None:
    """The listener takes connections at once; the first answer comes when the pages are loaded."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError("The web server ended; its log is in the data folder.")
        try:
            door.line.request("GET", "/healthz/live")
            door.line.getresponse().read()
            return
        except (OSError, http.client.HTTPException):
            door.line.close()
            time.sleep(0.2)
    raise RuntimeError(f"The web server did not answer within {PATIENCE_SECONDS} s.")
