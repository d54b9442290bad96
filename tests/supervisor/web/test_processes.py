"""The processes of the web server: as many as wanted, replaced when they die, gone when the server is."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from supervisor import strays
from supervisor.state import ROOT
from tests.supervisor.web.conftest import get

pytestmark = pytest.mark.slow
SLEEP = "GET /sleep?seconds=1&began={} HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Running:
    """A web server of its own, on a port that the test holds as the supervisor does."""

    def __init__(self, listener: socket.socket):
        self.address = listener.getsockname()
        environment = os.environ | {"BIND": f"fd://{listener.fileno()}", "WEB_CONCURRENCY": "2"}
        command = [sys.executable, "-m", "supervisor.web", "tests.supervisor.web.tiny"]
        self.master = subprocess.Popen(
            command, cwd=ROOT, env=environment, pass_fds=[listener.fileno()], start_new_session=True
        )

    def children(self) -> list[int]:
        return [pid for pid in strays.session(self.master.pid) if pid != self.master.pid]


@pytest.fixture
def running(eventually):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Running(listener)
        eventually(lambda: len(server.children()) == 2)
        yield server
        server.master.kill()
        server.master.wait()
        eventually(lambda: not strays.session(server.master.pid))


def test_two_processes_share_the_port(running):
    assert get(running, "/") == (200, b"alive")
    assert int(get(running, "/process")[1]) in running.children()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_what_is_at_work_is_answered_before_the_end(running, eventually, tmp_path, number):
    with socket.create_connection(running.address) as working:
        working.sendall(SLEEP.format(tmp_path / "began").encode())
        eventually((tmp_path / "began").exists)
        began = time.monotonic()
        running.master.send_signal(number)
        assert working.recv(1000).startswith(b"HTTP/1.1 200")
        assert running.master.wait(4) == 0
        assert time.monotonic() - began < 3
    assert running.children() == []


def test_stop_does_not_wait_for_half_requests(running):
    with socket.create_connection(running.address) as half:
        half.sendall(SLEEP[:10].encode())
        assert get(running, "/") == (200, b"alive")
        began = time.monotonic()
        running.master.terminate()
        assert running.master.wait(4) == 0
        assert time.monotonic() - began < 2


def test_killed_process_is_replaced(running, eventually):
    before = running.children()
    os.kill(before[0], signal.SIGKILL)
    eventually(lambda: len(set(running.children()) - set(before)) == 1 and len(running.children()) == 2)
    assert get(running, "/") == (200, b"alive")


def test_processes_end_when_the_master_was_killed(running, eventually):
    assert len(running.children()) == 2
    running.master.kill()
    running.master.wait()
    eventually(lambda: not running.children(), seconds=5)
