"""Runs the benchmarks on a database of their own that is as durable as the real one."""

import sys

from supervisor.application import manage_step
from supervisor.commands.manage import run_in_foreground
from supervisor.servers import throw_away


def main(arguments: list[str]) -> int:
    with throw_away("bench", durable=True) as (supervisor, environment):
        supervisor.run(manage_step("migrate", "migrate", "--noinput", environment=environment))
        return run_in_foreground([sys.executable, "-m", "benchmarks", *arguments], environment)
