"""Runs the tests on servers of their own, beside a running dealership."""

import os
import sys

from supervisor.chromium import browser_environment
from supervisor.commands.manage import run_in_foreground
from supervisor.preparation import carry_out, compile_messages
from supervisor.servers import throw_away

EVERYTHING, COVERAGE = "--all", "--coverage"
GREEN, RED, NOTHING_TO_RUN = 0, 1, 5  # how pytest ends; anything else ends the run
ALONE_IN = "tests/supervisor/web"  # to look for them everywhere takes 5 s
FOR_TESTS = {
    "PLAIN_STATIC": "1",  # pages use static files without collecting them
    "APPLICATION_NAME": "test",  # a hundred threads on two cores need longer than the limit of a request
    "PYTHONDONTWRITEBYTECODE": "",  # else each worker compiles all modules at each run, which takes it 4 s
}


def main(arguments: list[str]) -> int:
    browser = browser_environment(os.environ, required=bool(os.environ.get("CI")))
    with throw_away("test") as (supervisor, servers):
        environment = servers.environment() | FOR_TESTS
        carry_out(supervisor, compile_messages(environment))
        return run_each(pytest_commands(arguments), environment | browser)


def run_each(commands: list[list[str]], environment: dict[str, str]) -> int:
    """One after the other, until somebody interrupts; the worst outcome counts."""
    outcomes = set()
    for command in commands:
        outcomes.add(outcome := run_in_foreground(command, environment))
        if outcome not in {GREEN, RED, NOTHING_TO_RUN}:
            return outcome
    return max(outcomes - {NOTHING_TO_RUN}, default=NOTHING_TO_RUN)


def pytest_commands(arguments: list[str]) -> list[list[str]]:
    """The commands of pytest, one after the other: all tests together, then those that must have nothing beside them.

    Somebody who selects tests himself (`-m`) gets them all in the first one.
    """
    own = [argument for argument in arguments if argument not in {EVERYTHING, COVERAGE}]
    if EVERYTHING not in arguments or any(argument.startswith("-m") for argument in own):
        return [pytest_command(arguments)]
    alone = [sys.executable, "-m", "pytest", "-m", "alone", *(own or [ALONE_IN]), "-n0"]
    return [pytest_command(arguments), alone]


def pytest_command(arguments: list[str]) -> list[str]:
    """The command of pytest. Later arguments win, so the person's `-n0` or `-m` replaces ours.

    Each worker begins with one block of tests, so that most modules build shared data once. A whole run with coverage
    fails when a line of the rules or actions was not run; a run of some tests only prints the lines.
    """
    own = [argument for argument in arguments if argument not in {EVERYTHING, COVERAGE}]
    chosen = ["-m", "not alone" if EVERYTHING in arguments else "not slow and not alone"]
    counted = ["--cov", "--cov-report=term-missing:skip-covered"] if COVERAGE in arguments else []
    if counted and EVERYTHING in arguments and not own:
        counted.append("--cov-fail-under=100")
    workers = str((os.cpu_count() or 1) + 1)  # one more than cores: tests wait for servers, browsers and each other
    return [sys.executable, "-m", "pytest", *chosen, *counted, "-n", workers, "--dist", "worksteal", *own]
