"""A request to the product, as data: it goes through the web server when timed, and in process when counted."""

import json
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol


@dataclass(frozen=True)
class Ask:
    """What is asked, by whose token or session, and the status that a good answer has."""

    path: str
    method: str = "GET"
    body: dict[str, Any] | None = None
    token: str = ""
    session: str = ""
    key: str = ""
    expected: int = 200

    @property
    def headers(self) -> dict[str, str]:
        named = {
            "Authorization": self.token and f"Token {self.token}",
            "Cookie": self.session and f"sessionid={self.session}",
            "Idempotency-Key": self.key,
            "Content-Type": "application/json" if self.body is not None else "",
        }
        return {name: value for name, value in named.items() if value}

    @property
    def sent(self) -> bytes:
        return b"" if self.body is None else json.dumps(self.body).encode()


class Answer(NamedTuple):
    status: int
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content)


class Door(Protocol):
    """Where requests go in."""

    def send(self, ask: Ask) -> Answer: ...


def checked(ask: Ask, answer: Answer) -> Answer:
    """A quick wrong answer is no figure."""
    if answer.status != ask.expected:
        raise RuntimeError(f"{ask.method} {ask.path}: {answer.status} {answer.content[:300].decode(errors='replace')}")
    return answer
