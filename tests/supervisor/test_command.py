"""The command of pytest that `run.py test` builds."""

import pytest

from supervisor.commands.test import pytest_command


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
