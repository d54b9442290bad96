"""Runs programs of an installation; at our end they stop with all their descendants."""

import subprocess
from subprocess import PIPE, STDOUT

from supervisor.processes import kill_group

running: set[int] = set()


def run(command: list, *, quiet: bool = False, **options) -> subprocess.CompletedProcess:
    """Like `subprocess.run`, in a session of its own; `quiet` keeps the output for the caller instead of showing it."""
    kept = {"stdout": PIPE, "stderr": STDOUT, "text": True} if quiet else {}
    process = subprocess.Popen(command, start_new_session=True, stdin=subprocess.DEVNULL, **kept, **options)
    running.add(process.pid)
    try:
        output, _ = process.communicate()
    finally:
        kill_group(process.pid)
        running.discard(process.pid)
    return subprocess.CompletedProcess(command, process.returncode, output)


def stop_all() -> None:
    for leader in list(running):
        kill_group(leader)
