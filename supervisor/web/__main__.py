"""`python -m supervisor.web MODULE`; address, count of processes and certificate are environment variables.

The module has the `application`, and `close_connections` for a thread that ends.
"""

import gc
import os
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from types import ModuleType

from supervisor.environment import is_yes
from supervisor.web import tls
from supervisor.web.limits import WAITING, Limits
from supervisor.web.processes import AWAITED, Processes
from supervisor.web.server import Server, allow_open_files
from supervisor.web.threads import Threads

DEFAULT_PROCESSES, DEFAULT_THREADS = 2, 4


def main(name: str, limits: Limits) -> None:
    listener = listening(os.environ.get("BIND") or "0.0.0.0:8000")
    module = loaded(name)
    thread_count = int(os.environ.get("WEB_THREADS") or DEFAULT_THREADS)
    options = {
        "behind_proxy": is_yes(os.environ, "BEHIND_PROXY"),
        "tls": tls_context(),
    }
    allow_open_files(limits)
    parent = os.getpid()

    def serve() -> None:
        threads = Threads(thread_count, at_end=module.close_connections)
        server = Server(module.application, listener, limits, threads, **options)
        signal.signal(signal.SIGTERM, lambda *_: server.stop(limits.stop_seconds))
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C also reaches the parent, which stops us
        signal.pthread_sigmask(signal.SIG_UNBLOCK, AWAITED)
        server.serve(is_wanted=lambda: os.getppid() == parent)

    Processes(serve, int(os.environ.get("WEB_CONCURRENCY") or DEFAULT_PROCESSES)).run()


def loaded(name: str) -> ModuleType:
    """Import the module and exclude its objects from garbage collection, so that the processes share their memory."""
    gc.disable()  # loading makes no garbage
    module = import_module(name)
    gc.freeze()
    gc.enable()
    return module


def listening(address: str) -> socket.socket:
    """The listening socket: `fd://3` is the supervisor's, other values are addresses to bind."""
    if address.startswith("fd://"):
        return socket.socket(fileno=int(address.removeprefix("fd://")))
    host, _, port = address.rpartition(":")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host.strip("[]"), int(port)), family=family, backlog=WAITING)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def limits_from(environ: Mapping[str, str]) -> Limits:
    """The limits. Only the time between two requests can be set, for a proxy that keeps connections longer."""
    seconds = environ.get("WEB_IDLE_SECONDS")
    return replace(Limits(), idle_seconds=float(seconds)) if seconds else Limits()


def tls_context():
    certificate = os.environ.get("TLS_CERTIFICATE")
    return tls.context(certificate, os.environ.get("TLS_KEY") or None) if certificate else None


if __name__ == "__main__":
    main(sys.argv[1], limits_from(os.environ))
