"""Runs the benchmarks on a database of their own that is as durable as the real one."""

import sys

from supervisor.commands.manage import run_in_foreground
from supervisor.preparation import carry_out, collect_static, compile_messages, migrate
from supervisor.servers import throw_away


def main(arguments: list[str]) -> int:
    with throw_away("bench", durable=True) as (supervisor, servers):
        environment = servers.environment()
        carry_out(supervisor, migrate(servers), compile_messages(environment), collect_static(environment))
        return run_in_foreground([sys.executable, "-m", "benchmarks", *arguments], environment)
