"""The dealership's own processes, as command lines: web, worker, beat, and the steps before them."""

import http.client
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from supervisor import stamps
from supervisor.errors import Trouble
from supervisor.processes import Service
from supervisor.state import ROOT

STAMPS = Path(sys.prefix)  # with the environment, since both belong to this checkout


def manage_step(name: str, *arguments: str, environment: Mapping[str, str]) -> Service:
    return Service(name, (sys.executable, "manage.py", *arguments), environment, ROOT)


def stale_steps(environment: Mapping[str, str]) -> list[tuple[Service, Path, str]]:
    """Translations and static files are made again only when what they are made from has changed."""
    translations = [file.with_suffix(".mo") for file in catalogues()]
    hashed_files = [ROOT / "staticfiles" / "staticfiles.json"]
    steps = []
    for arguments, sources, results in (
        (("messages", "--compile"), catalogues(), translations),
        (("collectstatic", "--noinput"), static_sources(), hashed_files),
    ):
        stamp, value = STAMPS / f".stamp-{arguments[0]}", stamps.fingerprint(*sources)
        if not (stamps.is_current(stamp, value) and all(result.exists() for result in results)):
            steps.append((manage_step(arguments[0], *arguments, environment=environment), stamp, value))
    return steps


def catalogues() -> list[Path]:
    return sorted((ROOT / "locale").rglob("*.po"))


def static_sources() -> list[Path]:
    files = [path for path in sorted((ROOT / "static").rglob("*")) if path.is_file()]
    return [*files, ROOT / "requirements.txt", ROOT / "dealership" / "settings.py"]


def listening_socket(host: str, port: int) -> socket.socket:
    """Held by the supervisor: while the web server restarts the port stays ours and callers wait, not fail."""
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    listener = socket.socket(family, kind)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen()
    except OSError as error:
        listener.close()
        raise Trouble(f"Cannot listen on {host}:{port} ({error.strerror}). Set PORT (or HOST) to another.") from None
    return listener


def web(environment: Mapping[str, str], listener: socket.socket) -> Service:
    server = ("-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "dealership.wsgi:application")
    return Service(
        name="web",
        command=(sys.executable, *server),
        environment={**environment, "BIND": f"fd://{listener.fileno()}"},
        folder=ROOT,
        ready=lambda: answers(environment),
        pass_fds=(listener.fileno(),),
    )


def worker(environment: Mapping[str, str]) -> Service:
    options = ("--concurrency", environment.get("WORKER_CONCURRENCY", "2"), "--max-tasks-per-child", "500")
    quiet = ("--without-gossip", "--without-mingle", "--loglevel", environment.get("LOG_LEVEL", "INFO"))
    return Service("worker", celery("worker", *options, *quiet), environment, ROOT)


def beat(environment: Mapping[str, str]) -> Service:
    schedule = os.path.join(environment["DEALERSHIP_DATA"], "beat")
    return Service("beat", celery("beat", "--schedule", schedule, "--pidfile", ""), environment, ROOT)


def celery(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "celery", "-A", "dealership", *arguments)


def answers(environment: Mapping[str, str]) -> bool:
    """The web server says of itself that database, queue and migrations are in order."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(environment["HOST"], environment["HOST"])
    line = http.client.HTTPConnection(host, int(environment["PORT"]), timeout=3)
    try:
        line.request("GET", "/healthz/ready")
        return line.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
