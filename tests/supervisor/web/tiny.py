"""An application without a database, for tests of the web server."""

import os
import threading
import time
from pathlib import Path
from urllib.parse import parse_qs

from supervisor.web.limits import Limits

answered: list[str] = []  # the paths, in this process
may_end = threading.Event()  # whoever asked for /work is answered then


def application(environ, start_response):
    path = environ["PATH_INFO"]
    answered.append(path)
    query = {name: values[0] for name, values in parse_qs(environ["QUERY_STRING"]).items()}
    status, body = answer_to(path, query, environ)
    start_response(status, [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


def answer_to(path, query, environ) -> tuple[str, bytes]:
    if int(environ.get("CONTENT_LENGTH") or 0) > Limits().body_bytes:
        return "413 Too Large", b"the application refuses it"
    if path == "/work":
        may_end.wait()
    if path == "/sleep":
        Path(query["began"]).touch()
        time.sleep(float(query["seconds"]))
    if path == "/nothing":
        return "204 No Content", b""
    answers = {
        "/length": lambda: str(len(environ["wsgi.input"].read())),
        "/large": lambda: "x" * int(query["bytes"]),
        "/forwarded": lambda: environ.get("HTTP_X_FORWARDED_PROTO", "none"),
        "/scheme": lambda: environ["wsgi.url_scheme"],
        "/process": lambda: str(os.getpid()),
    }
    return "200 OK", answers.get(path, lambda: "alive")().encode()


def close_connections() -> None:
    """There are none."""
