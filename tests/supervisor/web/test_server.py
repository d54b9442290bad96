import socket
import ssl
from contextlib import suppress
from dataclasses import replace

import pytest
from django.conf import settings

from supervisor.web.connection import Stage
from supervisor.web.limits import Limits
from tests.supervisor.web import tiny
from tests.supervisor.web.conftest import get, passes

LIMITS = Limits()
MEGABYTE = 1024 * 1024
HALF_HEAD = b"GET / HTTP/1.1\r\nX-Sl"
WORK = b"GET /work HTTP/1.1\r\nHost: localhost\r\n\r\n"
UNVERIFIED = ssl._create_unverified_context()


def test_answer_is_never_held_back_for_forty_milliseconds(web, client, reach):
    server = web()
    client(server)
    [connection] = reach(server, Stage.IDLE)
    assert connection.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


# ── sizes ──
def test_the_server_takes_what_the_application_takes():
    assert LIMITS.body_bytes == settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def test_photo_of_16_megabytes_arrives(web):
    assert get(web(), "/length", "POST", b"x" * LIMITS.body_bytes) == (200, str(LIMITS.body_bytes).encode())


@pytest.mark.parametrize("expectation", [{}, {"Expect": "100-continue"}])
def test_larger_body_is_refused_by_the_application_in_its_own_words(web, expectation):
    answer = get(web(), "/length", "POST", b"x" * (LIMITS.body_bytes + MEGABYTE), expectation)
    assert answer == (413, b"the application refuses it")


def test_larger_body_of_unknown_length_is_refused_by_the_server(web):
    pieces = (b"x" * MEGABYTE for _ in range(17))
    status, body = get(web(), "/length", "POST", pieces)
    assert (status, body.decode()) == (413, "请求内容太大。 The request is too large.\n")
    assert tiny.answered == []


def test_api_is_refused_in_its_own_form(web):
    status, body = get(web(), "/api/v1/orders/", headers={"X": "x" * LIMITS.head_bytes})
    assert status == 431
    status, body = get(web(), "/api/v1/orders/", "POST", (b"x" * MEGABYTE for _ in range(17)))
    assert (status, b'"status": 413' in body) == (413, True)


def test_rest_of_a_refused_request_is_no_request(web, client):
    """Its bytes come from whoever sent it, and would carry the rights of whoever shares the connection."""
    server = web()
    hidden = b"GET /hidden HTTP/1.1\r\nHost: localhost\r\n\r\n"
    head = b"POST /length HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % (LIMITS.body_bytes + 1)
    sender = client(server, head + hidden)
    assert sender.recv(1000).startswith(b"HTTP/1.1 413")
    sender.sendall(hidden)
    assert get(server, "/after")[0] == 200
    assert tiny.answered == ["/length", "/after"]


def test_connection_stays_after_an_answer_without_body(web, client):
    line = client(web(), b"GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert line.recv(1000).startswith(b"HTTP/1.1 204")
    line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert line.recv(1000).startswith(b"HTTP/1.1 200")


# ── trust ──
@pytest.mark.parametrize(("behind_proxy", "seen"), [(False, b"none"), (True, b"https")])
def test_forwarded_headers_count_only_behind_a_proxy(web, behind_proxy, seen):
    server = web(behind_proxy=behind_proxy)
    assert get(server, "/forwarded", headers={"X-Forwarded-Proto": "https"}) == (200, seen)


# ── numbers ──
def test_newcomer_gets_the_place_of_whoever_waits_longest(web, client, reach):
    server = web(replace(LIMITS, connections=3), threads=1)
    working = client(server, WORK)
    reach(server, Stage.WORK)
    first = client(server, HALF_HEAD)
    reach(server, Stage.HEAD)
    client(server, HALF_HEAD)
    reach(server, Stage.HEAD, count=2)
    passes(server, 1)
    assert get(server, "/healthz/live") == (200, b"alive")
    assert first.recv(10) == b""
    tiny.may_end.set()
    assert working.recv(1000).startswith(b"HTTP/1.1 200")


def test_liveness_does_not_wait_for_work(web, client, reach):
    server = web(threads=1)
    client(server, WORK)
    client(server, WORK)
    reach(server, Stage.WORK, count=2)
    assert get(server, "/healthz/live") == (200, b"alive")
    reach(server, Stage.WORK, count=2)


def test_client_that_left_while_it_waited_is_not_served(web, client, reach):
    server = web(threads=1)
    client(server, WORK)
    reach(server, Stage.WORK)
    leaving = client(server, b"POST /booking HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
    reach(server, Stage.WORK, count=2)
    leaving.close()
    reach(server, Stage.WORK, count=1)
    tiny.may_end.set()
    assert get(server, "/after")[0] == 200
    assert tiny.answered == ["/work", "/after"]


def test_client_that_left_amid_its_body_leaves_nothing(web, client, reach):
    server = web()
    client(server, b"POST /booking HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc").close()
    assert get(server, "/after")[0] == 200
    reach(server, Stage.BODY, count=0)
    assert tiny.answered == ["/after"]


# ── TLS ──
def test_certificate_makes_it_https(secure_web):
    server = secure_web()
    assert get(server, "/scheme", context=UNVERIFIED) == (200, b"https")


def test_large_bodies_and_answers_pass_tls(secure_web):
    server = secure_web()
    assert get(server, "/length", "POST", b"x" * 3_000_000, context=UNVERIFIED) == (200, b"3000000")
    assert get(server, "/large?bytes=3000000", context=UNVERIFIED) == (200, b"x" * 3_000_000)


def test_silent_handshake_ends_and_stops_nobody(secure_web, client, reach):
    server = secure_web()
    silent = client(server)
    reach(server, Stage.HANDSHAKE)
    assert get(server, "/", context=UNVERIFIED) == (200, b"alive")
    passes(server, LIMITS.handshake_seconds + 1)
    assert silent.recv(10) == b""


def test_plain_words_to_a_tls_port_are_turned_away(secure_web, client):
    server = secure_web()
    plain = client(server, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    with suppress(ConnectionResetError):
        assert plain.recv(100) == b""
    assert tiny.answered == []
    assert get(server, "/", context=UNVERIFIED) == (200, b"alive")


# ── end ──
def test_work_is_answered_before_the_server_ends(web, client, reach):
    server = web()
    working = client(server, WORK)
    reach(server, Stage.WORK)
    server.stop(5)
    tiny.may_end.set()
    assert working.recv(1000).startswith(b"HTTP/1.1 200")


def test_process_makes_room_after_its_requests(web):
    server = web(replace(LIMITS, requests=1))
    assert get(server, "/") == (200, b"alive")
    server.loop.join(5)
    assert not server.loop.is_alive()
