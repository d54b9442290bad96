"""Timing: turn by turn, full and bare, in every house; the median of each round, and the median of these."""

from dataclasses import dataclass
from math import log
from statistics import median
from time import perf_counter

from benchmarks.houses import House
from benchmarks.works.work import Turn, Work

WARM_TURNS = 16  # each of the web server's threads has its own connection and its own caches


@dataclass(frozen=True)
class Measured:
    """Seconds (p50) in the large house, and of the full work in the small one."""

    work: Work
    full: float
    bare: float
    full_in_the_small: float
    queries: int

    @property
    def ratio(self) -> float:
        return self.full / self.bare

    def growth(self, times: float) -> float:
        """The exponent of p50 over rows, when there are so many times as many."""
        return log(self.full / self.full_in_the_small) / log(times)


def measured(work: Work, houses: list[House], rounds: int, repeats: int) -> Measured:
    turns = [(house, turn) for house in houses for turn in (work.full, work.bare)]
    for house, turn in turns:
        for _ in range(min(WARM_TURNS, repeats)):
            timed(house, turn)
    played = [a_round(turns, repeats) for _ in range(rounds)]
    full, bare, small, _ = (median(of_a_turn) for of_a_turn in zip(*played))
    return Measured(work, full, bare, small, houses[0].queries[work.name])


def a_round(turns: list[tuple[House, Turn]], repeats: int) -> list[float]:
    """The p50 of each turn, all of them taken one after another as often as asked."""
    times = [[timed(house, turn) for house, turn in turns] for _ in range(repeats)]
    return [median(of_a_turn) for of_a_turn in zip(*times)]


def timed(house: House, turn: Turn) -> float:
    act = turn(house)
    begun = perf_counter()
    act()
    return perf_counter() - begun
