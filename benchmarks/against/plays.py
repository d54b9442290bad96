"""Playing the works on two sides in turn, and what comes of it."""

from dataclasses import dataclass
from statistics import median
from time import perf_counter

from benchmarks.against.installations import Running
from benchmarks.cpu import Cpu
from benchmarks.stores import Store
from benchmarks.works.calls import Act, hand_over

WARM_TURNS = 10  # each thread of a web server has its own connection and its own caches


@dataclass(frozen=True)
class Round:
    """Of one side: p50 of a turn in seconds, and its CPU seconds a turn."""

    p50: float
    cpu: Cpu


@dataclass(frozen=True)
class Compared:
    """The rounds of one work, on this checkout and on the other commit."""

    title: str
    here: list[Round]
    there: list[Round]

    def ratio(self, figure) -> float:
        """The median of the rounds' ratios: what the machine did meanwhile fell on both sides of a round."""
        return median(figure(one) / figure(other) for one, other in zip(self.here, self.there))


def compared(title: str, prepare, sides: list[tuple[Running, Store]], rounds: int, turns: int) -> Compared:
    a_round(prepare, sides, min(WARM_TURNS, turns))
    here, there = zip(*(a_round(prepare, sides, turns) for _ in range(rounds)))
    return Compared(title, list(here), list(there))


def a_round(prepare, sides: list[tuple[Running, Store]], turns: int) -> list[Round]:
    """Everything is prepared first; then the sides take turns."""
    for _, store in sides:
        store.free_slots.clear()  # what was looked up for an earlier round may be taken by now
    acts: list[list[Act]] = [[prepare(store) for _ in range(turns)] for _, store in sides]
    before = [side.cpu() for side, _ in sides]
    seconds: list[list[float]] = [[] for _ in sides]
    for turn in zip(*acts):
        for (side, _), act, taken in zip(sides, turn, seconds):
            taken.append(timed(act, side))
    used = [side.cpu().since(earlier) for (side, _), earlier in zip(sides, before)]
    for _, store in sides:
        hand_over(store)
    return [Round(median(taken), Cpu(cpu.web / turns, cpu.database / turns)) for taken, cpu in zip(seconds, used)]


def timed(act: Act, side: Running) -> float:
    begun = perf_counter()
    act(side.client)
    return perf_counter() - begun
