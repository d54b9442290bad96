import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from accounts.roles import Role
from supervisor.application import is_open, listening_socket
from supervisor.commands.up import GROUP_ACCOUNTS, STORE_ROLES
from supervisor.environment import Place
from supervisor.errors import Trouble


@pytest.fixture
def answer_with():
    """`answer_with(status, body)` is the environment of a web server that answers so."""
    servers = []

    def serve(status, body):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def log_message(self, *_):
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return {"HOST": "127.0.0.1", "PORT": str(server.server_port)}

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


OK, NOT_OK = {"ok": True}, {"ok": False}


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, {"ready": True, "database": OK}, True),
        (503, {"ready": False, "database": OK, "messages": NOT_OK}, True),
        (503, {"ready": False, "database": NOT_OK, "messages": OK}, False),
        (503, {"ready": False, "migrations": NOT_OK, "messages": NOT_OK}, False),
    ],
)
def test_house_is_open_when_all_but_overdue_messages_is_in_order(answer_with, status, body, expected):
    assert is_open(answer_with(status, body)) is expected


def test_house_without_web_server_is_not_open():
    with listening_socket(Place("127.0.0.1", 0, False)) as listener:
        free = str(listener.getsockname()[1])
    assert not is_open({"HOST": "127.0.0.1", "PORT": free})


def test_an_answer_is_not_held_back_for_whoever_calls_before_the_web_server_is_there():
    with (
        listening_socket(Place("127.0.0.1", 0, False)) as listener,
        socket.create_connection(listener.getsockname()),
        listener.accept()[0] as call,
    ):
        assert call.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_port_in_use_is_named():
    with listening_socket(Place("127.0.0.1", 0, False)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(Trouble, match=f"Cannot listen at http://127.0.0.1:{port}/"):
            listening_socket(Place("127.0.0.1", port, False))


def test_accounts_shown_are_the_roles_there_are():
    shown = {*STORE_ROLES, *(account.removesuffix("@group") for account in GROUP_ACCOUNTS)}
    assert shown == {role.value for role in Role}
