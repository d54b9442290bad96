"""Clients who come while the web server starts wait in the kernel's queue: who is turned away loses a second."""

import select
import socket
from contextlib import ExitStack, closing

import pytest

from supervisor.application import listening_socket
from supervisor.environment import Place
from supervisor.web.__main__ import listening

MANY = 400


def connected(address, stack: ExitStack) -> int:
    """How many of so many clients, who come before anybody takes them, are connected within half a second."""
    clients = [stack.enter_context(closing(socket.socket())) for _ in range(MANY)]
    for client in clients:
        client.setblocking(False)
        client.connect_ex(address)
    number, ready = 0, [None]
    while clients and ready:
        _, ready, _ = select.select([], clients, [], 0.5)
        clients = [client for client in clients if client not in set(ready)]
        number += len(ready)
    return number


@pytest.fixture
def stack():
    with ExitStack() as stack:
        yield stack


@pytest.fixture(params=["supervisor", "address"])
def listener(request, stack):
    """The socket that the supervisor keeps, and that of a web server which is started by itself."""
    own = (
        listening_socket(Place("127.0.0.1", 0, is_secure=False))
        if request.param == "supervisor"
        else listening("127.0.0.1:0")
    )
    return stack.enter_context(own)


def test_many_who_come_at_once_are_connected_at_once(listener, stack):
    assert connected(listener.getsockname(), stack) == MANY


@pytest.mark.negative_control
def test_with_the_queue_of_pythons_own_choice_some_must_try_again(listener, stack):
    listener.listen()
    assert connected(listener.getsockname(), stack) < MANY
