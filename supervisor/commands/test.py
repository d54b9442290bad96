"""Runs the tests on servers of their own, beside whatever is running."""

import os
import sys

from supervisor.chromium import browser_environment
from supervisor.commands.manage import run_in_foreground
from supervisor.preparation import carry_out, compile_messages
from supervisor.servers import throw_away

EVERYTHING, COVERAGE = "--all", "--coverage"
FOR_TESTS = {
    "PLAIN_STATIC": "1",  # pages name static files as they are, without collecting them first
    "APPLICATION_NAME": "test",  # a hundred threads on two cores wait longer than a request may
}


def main(arguments: list[str]) -> int:
    browser = browser_environment(os.environ, required=bool(os.environ.get("CI")))
    with throw_away("test") as (supervisor, servers):
        environment = servers.environment()
        carry_out(supervisor, compile_messages(environment))
        return run_in_foreground(pytest_command(arguments), environment | FOR_TESTS | browser)


def pytest_command(arguments: list[str]) -> list[str]:
    """Later arguments win in pytest, so `-n0` or another `-m` of the person's own replaces ours.

    Each worker begins with a part in one piece, so that most modules build what their tests share once.
    """
    own = [argument for argument in arguments if argument not in {EVERYTHING, COVERAGE}]
    chosen = [] if EVERYTHING in arguments else ["-m", "not slow"]
    counted = ["--cov", "--cov-report=term-missing:skip-covered"] if COVERAGE in arguments else []
    return [sys.executable, "-m", "pytest", *chosen, *counted, "-n", "auto", "--dist", "worksteal", *own]
