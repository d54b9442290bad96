"""The loop of one process: accepts, reads, writes and checks deadlines; threads run the application."""

import random
import resource
import socket
import time
from collections.abc import Callable
from contextlib import suppress

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer

from supervisor.web.connection import Connection, Stage
from supervisor.web.limits import FILES_OF_A_CONNECTION, Limits
from supervisor.web.threads import Threads
from supervisor.web.tls import TlsSocket

LIVENESS = "/healthz/live"  # has a thread of its own, so that a busy process still answers
TICK_SECONDS = 1.0
UNLIMITED = 1 << 40  # a file keeps the answer for a slow client; no thread waits
RECYCLING_SECONDS = 30.0
ARRIVING, AT_WORK = frozenset({Stage.HEAD, Stage.BODY}), frozenset({Stage.WORK, Stage.ANSWER})


class Server(TcpWSGIServer):
    """Waitress with deadlines, TLS, a limit of connections and an orderly stop."""

    channel_class = Connection

    def __init__(self, application, listener: socket.socket, limits: Limits, threads: Threads, **options):
        self.limits, self.tls = limits, options.pop("tls", None)
        self.clock = options.pop("clock", time.monotonic)
        self.now = self.clock()
        self.next_look = self.now + TICK_SECONDS
        self.stop_at: float | None = None
        self.awaited = AT_WORK
        self.requests_left = random.randint(limits.requests, limits.requests + limits.requests // 10)
        self.liveness_thread = Threads(1)
        super().__init__(
            application,
            _sock=listener,
            dispatcher=threads,
            adj=adjustments(listener, limits, is_secure=self.tls is not None, **options),
            sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
            bind_socket=False,
        )

    def serve(self, is_wanted: Callable[[], bool] = lambda: True) -> None:
        """Serve until `stop` is called and the running requests are answered."""
        while not self.has_ended():
            wasyncore.poll2(TICK_SECONDS, self._map)
            self.now = self.clock()
            if self.now >= self.next_look:
                self.look_at_all()
                self.next_look = self.now + TICK_SECONDS
                if not is_wanted():
                    self.stop(self.limits.stop_seconds)

    def look_at_all(self) -> None:
        for connection in list(self.active_channels.values()):
            connection.look(self.now)

    def maintenance(self, now):
        """Do nothing: `look_at_all` does more than waitress, which closes only silent clients."""

    def handle_accept(self):
        if len(self.active_channels) >= self.limits.connections:
            self.make_room()
        super().handle_accept()

    def make_room(self) -> None:
        """Close the oldest of the connections in the least important stage."""
        candidates = [(each.stage, each.since, each) for each in self.active_channels.values()]
        stage, _, connection = min(candidates, key=lambda candidate: candidate[:2])
        if stage is not Stage.WORK:
            connection.handle_close()

    def accept(self):
        accepted = super().accept()
        if accepted is None or self.tls is None:
            return accepted
        client, address = accepted
        return TlsSocket(client, self.tls), address

    def add_task(self, task):
        """Called by waitress for each request that is complete."""
        task.request_count += 1
        task.discards = task.requests[0].is_too_large
        self.requests_left -= 1
        if self.requests_left <= 0 and self.stop_at is None:
            self.stop(RECYCLING_SECONDS, awaited=ARRIVING | AT_WORK)
        is_liveness = task.requests[0].path_if_known == LIVENESS
        (self.liveness_thread if is_liveness else self.task_dispatcher).add_task(task)

    def stop(self, seconds: float, awaited: frozenset[Stage] = AT_WORK) -> None:
        """Accept no new client, and give running requests so many seconds. Of two calls the shorter time counts."""
        self.awaited, deadline = awaited, time.monotonic() + seconds
        self.stop_at = min(deadline, self.stop_at or deadline)
        self.pull_trigger()

    def has_ended(self) -> bool:
        if self.stop_at is None:
            return False
        self.stop_accepting()
        is_busy = any(connection.stage in self.awaited for connection in self.active_channels.values())
        return not is_busy or time.monotonic() > self.stop_at

    def stop_accepting(self) -> None:
        """Stop accepting. The supervisor keeps the port, so new clients wait for the next process."""
        if self.accepting:
            self.accepting = False
            self.del_channel()


def adjustments(listener: socket.socket, limits: Limits, *, is_secure: bool, behind_proxy: bool = False) -> Adjustments:
    host = listener.getsockname()[0]
    return Adjustments(
        sockets=[listener],
        ident="dealership",
        server_name="localhost" if host in ("0.0.0.0", "::") else host,
        url_scheme="https" if is_secure else "http",
        clear_untrusted_proxy_headers=not behind_proxy,
        max_request_header_size=limits.head_bytes,
        max_request_body_size=limits.body_bytes + 1,
        connection_limit=2 * limits.connections,  # `make_room` acts first
        outbuf_high_watermark=UNLIMITED,
        channel_request_lookahead=1,  # read on while the application works, to notice a client that hangs up
    )


def allow_open_files(limits: Limits) -> None:
    """Raise the limit of open files, as each connection may need several; beyond it clients wait."""
    wanted = limits.connections * FILES_OF_A_CONNECTION + 100
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
