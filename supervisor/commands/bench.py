"""Runs the benchmarks on databases of their own that are as durable as the real one."""

import sys

from supervisor.commands.manage import run_in_foreground
from supervisor.preparation import carry_out, collect_static, compile_messages
from supervisor.servers import throw_away


def main(arguments: list[str]) -> int:
    with throw_away("bench", durable=True) as (supervisor, servers):
        environment = servers.environment()
        carry_out(supervisor, compile_messages(environment), collect_static(environment))
        return run_in_foreground([sys.executable, "-m", "benchmarks", *arguments], environment)
