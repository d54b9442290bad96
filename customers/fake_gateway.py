"""`python -m customers.fake_gateway PORT`: a small SMS gateway of one's own for the demo and the tests.

It speaks as `customers.sms.HttpGateway` expects, sends nothing anywhere, shows what it was given at `/`, and reports
each text as delivered to the address in `SMS_RECEIPTS`. The end of a number decides how it behaves: 0001 refuses, 0002
takes the text and never answers, 0003 takes it and reports later that it did not arrive, 0004 breaks after taking it.
"""

import json
import os
import sys
import threading
import time
import urllib.request
from collections import deque
from collections.abc import Callable, Iterable
from html import escape
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from core import signatures

REFUSES, SILENT, FAILS, BREAKS = "0001", "0002", "0003", "0004"
KEPT = 200
PAGE = """<!DOCTYPE html><html lang="zh"><meta charset="utf-8"><meta http-equiv="refresh" content="5">
<meta name="viewport" content="width=device-width"><title>SMS</title>
<style>body{font:16px/1.6 sans-serif;max-width:40rem;margin:1rem auto;padding:0 1rem}
li{border-bottom:1px solid #ccc;padding:.5rem 0;list-style:none}small{color:#555}ul{padding:0}</style>
<h1>短信 · SMS</h1><p>演示用：没有一条离开本机。 Demo: nothing leaves this machine.</p><ul>%s</ul></html>"""
LINE = "<li><small>%s · %s</small><br>%s</li>"


class FakeGateway:
    """The application; `texts` are those it has taken, the newest first."""

    def __init__(self, secret: str, receipts: str = "", silence: float = 30):
        self.secret, self.receipts, self.silence = secret, receipts, silence
        self.texts: deque[dict[str, Any]] = deque(maxlen=KEPT)

    def __call__(self, environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "GET":
            return self._answer(start_response, "200 OK", self._page(), "text/html; charset=utf-8")
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        if not signatures.is_signed(self.secret, body, environ.get("HTTP_X_SIGNATURE", "")):
            return self._answer(start_response, "403 Forbidden", '{"reason": "signature"}')
        text = json.loads(body)
        status, said = self._take(text)
        return self._answer(start_response, status, json.dumps(said))

    def _take(self, text: dict[str, Any]) -> tuple[str, dict[str, str]]:
        mood = text["to"][-4:]
        if mood == REFUSES:
            return "400 Bad Request", {"reason": "number refused"}
        if all(one["reference"] != text["reference"] for one in self.texts):
            self.texts.appendleft({**text, "at": time.strftime("%H:%M:%S")})
        if mood == SILENT:
            time.sleep(self.silence)
        if mood == BREAKS:
            return "502 Bad Gateway", {"reason": "upstream"}
        if self.receipts:
            threading.Thread(target=self._report, args=(text["reference"], mood != FAILS), daemon=True).start()
        return "202 Accepted", {"id": text["reference"]}

    def _report(self, reference: str, delivered: bool) -> None:
        """Tell the sender what became of a text, a moment later; a sender that is away is not told again."""
        time.sleep(0.5)
        said = {"reference": reference, "state": "delivered" if delivered else "failed"}
        if not delivered:
            said["reason"] = "phone switched off"
        body = json.dumps(said).encode()
        headers = {"Content-Type": "application/json", "X-Signature": signatures.signed(self.secret, body)}
        try:
            urllib.request.urlopen(urllib.request.Request(self.receipts, body, headers), timeout=5).close()
        except OSError as away:
            sys.stderr.write(f"receipt of {reference}: {away}\n")

    def _page(self) -> str:
        lines = [LINE % tuple(escape(str(one[name])) for name in ("at", "to", "text")) for one in list(self.texts)]
        return PAGE % "".join(lines)

    @staticmethod
    def _answer(start_response: Callable, status: str, text: str, kind: str = "application/json") -> list[bytes]:
        body = text.encode()
        start_response(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]


class Server(ThreadingMixIn, WSGIServer):
    """One thread a request, so that a silent one holds up nobody."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Writes no line of its log for each request."""

    def log_message(self, format: str, *args: Any) -> None:
        return


def server(application: FakeGateway, port: int = 0) -> WSGIServer:
    """The gateway at a port of this machine, 0 for any that is free; not serving yet."""
    return make_server("127.0.0.1", port, application, server_class=Server, handler_class=Quiet)


if __name__ == "__main__":
    there = FakeGateway(os.environ["SMS_SECRET"], os.environ.get("SMS_RECEIPTS", ""))
    server(there, int(sys.argv[1])).serve_forever()
