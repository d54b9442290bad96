"""Runs the benchmarks on databases of their own, with the durability of the real one."""

import os
import sys

from supervisor.commands.manage import run_in_foreground
from supervisor.preparation import carry_out, collect_static, compile_messages
from supervisor.servers import throw_away

AGAINST = "--against"


def main(arguments: list[str]) -> int:
    if AGAINST in arguments:
        return against([argument for argument in arguments if argument != AGAINST])
    with throw_away("bench", durable=True) as (supervisor, servers):
        environment = servers.environment()
        carry_out(supervisor, compile_messages(environment), collect_static(environment))
        return run_in_foreground([sys.executable, "-m", "benchmarks", *arguments], environment)


def against(arguments: list[str]) -> int:
    """Both sides bring their own servers, each by its own `run.py`."""
    return run_in_foreground([sys.executable, "-m", "benchmarks.against", *arguments], dict(os.environ))
