"""Runs the tests on servers of their own, beside whatever is running."""

import os
import sys

from supervisor import stamps
from supervisor.application import stale_steps
from supervisor.chromium import browser_environment
from supervisor.commands.manage import run_in_foreground
from supervisor.servers import throw_away
from supervisor.supervision import Supervisor


def main(arguments: list[str]) -> int:
    browser = browser_environment(os.environ, required=bool(os.environ.get("CI")))
    with throw_away("test") as (supervisor, environment):
        compile_messages(supervisor, environment)
        return run_in_foreground(pytest_command(arguments), environment | browser)


def pytest_command(arguments: list[str]) -> list[str]:
    """Later arguments win in pytest, so `-n0` or another `-m` of the person's own replaces ours."""
    everything = "--all" in arguments
    own = [argument for argument in arguments if argument != "--all"]
    return [sys.executable, "-m", "pytest", *([] if everything else ["-m", "not slow"]), "-n", "auto", *own]


def compile_messages(supervisor: Supervisor, environment: dict[str, str]) -> None:
    for step, stamp, value in stale_steps(environment):
        if step.name == "messages":
            supervisor.run(step)
            stamps.write(stamp, value)
