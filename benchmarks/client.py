"""One client of the product: a request as a value, and a connection that is kept, as a browser or a script keeps it."""

import http.client
import json
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import uuid4

TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class Request:
    """What is sent, by whose token or session, and the status of a good answer."""

    path: str
    method: str = "GET"
    body: dict[str, Any] | None = None
    token: str = ""
    session: str = ""
    expected: int = 200
    key: str = ""

    @property
    def headers(self) -> dict[str, str]:
        values = {
            "Authorization": self.token and f"Token {self.token}",
            "Cookie": self.session and f"sessionid={self.session}",
            "Idempotency-Key": self.key,
            "Content-Type": "application/json" if self.body is not None else "",
        }
        return {name: value for name, value in values.items() if value}

    @property
    def content(self) -> bytes:
        return b"" if self.body is None else json.dumps(self.body).encode()


def post(path: str, body: dict[str, Any], *, token: str, expected: int = 200) -> Request:
    """A call of the API with an idempotency key of its own."""
    return Request(path, "POST", body, token=token, expected=expected, key=str(uuid4()))


class Response(NamedTuple):
    status: int
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content)


class Client:
    """A persistent connection to one web server on this machine."""

    def __init__(self, port: int):
        self.port = port
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)

    def send(self, request: Request) -> Response:
        """The answer; one with another status than the expected raises, because a quick refusal is no figure."""
        return checked(request, self.exchange(request))

    def exchange(self, request: Request) -> Response:
        """The answer, whatever its status. A server closes a connection that was idle; then there is a new one."""
        try:
            return self.ask(request)
        except (BrokenPipeError, ConnectionResetError, http.client.RemoteDisconnected):
            self.connection.close()
            return self.ask(request)

    def ask(self, request: Request) -> Response:
        self.connection.request(request.method, request.path, request.content, request.headers)
        response = self.connection.getresponse()
        return Response(response.status, response.read())

    def close(self) -> None:
        self.connection.close()


def checked(request: Request, response: Response) -> Response:
    if response.status != request.expected:
        text = response.content[:300].decode(errors="replace")
        raise RuntimeError(f"{request.method} {request.path}: {response.status} {text}")
    return response
