"""Runs the benchmarks on a database of their own that is as durable as the real one."""

import sys

from supervisor.commands.manage import run_in_foreground
from supervisor.preparation import collect_static, compile_messages, migrate
from supervisor.servers import throw_away


def main(arguments: list[str]) -> int:
    with throw_away("bench", durable=True) as (supervisor, environment):
        for prepare in (migrate, compile_messages, collect_static):
            prepare(supervisor, environment)
        return run_in_foreground([sys.executable, "-m", "benchmarks", *arguments], environment)
