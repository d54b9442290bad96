"""The server's own answers to requests that do not reach the application."""

import json

from waitress.task import ErrorTask
from waitress.utilities import Error

WORDS = {
    400: "请求的格式无法识别。 The request cannot be understood.",
    408: "请求没有在规定的时间内收到。 The request did not arrive in time.",
    413: "请求内容太大。 The request is too large.",
    431: "请求头太大。 The head of the request is too large.",
    500: "服务器出错了，请稍后再试。 The server failed; please try again later.",
    501: "不支持这种传输方式。 This way of sending is not supported.",
}


class RequestTimeout(Error):
    code = 408
    reason = "Request Timeout"


def body_of(code: int, reason: str, path: str) -> tuple[str, bytes]:
    """Content type and body of an answer: problem JSON for the API, text in both languages for people."""
    if path.startswith("/api/"):
        problem = {"type": "about:blank", "title": reason, "status": code, "detail": WORDS[code], "errors": {}}
        return "application/problem+json", json.dumps(problem, ensure_ascii=False).encode()
    return "text/plain; charset=utf-8", f"{WORDS[code]}\n".encode()


class Readable(Error):
    """An error of waitress in words for its reader."""

    def __init__(self, error: Error, path: str):
        self.code, self.reason, self.path = error.code, error.reason, path

    def to_response(self, ident=None):
        kind, body = body_of(self.code, self.reason, self.path)
        return f"{self.code} {self.reason}", [("Content-Type", kind)], body


class Refusal(ErrorTask):
    """The answer to a request that could not be read, written by a thread like any other."""

    def execute(self):
        self.request.error = Readable(self.request.error, self.request.path_if_known)
        super().execute()


def whole_answer(error: Error, path: str) -> bytes:
    """All bytes of an answer, for a request that gets no thread."""
    kind, body = body_of(error.code, error.reason, path)
    head = f"HTTP/1.1 {error.code} {error.reason}\r\nConnection: close\r\nContent-Type: {kind}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
