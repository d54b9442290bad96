"""Clients that want to hold the server stop nobody; the same clients stop a server that reads with its threads."""

import os
import socket
import subprocess
import sys
import threading

import pytest

from supervisor.state import ROOT
from supervisor.web.limits import WAITING
from tests.supervisor.web.slow_clients import seconds_to_answer, slow_clients, slowest_answer

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nalive"
LARGE = "/large?bytes=3000000"


@pytest.fixture
def blocking_server():
    """The address of a server of four threads, each of which reads one client's request to its end."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=WAITING)

    def serve():
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            with client:
                serve_one(client)

    threads = [threading.Thread(target=serve, daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    yield listener.getsockname()
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


def serve_one(client: socket.socket) -> None:
    try:
        received = b""
        while b"\r\n\r\n" not in received and (more := client.recv(1000)):
            received += more
        client.sendall(ANSWER)
    except OSError:
        pass


def test_half_heads_do_not_stop_the_server(web, client):
    server = web(threads=1)
    for _ in range(8):
        client(server, b"GET / HTTP/1.1\r\nHost: local")
    assert seconds_to_answer(server.address) < 1


@pytest.mark.negative_control
def test_half_heads_stop_threads_that_read(blocking_server):
    held = [socket.create_connection(blocking_server) for _ in range(8)]
    for client in held:
        client.sendall(b"GET / HTTP/1.1\r\nHost: local")
    assert seconds_to_answer(blocking_server, timeout=0.2) == float("inf")
    for client in held:
        client.close()
    assert seconds_to_answer(blocking_server) < 5


@pytest.fixture
def two_processes():
    """The address of the web server as `run.py` starts it, with a tiny application."""
    with socket.create_server(("127.0.0.1", 0), backlog=WAITING) as listener:
        environment = os.environ | {"BIND": f"fd://{listener.fileno()}", "WEB_CONCURRENCY": "2"}
        command = [sys.executable, "-m", "supervisor.web", "tests.supervisor.web.tiny"]
        server = subprocess.Popen(command, cwd=ROOT, env=environment, pass_fds=[listener.fileno()])
        assert seconds_to_answer(listener.getsockname(), timeout=30) < 30  # it has started before the clients come
        yield listener.getsockname()
        server.terminate()
        server.wait()


@pytest.mark.slow
@pytest.mark.alone
def test_fifty_of_each_kind_do_not_delay_liveness(two_processes):
    with slow_clients(two_processes, each=50, big=LARGE) as sent_away:
        assert slowest_answer(two_processes, seconds=14) < 1
        assert sent_away()["half heads"] >= 50


@pytest.mark.slow
@pytest.mark.negative_control
def test_fifty_of_each_kind_stop_threads_that_read(blocking_server):
    with slow_clients(blocking_server, each=50):
        assert slowest_answer(blocking_server, seconds=60, timeout=1) == float("inf")
