"""Half heads, stalled bodies and stalled readers end; whoever moves may stay. A twin without deadlines keeps them."""

import errno
import socket
import time
from dataclasses import replace

import pytest

from supervisor.web.connection import Stage
from supervisor.web.limits import Limits
from tests.supervisor.web import tiny
from tests.supervisor.web.conftest import get, passes

HALF_HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Sl"
HALF_BODY = b"POST /length HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200000\r\n\r\nabc"
LIMITS = Limits()
ENDLESS = {f"{name}_seconds": float("inf") for name in ("idle", "head", "body", "answer", "stretch", "handshake")}
PATIENT = replace(LIMITS, **ENDLESS)
STALLED = LIMITS.stretch_seconds + 1

# words, stage and seconds of a client that takes too long
UNFINISHED = [
    pytest.param(HALF_HEAD, Stage.HEAD, LIMITS.head_seconds + 1, id="half head"),
    pytest.param(HALF_BODY, Stage.BODY, STALLED, id="stalled body"),
    pytest.param(b"", Stage.IDLE, LIMITS.idle_seconds + 1, id="silence"),
]


def has_ended(client: socket.socket) -> bool:
    client.settimeout(0.05)
    try:
        return client.recv(10) == b""
    except TimeoutError:
        return False
    except ConnectionResetError:
        return True


@pytest.mark.parametrize(("words", "stage", "seconds"), UNFINISHED[:2])
def test_request_that_does_not_arrive_is_refused_and_ended(web, client, reach, words, stage, seconds):
    server = web()
    slow = client(server, words)
    reach(server, stage)
    passes(server, seconds)
    assert slow.recv(1000).startswith(b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n")
    reach(server, Stage.DISCARDING)
    passes(server, LIMITS.discarding_seconds + 1)
    assert has_ended(slow)


def test_connection_without_a_request_ends(web, client, reach):
    server = web()
    silent = client(server)
    reach(server, Stage.IDLE)
    passes(server, LIMITS.idle_seconds + 1)
    assert has_ended(silent)


@pytest.mark.parametrize(("words", "stage", "seconds"), UNFINISHED)
def test_whoever_keeps_to_the_time_may_stay(web, client, reach, words, stage, seconds):
    server = web()
    slow = client(server, words)
    reach(server, stage)
    passes(server, seconds - 2)
    assert not has_ended(slow)
    reach(server, stage)


@pytest.mark.negative_control
@pytest.mark.parametrize(("words", "stage", "seconds"), UNFINISHED)
def test_without_deadlines_they_stay(web, client, reach, words, stage, seconds):
    server = web(PATIENT)
    slow = client(server, words)
    reach(server, stage)
    passes(server, seconds * 1000)
    assert not has_ended(slow)


def test_body_that_moves_may_take_longer_than_a_stretch_but_not_for_ever(web, client, reach):
    server = web()
    steady = client(server, HALF_BODY)
    [connection] = reach(server, Stage.BODY)
    for stretch in (1, 2, 3):
        passes(server, LIMITS.stretch_seconds - 2)
        steady.sendall(b"x" * LIMITS.stretch_bytes)
        wait_for_bytes(connection, 3 + stretch * LIMITS.stretch_bytes)
    assert connection.stage is Stage.BODY
    passes(server, LIMITS.body_seconds)
    assert steady.recv(1000).startswith(b"HTTP/1.1 408")


def wait_for_bytes(connection, count: int) -> None:
    until = time.monotonic() + 5
    while connection.bytes_moved < count:
        assert time.monotonic() < until
        time.sleep(0.001)


LARGE = b"GET /large?bytes=4000000 HTTP/1.1\r\nHost: localhost\r\n\r\n"


def test_reader_that_takes_nothing_is_cut_off_and_holds_no_thread(web, client, reach):
    server = web(threads=1)
    stalled = client(server, LARGE, receive_buffer=2048)
    reach(server, Stage.ANSWER)
    assert get(server, "/")[0] == 200
    passes(server, STALLED)
    reach(server, Stage.ANSWER, count=0)
    assert stalled.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == errno.ECONNRESET


def test_reader_that_takes_enough_gets_all(web, client, reach):
    server = web()
    steady = client(server, LARGE, receive_buffer=16384)
    reach(server, Stage.ANSWER)
    received = 0
    for _ in range(4):
        received += read(steady, 1_000_000)
        passes(server, LIMITS.stretch_seconds - 2)
    assert received == 4_000_000


def read(client: socket.socket, count: int) -> int:
    received = 0
    while received < count:
        received += len(client.recv(min(65536, count - received)))
    return received


@pytest.mark.negative_control
def test_without_a_deadline_the_reader_stays(web, client, reach):
    server = web(PATIENT)
    client(server, LARGE, receive_buffer=2048)
    reach(server, Stage.ANSWER)
    passes(server, STALLED * 1000)
    reach(server, Stage.ANSWER)


def test_work_of_the_application_is_never_ended(web, client, reach):
    server = web()
    waiting = client(server, b"GET /work HTTP/1.1\r\nHost: localhost\r\n\r\n")
    reach(server, Stage.WORK)
    passes(server, 100_000)
    tiny.may_end.set()
    assert waiting.recv(1000).startswith(b"HTTP/1.1 200")
