"""What a work is: two ways to have it done, and the goal for their ratio."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.houses import House

Turn = Callable[[House], Callable[[], Any]]
"""Prepares one turn, outside the clock; what it returns is timed."""


@dataclass(frozen=True)
class Work:
    """`full` beside `bare`: at most `goal` times as long; `growth` is the goal for the exponent of p50 over rows."""

    name: str
    title: str
    full: Turn
    bare: Turn
    goal: float
    growth: float | None = None
    beside: str = "bare SQL"


def of_odoo(share: float, *, odoo: float, bare: float) -> float:
    """A share of Odoo's time as a multiple of bare SQL. QUALITY.md has both in ms, measured on one machine; Odoo is
    not here to be measured again, and only a ratio holds on another machine."""
    return share * odoo / bare
