"""What is printed at the end: a table of the figures, and one of the steps that they have reached."""

import argparse
from dataclasses import dataclass, field

from benchmarks.works.work import Reached, Result, Work

FIGURES = ["work", "clients", "queries", "full, ms", "bare SQL, ms", "ratio", "empty request, ms", "ratio"]
FIGURES += ["CPU, ms (web + database)", "bare CPU, ms", "per s", "bare per s"]
STEPS = ["work", "step", "measured", "met"]
NOTE = """\
{rows:,} leads and {rows:,} orders in {stores:,} stores, growth from {tenth:,} of each; DEMO=0. Medians of {rounds}
rounds of {turns} turns of one client, fewer where a turn is long or clients are many. CPU is of one turn. Growth is the
exponent of p50 over rows; two medians differ by so much from noise alone that 0.1 is allowed on top. The next step of
the walk-in, its CPU beside commit 948856d, is measured by `run.py bench --against 948856d`.
"""


@dataclass
class Report:
    figures: list[list[str]] = field(default_factory=list)
    steps: list[Reached] = field(default_factory=list)

    def add(self, work: Work, clients: int, result: Result, queries: int | None) -> None:
        bare = "bare" in result.rounds
        used = result.cpu("full")
        cells = [work.title, str(clients), "" if queries is None else str(queries), milliseconds(result.p50("full"))]
        cells += [milliseconds(result.p50("bare")), f"{result.ratio('full', 'bare'):.1f}"] if bare else ["–", "–"]
        cells += [milliseconds(result.p50("empty")), f"{result.ratio('full', 'empty'):.1f}"]
        cells += [f"{used.total * 1000:.1f} ({used.web * 1000:.1f} + {used.database * 1000:.1f})"]
        cells += [milliseconds(result.cpu("bare").database) if bare else "–"]
        cells += [f"{result.rate('full'):.1f}", f"{result.rate('bare'):.1f}" if bare else "–"]
        self.figures.append(cells)

    def drawn(self, options: argparse.Namespace) -> str:
        steps = [[one.title, one.text, one.value, "yes" if one.is_met else "no"] for one in self.steps]
        note = NOTE.format(**vars(options), tenth=options.rows // 10)
        tables = [*(lined_up([FIGURES, *self.figures]) if self.figures else []), "", *lined_up([STEPS, *steps])]
        return "\n".join(["", *tables, "", note])


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.2f}"


def lined_up(rows: list[list[str]]) -> list[str]:
    """A table of Markdown; the first row is its head."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    rule = "|".join(["", *("-" * (width + 2) for width in widths), ""])
    head, *lines = (row(cells, widths) for cells in rows)
    return [head, rule, *lines]


def row(cells: list[str], widths: list[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths)) + " |"
