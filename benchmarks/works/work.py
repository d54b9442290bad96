"""What is measured: ways of having a piece of work done, and the steps that their figures have to reach."""

from collections.abc import Callable
from dataclasses import dataclass
from math import log
from statistics import median
from typing import Any

from benchmarks.cpu import Cpu
from benchmarks.groups import Group, Lines, MeasuredStore

Act = Callable[[Lines], Any]
Prepare = Callable[[MeasuredStore], Act]
"""Prepares one turn in a store, outside the clock; what it returns is timed."""


@dataclass(frozen=True)
class Block:
    """Turns of one way: seconds of each, seconds of all (of several clients at once), and CPU of a turn."""

    seconds: list[float]
    elapsed: float
    cpu: Cpu

    @property
    def p50(self) -> float:
        return median(self.seconds)

    @property
    def rate(self) -> float:
        return len(self.seconds) / self.elapsed


@dataclass(frozen=True)
class Result:
    """The rounds of a work with one client, by way: `full`, `bare`, `empty`, `beside`, `small` (in the small group)."""

    rounds: dict[str, list[Block]]
    rows: float = 1.0  # so many times as many in the large group

    def p50(self, way: str) -> float:
        return median(block.p50 for block in self.rounds[way])

    def rate(self, way: str) -> float:
        return median(block.rate for block in self.rounds[way])

    def cpu(self, way: str) -> Cpu:
        blocks = self.rounds[way]
        return Cpu(median(block.cpu.web for block in blocks), median(block.cpu.database for block in blocks))

    def ratio(self, way: str, other: str) -> float:
        """The median of the rounds' ratios: what else the machine does falls on both ways of a round."""
        return median(one.p50 / two.p50 for one, two in zip(self.rounds[way], self.rounds[other]))

    @property
    def growth(self) -> float:
        """The exponent of p50 over rows, from the small group to the large one."""
        return log(self.ratio("full", "small")) / log(self.rows)


@dataclass(frozen=True)
class Step:
    """A figure: its value, and the most that it may be."""

    text: str
    value: Callable[[Result], float]
    most: float
    tolerance: float = 0.0


@dataclass(frozen=True)
class Reached:
    """What a step came to."""

    title: str
    text: str
    value: str
    is_met: bool


@dataclass(frozen=True)
class Work:
    """`full` is a request, `bare` the same rows by hand-written SQL, `beside` what it is compared with.

    `share`: a turn that takes long is taken so many times less often. `stores` is where, `afterwards` tidies up there;
    `is_alone`: two clients in one store would be in each other's way.
    """

    name: str
    title: str
    full: Prepare
    bare: Prepare | None = None
    beside: Prepare | None = None
    steps: tuple[Step, ...] = ()
    share: int = 1
    is_alone: bool = False
    stores: Callable[[Group], list[MeasuredStore]] = lambda group: group.stores
    afterwards: Callable[[MeasuredStore], None] = lambda store: None

    def reached(self, result: Result) -> list[Reached]:
        return [self.compared(step, step.value(result)) for step in self.steps]

    def compared(self, step: Step, value: float) -> Reached:
        return Reached(self.title, step.text, f"{value:.2f}", value <= step.most + step.tolerance)
