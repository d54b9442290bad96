"""One client's connection: what it is doing, since when, and what happens when that takes too long."""

import socket
import struct
from enum import IntEnum, auto

from waitress.channel import HTTPChannel
from waitress.task import WSGITask

from supervisor.web.limits import Limits
from supervisor.web.refusals import Refusal, RequestTimeout, whole_answer
from supervisor.web.requests import Request
from supervisor.web.tls import LARGEST_PIECE, TlsSocket

RESET = struct.pack("ii", 1, 0)  # SO_LINGER: what the kernel still holds for this client goes with the connection


class Stage(IntEnum):
    """What a connection is doing, in the order in which connections are given up when there are too many."""

    IDLE = auto()
    DISCARDING = auto()
    HANDSHAKE = auto()
    HEAD = auto()
    BODY = auto()
    ANSWER = auto()
    WORK = auto()  # the application has the request: never ended from here


class Answer(WSGITask):
    """An answer of the application."""

    def set_close_on_finish(self):
        """An answer without a body needs no length: waitress alone would end the connection after each 204 and 304."""
        if self.has_body or self.version == "1.0" or self.request.headers.get("CONNECTION", "").lower() == "close":
            super().set_close_on_finish()


class Connection(HTTPChannel):
    """Its stage is looked at once a second, so that the deadlines cost nothing while it reads and writes."""

    parser_class = Request
    task_class = Answer
    error_task_class = Refusal

    def __init__(self, server, sock, addr, adj, map=None):
        self.limits: Limits = server.limits
        self.bytes_sent = self.request_count = 0
        self.discards = False  # True: its request was refused, and what it still sends is of no interest
        self.seen = None  # stage and number of the request at the last look
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
        """A refused client is read on: if its bytes lay unread when we close, the kernel would drop our answer."""
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
        """Ends what takes too long; called once a second by the loop."""
        stage = self.stage
        if self.seen != (stage, self.request_count):
            self.seen, self.since = (stage, self.request_count), now
            self.start_stretch(now)
        elif now - self.since > self.limits.seconds(stage.name) or self.has_stalled(stage, now):
            self.end(stage)

    def start_stretch(self, now: float) -> None:
        self.stretch_since, self.stretch_start = now, self.bytes_moved

    def has_stalled(self, stage: Stage, now: float) -> bool:
        """A body or an answer of which too little has moved for a while."""
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
        self.handle_close()  # not by `will_close`: that waits until the client makes room for more

    def refuse_unfinished(self) -> None:
        """Written by the loop itself: the threads are for requests that are complete."""
        answer = whole_answer(RequestTimeout(""), self.request.path_if_known)
        self.request.close()
        self.request, self.discards = None, True
        with self.outbuf_lock:
            self.outbufs[-1].append(answer)
            self.total_outbufs_len += len(answer)
