"""A client's connection: its stage, how long it has been in it, and what happens when that is too long."""

import socket
import struct
from enum import IntEnum, auto

from waitress.channel import HTTPChannel
from waitress.task import WSGITask

from supervisor.web.limits import Limits
from supervisor.web.refusals import Refusal, RequestTimeout, whole_answer
from supervisor.web.requests import Request
from supervisor.web.tls import LARGEST_PIECE, TlsSocket

RESET = struct.pack("ii", 1, 0)  # SO_LINGER: the kernel drops unsent data with the connection


class Stage(IntEnum):
    """What a connection is doing, in the order in which connections are closed when there are too many."""

    IDLE = auto()
    DISCARDING = auto()
    HANDSHAKE = auto()
    HEAD = auto()
    BODY = auto()
    ANSWER = auto()
    WORK = auto()  # the application has the request: never closed here


class Answer(WSGITask):
    """An answer of the application."""

    def set_close_on_finish(self):
        """Keep the connection after an answer without a body: waitress would close it after each 204 and 304."""
        if self.has_body or self.version == "1.0" or self.request.headers.get("CONNECTION", "").lower() == "close":
            super().set_close_on_finish()


class Connection(HTTPChannel):
    """A connection with deadlines. They are checked once a second, so that reading and writing stay fast."""

    parser_class = Request
    task_class = Answer
    error_task_class = Refusal

    def __init__(self, server, sock, addr, adj, map=None):
        self.limits: Limits = server.limits
        self.bytes_sent = self.request_count = 0
        self.discards = False  # True: its request was refused, and the rest of it is ignored
        self.last_checked = None  # stage and number of the request at the last check
        self.since = server.now
        super().__init__(server, sock, addr, adj, map=map)
        self.sendbuf_len = min(self.sendbuf_len, LARGEST_PIECE)

    def handle_read(self):
        try:
            received = self.recv(self.adj.recv_bytes)
        except BlockingIOError:  # a part of a TLS record
            return
        except OSError:
            self.handle_close()
            return
        if received:
            self.received(received)

    def received(self, data):
        return False if self.discards else super().received(data)

    def send(self, data, do_close=True):
        sent = super().send(data, do_close=do_close)
        self.bytes_sent += sent
        return sent

    def readable(self):
        """Whether to read. A refused client is read on: at a close with unread bytes the kernel drops our answer."""
        return not self.will_close if self.discards else super().readable()

    def writable(self):
        return self.total_outbufs_len or self.will_close if self.discards else super().writable()

    def handle_write(self):
        if self.discards and not self.will_close:
            self._flush_exception(self._flush_some_if_lockable)
        else:
            super().handle_write()

    @property
    def stage(self) -> Stage:
        if self.requests:
            return Stage.WORK
        if self.total_outbufs_len:
            return Stage.ANSWER
        if self.discards:
            return Stage.DISCARDING
        if isinstance(self.socket, TlsSocket) and not self.socket.is_established:
            return Stage.HANDSHAKE
        if self.request is None:
            return Stage.IDLE
        return Stage.BODY if self.request.headers_finished else Stage.HEAD

    def look(self, now: float) -> None:
        """Close the connection if its stage takes too long; the loop calls this once a second."""
        stage = self.stage
        if self.last_checked != (stage, self.request_count):
            self.last_checked, self.since = (stage, self.request_count), now
            self.start_stretch(now)
        elif now - self.since > self.limits.seconds(stage.name) or self.has_stalled(stage, now):
            self.end(stage)

    def start_stretch(self, now: float) -> None:
        self.stretch_since, self.stretch_start = now, self.bytes_moved

    def has_stalled(self, stage: Stage, now: float) -> bool:
        """Whether too little of a body or an answer was transferred in the last stretch of time."""
        if stage not in (Stage.BODY, Stage.ANSWER):
            return False
        if self.bytes_moved - self.stretch_start >= self.limits.stretch_bytes:
            self.start_stretch(now)
        return now - self.stretch_since > self.limits.stretch_seconds

    @property
    def bytes_moved(self) -> int:
        return self.bytes_sent + (self.request.body_bytes_received if self.request else 0)

    def end(self, stage: Stage) -> None:
        if stage in (Stage.HEAD, Stage.BODY):
            self.refuse_unfinished()
            return
        if stage is Stage.ANSWER:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.handle_close()  # not by `will_close`, which waits until the client reads on

    def refuse_unfinished(self) -> None:
        """Answer an incomplete request. The loop writes this, because threads take complete requests only."""
        answer = whole_answer(RequestTimeout(""), self.request.path_if_known)
        self.request.close()
        self.request, self.discards = None, True
        with self.outbuf_lock:
            self.outbufs[-1].append(answer)
            self.total_outbufs_len += len(answer)
