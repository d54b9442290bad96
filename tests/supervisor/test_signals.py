import os
import signal

import pytest

from supervisor.errors import Interrupted
from supervisor.signals import Signals


@pytest.fixture
def ignored():
    """`ignored(number)`: this process was started with that signal ignored, as `&` in a script or nohup do."""
    former = {}

    def ignore(number):
        former[number] = signal.signal(number, signal.SIG_IGN)

    yield ignore
    for number, handler in former.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("request_to_stop", [signal.SIGINT, signal.SIGTERM])
def test_request_to_stop_is_heard_though_a_script_ignores_it_in_the_background(ignored, request_to_stop):
    ignored(request_to_stop)
    with Signals() as signals:
        os.kill(os.getpid(), request_to_stop)
        with pytest.raises(Interrupted):
            signals.sleep(1)


def test_hang_up_that_nohup_ignores_stays_ignored(ignored):
    ignored(signal.SIGHUP)
    with Signals() as signals:
        os.kill(os.getpid(), signal.SIGHUP)
        signals.sleep(0.05)


def test_hang_up_otherwise_stops():
    with Signals() as signals:
        os.kill(os.getpid(), signal.SIGHUP)
        with pytest.raises(Interrupted):
            signals.sleep(1)
