import http.client
import socket
import subprocess
import threading
import time

import pytest

from supervisor.web import tls
from supervisor.web.limits import Limits
from supervisor.web.server import TICK_SECONDS, Server
from supervisor.web.threads import Threads
from tests.supervisor.web import tiny


class Clock:
    """The real time, and what a test adds to it."""

    added = 0.0

    def __call__(self):
        return time.monotonic() + self.added


@pytest.fixture
def web():
    """`web(limits, threads=2, …)` is a running server of this process; `web.address` of it is where it listens."""
    running = []

    def start(limits=Limits(), *, threads=2, **options):
        listener = socket.create_server(("127.0.0.1", 0))
        server = Server(tiny.application, listener, limits, Threads(threads), clock=Clock(), **options)
        server.address = listener.getsockname()
        server.loop = threading.Thread(target=server.serve)
        server.loop.start()
        running.append(server)
        tiny.answered.clear()
        tiny.may_end.clear()
        return server

    yield start
    tiny.may_end.set()
    for server in running:
        server.stop(0)
        server.loop.join()
        for connection in list(server.active_channels.values()):
            connection.handle_close()
        server.close()


@pytest.fixture
def client():
    """`client(server, words)` is a socket that has sent these words."""
    sockets = []

    def connect(server, words=b"", receive_buffer=None):
        made = socket.socket()
        if receive_buffer:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        made.settimeout(5)
        made.connect(server.address)
        made.sendall(words)
        sockets.append(made)
        return made

    yield connect
    for made in sockets:
        made.close()


@pytest.fixture
def reach():
    """`reach(server, stage)` waits until so many connections are in that stage; they are returned."""

    def wait(server, stage, count=1):
        until = time.monotonic() + 5
        while len(there := [each for each in server.active_channels.values() if each.stage is stage]) != count:
            assert time.monotonic() < until, f"{[each.stage for each in server.active_channels.values()]}"
            time.sleep(0.002)
        return there

    return wait


def passes(server, seconds: float) -> None:
    """For the server: it looks at its connections now, and again after so many seconds."""
    for added in (TICK_SECONDS, seconds):
        last = server.next_look
        server.clock.added += added
        server.pull_trigger()
        while server.next_look == last:
            time.sleep(0.001)


def get(server, path: str, method="GET", body=None, headers=None, context=None) -> tuple[int, bytes]:
    line = (
        http.client.HTTPSConnection(*server.address, timeout=10, context=context)
        if context
        else http.client.HTTPConnection(*server.address, timeout=10)
    )
    line.request(method, path, body, headers or {})
    answer = line.getresponse()
    told = answer.status, answer.read()
    line.close()
    return told


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """Two files: a certificate for this machine, signed by itself, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    files = folder / "certificate.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    try:
        subprocess.run(
            [*command, "-subj", "/CN=localhost", "-out", files[0], "-keyout", files[1]], check=True, capture_output=True
        )
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    return files


@pytest.fixture
def secure_web(web, certificate):
    return lambda *limits: web(*limits, tls=tls.context(*certificate))
