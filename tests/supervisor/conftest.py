import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from supervisor.state import ROOT, State, delete


@pytest.fixture
def data_folder():
    """A data folder as awkward as any; not below pytest's own, which PostgreSQL's account could not reach for root."""
    folder = Path(tempfile.mkdtemp(prefix="二店 4S shop "))
    yield folder
    delete(State(folder))


@pytest.fixture
def start_supervisor():
    """`start_supervisor(script, *arguments)` runs a script that prints `ready`; it is stopped at the end."""
    started = []

    def start(script: str, *arguments) -> subprocess.Popen:
        environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
        process = subprocess.Popen(
            [sys.executable, "-c", script, *map(str, arguments)],
            **{"cwd": ROOT, "env": environment, "stdout": subprocess.PIPE, "text": True, "start_new_session": True},
        )
        started.append(process)
        assert "ready\n" in iter(process.stdout.readline, "")
        return process

    yield start
    for process in started:
        process.terminate()
        process.wait()
        process.stdout.close()


@pytest.fixture
def eventually():
    """`eventually(condition)` waits until it is true and returns its value."""

    def wait(condition, seconds=20):
        deadline = time.monotonic() + seconds
        while not (value := condition()):
            assert time.monotonic() < deadline, "it did not happen in time"
            time.sleep(0.02)
        return value

    return wait
