"""Runs every check that must pass before a change is merged; ends with one table and one exit code."""

import os
import secrets
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from supervisor.chromium import browser_environment
from supervisor.commands.test import FOR_TESTS, pytest_command
from supervisor.errors import Trouble
from supervisor.preparation import carry_out, compile_messages
from supervisor.servers import throw_away
from supervisor.state import ROOT

SCRIPTS = Path(sys.executable).parent
WITHOUT_TESTS = "--no-tests"  # for a run in which `test --all` follows anyway


@dataclass(frozen=True)
class Check:
    name: str
    command: tuple[str, ...]
    environment: dict[str, str]


@dataclass(frozen=True)
class Result:
    name: str
    passed: bool
    seconds: float


def main(arguments: list[str]) -> int:
    if set(arguments) - {WITHOUT_TESTS}:
        raise Trouble("Usage: python3 run.py check")
    with throw_away("test") as (supervisor, servers):
        environment = servers.environment()
        carry_out(supervisor, compile_messages(environment))
        todo = checks(environment) + ([] if WITHOUT_TESTS in arguments else [tests(environment)])
        results = [examine(check) for check in todo]
    print(table(results))
    return 0 if all(result.passed for result in results) else 1


def checks(environment: dict[str, str]) -> list[Check]:
    manage = (sys.executable, "manage.py")
    return [
        Check("format", (sys.executable, "-m", "ruff", "format", "--check", "."), environment),
        Check("lint", (sys.executable, "-m", "ruff", "check", "."), environment),
        Check("templates", (str(SCRIPTS / "djangofmt"), "--check", "templates"), environment),
        Check("scripts", (sys.executable, "-m", "supervisor.biome", "ci", "static"), environment),
        Check("types", (sys.executable, "-m", "mypy"), environment),
        Check("layers", (str(SCRIPTS / "lint-imports"),), environment),
        Check("migrations", (*manage, "makemigrations", "--check", "--dry-run"), environment),
        Check("deployment", (*manage, "check", "--deploy", "--fail-level", "WARNING"), in_production(environment)),
        Check("translations", (*manage, "messages", "--check"), environment),
        Check("diagrams", (*manage, "statechart", "--check"), environment),
    ]


def tests(environment: dict[str, str]) -> Check:
    browser = browser_environment(os.environ)
    return Check("tests", tuple(pytest_command([])), environment | FOR_TESTS | browser)


def in_production(environment: dict[str, str]) -> dict[str, str]:
    """Settings as a server would have them; the address is an example."""
    server = {"DEMO": "0", "HTTPS": "1", "BEHIND_PROXY": "1", "ALLOWED_HOSTS": "dealership.example"}
    return environment | server | {"SECRET_KEY": secrets.token_urlsafe(64)}


def examine(check: Check) -> Result:
    print(f"\n── {check.name}", flush=True)
    began = time.monotonic()
    done = subprocess.run(check.command, env=check.environment, cwd=ROOT)
    return Result(check.name, done.returncode == 0, time.monotonic() - began)


def table(results: list[Result]) -> str:
    width = max(len(result.name) for result in results)
    lines = [
        f"{result.name:<{width}}  {'passed' if result.passed else 'FAILED'}  {result.seconds:6.1f} s"
        for result in results
    ]
    return "\n".join(["", *lines, ""])
