"""The one table at the end."""

from benchmarks.measure import Measured

HEAD = ["work", "beside", "queries", "beside, ms", "full, ms", "ratio", "goal", "met", "growth", "goal", "met"]
TOLERANCE = 0.1  # of an exponent, for the noise of two medians (background/performance.md)


def drawn(found: list[Measured], rows: list[int], stores: int, rounds: int, repeats: int) -> str:
    times = rows[0] / rows[1]
    lines = [HEAD, *(line(one, times) for one in found)]
    table = lined_up(lines)
    size = f"{rows[0]:,} leads and {rows[0]:,} orders in {stores:,} stores; growth from {rows[1]:,} of each."
    return "\n".join(["", *table, "", f"{size} One client, p50, {rounds} rounds of {repeats} turns.", ""])


def lined_up(rows: list[list[str]]) -> list[str]:
    """A table of Markdown; the first row is its head."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    rule = "|".join(["", *("-" * (width + 2) for width in widths), ""])
    head, *lines = (row(cells, widths) for cells in rows)
    return [head, rule, *lines]


def row(cells: list[str], widths: list[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths)) + " |"


def line(one: Measured, times: float) -> list[str]:
    work = one.work
    figures = [str(one.queries), f"{one.bare * 1000:.2f}", f"{one.full * 1000:.2f}", f"{one.ratio:.1f}"]
    goal = [f"≤ {work.goal:.0f}", met(one.ratio <= work.goal)]
    return [work.title, work.beside, *figures, *goal, *growth(one, times)]


def growth(one: Measured, times: float) -> list[str]:
    if one.work.growth is None or times == 1:
        return ["", "", ""]
    exponent = one.growth(times)
    return [f"{exponent:.2f}", f"≤ {one.work.growth:.2f}", met(exponent <= one.work.growth + TOLERANCE)]


def met(yes: bool) -> str:
    return "yes" if yes else "no"
