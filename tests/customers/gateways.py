"""The small SMS gateway of the demo, running on this machine for a test."""

import threading
from contextlib import contextmanager

from customers import fake_gateway

SECRET = "a secret of both"
REACHED, REFUSED, SILENT, NOT_REACHED, BROKEN = (f"1380000{end}" for end in ("5555", "0001", "0002", "0003", "0004"))


@contextmanager
def gateway(settings, receipts: str = ""):
    """The gateway that the settings name; `texts` of it are what it was given."""
    there = fake_gateway.FakeGateway(SECRET, receipts, silence=2)
    with fake_gateway.server(there) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        settings.SMS_URL, settings.SMS_SECRET = f"http://127.0.0.1:{server.server_port}/", SECRET
        settings.SMS_TIMEOUT, settings.SMS_SIGN = 0.5, "【示范】"
        yield there
        server.shutdown()
