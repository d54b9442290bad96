"""The processes of the application, as command lines: web, worker, beat, and the steps before them."""

import http.client
import json
import secrets
import socket
import ssl
import sys
from collections.abc import Mapping
from urllib.parse import urlsplit

from supervisor.environment import Place
from supervisor.errors import Trouble
from supervisor.processes import Service
from supervisor.state import ROOT
from supervisor.web.limits import WAITING

CELERY = ("-m", "celery", "-A", "dealership", "--quiet")  # no banner: every line of its log is JSON
CHECKED_ALREADY = {"CELERY_SKIP_CHECKS": "1"}  # migrate and web do this check; it would load all pages into the workers
LARGEST_CHILD = "160000"  # kB; a larger child is replaced after its task
CLOCK = {"CELERY_LOADER": "dealership.clock:Clock"}
FEW_ARENAS = {"MALLOC_ARENA_MAX": "2"}  # else each thread keeps its own free memory
NOT_FOR_READINESS = {"ready", "messages"}


def manage_step(name: str, *arguments: str, environment: Mapping[str, str]) -> Service:
    return service(name, "manage.py", name, *arguments, environment=environment)


def service(name: str, *command: str, environment: Mapping[str, str], **treatment) -> Service:
    """A service; PostgreSQL shows its name beside its connections."""
    named = {**FEW_ARENAS, **environment, "APPLICATION_NAME": name}
    return Service(name, (sys.executable, *command), named, ROOT, **treatment)


def listening_socket(place: Place) -> socket.socket:
    """The socket of the port; the supervisor keeps it, so that clients wait while the web server restarts."""
    addresses = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, kind, _, _, address = addresses[0]
    listener = socket.socket(family, kind)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # A client that connects before the web server sets this waits 40 ms for each answer of the connection.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind(address)
        listener.listen(WAITING)
    except OSError as error:
        listener.close()
        raise Trouble(f"Cannot listen at {place.address}: {error.strerror}. Set PORT (or HOST) to another.") from None
    return listener


def web(environment: Mapping[str, str], listener: socket.socket) -> Service:
    return service(
        "web",
        *("-m", "supervisor.web", "dealership.preload"),
        environment={**environment, "BIND": f"fd://{listener.fileno()}"},
        ready=lambda: is_open(environment),
        pass_fds=(listener.fileno(),),
    )


def worker(environment: Mapping[str, str]) -> Service:
    size = ("--concurrency", environment.get("WORKER_CONCURRENCY") or "1", "--max-memory-per-child", LARGEST_CHILD)
    quiet = ("--without-gossip", "--without-mingle", "--loglevel", environment.get("LOG_LEVEL") or "INFO")
    environment = {**environment, **CHECKED_ALREADY}
    return service("worker", *CELERY, "worker", *size, *quiet, environment=environment, keeps_print=False)


def beat(environment: Mapping[str, str]) -> Service:
    return service("beat", "-m", "dealership.beat", environment={**environment, **CLOCK}, keeps_print=False)


def with_fake_gateway(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a demo that sends its SMS to a gateway of its own on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    receipts = f"{Place.of(environment).address}sms/receipts/"
    ours = {"SMS_URL": f"http://127.0.0.1:{port}/", "SMS_SECRET": secrets.token_urlsafe(24), "SMS_RECEIPTS": receipts}
    return {**environment, **ours, "SMS_GATEWAY": "customers.sms.HttpGateway"}


def fake_gateway(environment: Mapping[str, str]) -> Service:
    port = str(urlsplit(environment["SMS_URL"]).port)
    return service("sms", "-m", "customers.fake_gateway", port, environment=environment, keeps_print=False)


def is_open(environment: Mapping[str, str]) -> bool:
    """Whether the web server reports ready, or only overdue messages: these fell due while nothing ran."""
    line = connection(environment)
    try:
        line.request("GET", "/healthz/ready", headers={"X-Forwarded-Proto": "https"})
        answer = line.getresponse()
        checks = json.loads(answer.read())
    except (OSError, http.client.HTTPException, ValueError):
        return False
    finally:
        line.close()
    return answer.status == 200 or all(check["ok"] for name, check in checks.items() if name not in NOT_FOR_READINESS)


def connection(environment: Mapping[str, str]) -> http.client.HTTPConnection:
    place = Place.of(environment)
    if place.is_secure:
        unchecked = ssl._create_unverified_context()  # the certificate names the store's host, not this machine
        return http.client.HTTPSConnection(place.here, place.port, timeout=5, context=unchecked)
    return http.client.HTTPConnection(place.here, place.port, timeout=5)
