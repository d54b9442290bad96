"""Clients that want to hold a web server: `python -m tests.supervisor.web.slow_clients ADDRESS [SECONDS [EACH [BIG]]]`.

Half heads, slow bodies and slow readers, so many of each; one whom the server has sent away comes back at once. BIG is
the path of a long answer for the slow readers. Prints how long `/healthz/live` took meanwhile.
"""

import http.client
import socket
import ssl
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
BODY = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 100000\r\n\r\n"
READ = b"GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
UNVERIFIED = ssl._create_unverified_context()


class SlowClient:
    """Sends, or reads, one byte at each turn."""

    def __init__(self, address, first_words: bytes, *, reads: bool, is_secure: bool):
        self.address, self.first_words, self.reads, self.is_secure = address, first_words, reads, is_secure
        self.times_sent_away = 0
        self.come()

    def come(self) -> None:
        self.socket = socket.socket()
        if self.reads:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        self.socket.settimeout(2)
        with suppress(OSError):
            self.socket.connect(self.address)
            if self.is_secure:
                self.socket = UNVERIFIED.wrap_socket(self.socket)
            self.socket.sendall(self.first_words)

    def take_turn(self) -> None:
        try:
            self.socket.settimeout(0.01)
            gone = self.reads_nothing() if self.reads else self.is_answered()
        except TimeoutError:
            gone = False
        except OSError:
            gone = True
        if gone:
            self.times_sent_away += 1
            self.socket.close()
            self.come()

    def reads_nothing(self) -> bool:
        """The kernel still gives what had come before the server ended it, but knows already."""
        return self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) != 0 or not self.socket.recv(1)

    def is_answered(self) -> bool:
        """Nobody answers half a request but to end it."""
        self.socket.sendall(b"a")
        return self.socket.recv(1000) is not None


@contextmanager
def slow_clients(address, each: int, big: str = "/", *, is_secure: bool = False):
    """Yields what has happened to them, by kind."""
    kinds = {"half heads": (HEAD, False), "slow bodies": (BODY, False), "slow readers": (READ % big.encode(), True)}
    over, clients = threading.Event(), {kind: [] for kind in kinds}

    def hold(kind):
        words, reads = kinds[kind]
        for _ in range(each):
            clients[kind].append(SlowClient(address, words, reads=reads, is_secure=is_secure))
        while not over.wait(1):
            for client in clients[kind]:
                client.take_turn()

    threads = [threading.Thread(target=hold, args=[kind]) for kind in kinds]
    for thread in threads:
        thread.start()
    try:
        yield lambda: Counter({kind: sum(client.times_sent_away for client in clients[kind]) for kind in kinds})
    finally:
        over.set()
        for thread in threads:
            thread.join()
        for client in (client for group in clients.values() for client in group):
            client.socket.close()


def seconds_to_answer(address, *, is_secure: bool = False, timeout: float = 5) -> float:
    """Of `/healthz/live` on a new connection; endless when it does not come."""
    began = time.monotonic()
    options = {"context": UNVERIFIED} if is_secure else {}
    line = (http.client.HTTPSConnection if is_secure else http.client.HTTPConnection)(
        *address, timeout=timeout, **options
    )
    try:
        line.request("GET", "/healthz/live")
        answered = line.getresponse()
        answered.read()
    except (OSError, http.client.HTTPException):
        return float("inf")
    finally:
        line.close()
    return time.monotonic() - began if answered.status == 200 else float("inf")


def slowest_answer(address, seconds: float, **options) -> float:
    """Asked again and again for so many seconds, or until no answer comes."""
    until, slowest = time.monotonic() + seconds, 0.0
    while time.monotonic() < until and slowest < float("inf"):
        slowest = max(slowest, seconds_to_answer(address, **options))
        time.sleep(0.1)
    return slowest


def main(url: str, seconds: str = "60", each: str = "50", big: str = "/api/schema/") -> None:
    parts = urlsplit(url)
    address, is_secure = (parts.hostname, parts.port), parts.scheme == "https"
    with slow_clients(address, int(each), big, is_secure=is_secure) as sent_away:
        slowest = slowest_answer(address, float(seconds), is_secure=is_secure)
        sys.stdout.write(f"/healthz/live within {slowest:.3f} s for {seconds} s; sent away: {dict(sent_away())}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
