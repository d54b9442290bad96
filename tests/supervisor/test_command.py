"""The commands of pytest that `run.py test` builds."""

import os
import sys
from pathlib import Path

import pytest

from supervisor.commands.test import ALONE_IN, pytest_command, pytest_commands, run_each
from supervisor.state import ROOT


@pytest.mark.parametrize(
    ("arguments", "must"),
    [
        (["--all", "--coverage"], True),
        (["--all", "--coverage", "tests/sales"], False),
        (["--coverage"], False),
        (["--all"], False),
    ],
)
def test_a_whole_run_with_coverage_must_run_every_line_of_rules_and_actions(arguments, must):
    assert ("--cov-fail-under=100" in pytest_command(arguments)) == must


@pytest.mark.parametrize(
    ("arguments", "selected"),
    [
        ([], ["not slow and not alone"]),
        (["--all"], ["not alone", "alone"]),
        (["--all", "tests/sales"], ["not alone", "alone"]),
        (["--all", "-m", "journey"], ["journey"]),
    ],
)
def test_what_keeps_a_number_of_seconds_runs_after_the_others(arguments, selected):
    commands = pytest_commands(arguments)
    assert [last_mark(command) for command in commands] == selected
    assert ["-n0" in command for command in commands] == [mark == "alone" for mark in selected]


def test_all_of_them_stand_in_the_folder_that_is_run_alone():
    marked = [path for path in (ROOT / "tests").rglob("*.py") if "pytest.mark.alone" in path.read_text()]
    others = {path for path in marked if path.parent != ROOT / ALONE_IN}
    assert others == {Path(__file__)} and len(marked) > 1


def last_mark(command: list[str]) -> str:
    """pytest takes the last `-m` after its own name."""
    places = [n for n, word in enumerate(command) if word == "-m"]
    return command[places[-1] + 1]


@pytest.mark.parametrize(
    ("ends", "outcome"),
    [([0, 0], 0), ([1, 0], 1), ([0, 1], 1), ([0, 5], 0), ([5, 0], 0), ([5, 5], 5), ([1, 5], 1), ([2, 0], 2)],
)
def test_the_worst_outcome_counts_and_nothing_to_run_is_none(ends, outcome):
    commands = [[sys.executable, "-c", f"raise SystemExit({end})"] for end in ends]
    assert run_each(commands, dict(os.environ)) == outcome
