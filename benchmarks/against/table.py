"""The table of a comparison: of each work p50 and CPU on both sides, and their ratios."""

import argparse
from statistics import median

from benchmarks.against.plays import Compared, Round
from benchmarks.table import lined_up

NOTE = (
    "One client, turn by turn. p50 of a turn; CPU a turn (web processes + their database backends, user and system);\n"
    "the median of {rounds} rounds of {turns} turns; {rows:,} leads and {rows:,} orders in {stores:,} stores; DEMO=0."
)


def drawn(results: list[Compared], commit: str, options: argparse.Namespace) -> str:
    head = ["work", "p50, ms", f"at {commit}", "ratio", "CPU, ms (web + database)", f"at {commit}", "ratio"]
    lines = lined_up([head, *map(line, results)])
    return "\n".join(["", *lines, "", NOTE.format(**vars(options)), ""])


def line(result: Compared) -> list[str]:
    times = [f"{median(one.p50 for one in rounds) * 1000:.1f}" for rounds in (result.here, result.there)]
    here, there = cpu(result.here), cpu(result.there)
    p50 = f"{result.ratio(lambda one: one.p50):.2f}"
    return [result.title, *times, p50, here, there, f"{result.ratio(lambda one: one.cpu.total):.2f}"]


def cpu(rounds: list[Round]) -> str:
    total, web, database = (
        median(figure(one.cpu) for one in rounds) * 1000
        for figure in (lambda cpu: cpu.total, lambda cpu: cpu.web, lambda cpu: cpu.database)
    )
    return f"{total:.1f} ({web:.1f} + {database:.1f})"
