"""Runs manage.py in the environment of this data folder; starts the servers for it when they are not running."""

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager

from supervisor.errors import Held, Trouble
from supervisor.preparation import forget
from supervisor.servers import Servers
from supervisor.state import ROOT, State, folder_from, locked, opened
from supervisor.supervision import Supervisor


def main(arguments: list[str]) -> int:
    state = opened(folder_from(os.environ))
    with running_servers(state) as servers:
        forget(servers)
        return run_in_foreground([sys.executable, "manage.py", *arguments], servers.environment())


@contextmanager
def running_servers(state: State):
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(state, command="manage"))
        except Held:
            servers = Servers(state, os.environ)
            wait_for(servers)
        else:
            supervisor = stack.enter_context(Supervisor(state.logs, state.processes_file))
            servers = Servers(state, os.environ)
            servers.start(supervisor)
        yield servers


def wait_for(servers: Servers) -> None:
    """Wait for the process that has the folder: it may be starting."""
    deadline = time.monotonic() + 60
    while not servers.are_ready():
        if time.monotonic() > deadline:
            raise Trouble("The dealership is being started or stopped in this folder; try again in a moment.")
        time.sleep(0.1)


def run_in_foreground(command: list[str], environment: dict[str, str]) -> int:
    """Run the command and wait for its end; Ctrl-C is for the command."""
    child = subprocess.Popen(command, env=environment, cwd=ROOT)
    former = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _: child.send_signal(received))
    try:
        return child.wait()
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
