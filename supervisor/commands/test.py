"""Runs the tests on servers of their own, beside a running dealership."""

import os
import sys

from supervisor.chromium import browser_environment
from supervisor.commands.manage import run_in_foreground
from supervisor.preparation import carry_out, compile_messages
from supervisor.servers import throw_away

EVERYTHING, COVERAGE = "--all", "--coverage"
FOR_TESTS = {
    "PLAIN_STATIC": "1",  # pages use static files without collecting them
    "APPLICATION_NAME": "test",  # a hundred threads on two cores need longer than the limit of a request
}


def main(arguments: list[str]) -> int:
    browser = browser_environment(os.environ, required=bool(os.environ.get("CI")))
    with throw_away("test") as (supervisor, servers):
        environment = servers.environment()
        carry_out(supervisor, compile_messages(environment))
        return run_in_foreground(pytest_command(arguments), environment | FOR_TESTS | browser)


def pytest_command(arguments: list[str]) -> list[str]:
    """The command of pytest. Later arguments win, so the person's `-n0` or `-m` replaces ours.

    Each worker begins with one block of tests, so that most modules build shared data once. A whole run with coverage
    fails when a line of the rules or actions was not run; a run of some tests only prints the lines.
    """
    own = [argument for argument in arguments if argument not in {EVERYTHING, COVERAGE}]
    chosen = [] if EVERYTHING in arguments else ["-m", "not slow"]
    counted = ["--cov", "--cov-report=term-missing:skip-covered"] if COVERAGE in arguments else []
    if counted and EVERYTHING in arguments and not own:
        counted.append("--cov-fail-under=100")
    workers = str((os.cpu_count() or 1) + 1)  # one more than cores: tests wait for servers, browsers and each other
    return [sys.executable, "-m", "pytest", *chosen, *counted, "-n", workers, "--dist", "worksteal", *own]
