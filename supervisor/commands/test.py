"""Runs the tests on servers of their own, beside whatever is running."""

import os
import sys

from supervisor.chromium import browser_environment
from supervisor.commands.manage import run_in_foreground
from supervisor.preparation import carry_out, compile_messages
from supervisor.servers import throw_away

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
    """Later arguments win in pytest, so `-n0` or another `-m` of the person's own replaces ours."""
    everything = "--all" in arguments
    own = [argument for argument in arguments if argument != "--all"]
    return [sys.executable, "-m", "pytest", *([] if everything else ["-m", "not slow"]), "-n", "auto", *own]
