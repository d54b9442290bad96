"""The night's work on leads: grades tighten, due days follow, in batches."""

import json
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from benchmarks.databases import run
from benchmarks.groups import Group, inside
from benchmarks.works.work import Reached

TITLE = "nightly regrade and due dates"
LONGEST_BATCH = 0.150  # seconds: nobody waits longer for a lock


@dataclass(frozen=True)
class Night:
    """Rows that changed, the seconds of all, of the longest transaction, and of a second run that finds nothing."""

    rows: int
    seconds: float
    longest: float
    idle: float

    @property
    def each(self) -> float:
        return self.seconds / self.rows


@dataclass(frozen=True)
class Nightly:
    name: str = "nightly"

    def reached(self, groups: list[Group], rounds: int, turns: int) -> list[Reached]:
        """As often as there are rounds; a turn is all leads of the group."""
        nights = [(by_task(groups[0]), by_hand(groups[0])) for _ in range(rounds)]
        ratio = median(task.each / hand.each for task, hand in nights)
        longest = median(task.longest for task, _ in nights)
        each, bare = (median(night[n].each for night in nights) * 1e6 for n in (0, 1))
        idle = median(task.idle for task, _ in nights)
        figures = f"{ratio:.2f} ({each:.0f} : {bare:.0f} µs a row; {idle:.2f} s when nothing changed)"
        return [
            Reached(TITLE, "goal: ≤ 2 x bare SQL a row", figures, ratio <= 2),
            Reached(TITLE, "no batch over 150 ms", f"{longest * 1000:.0f} ms", longest <= LONGEST_BATCH),
        ]


def by_task(group: Group) -> Night:
    """By the task that the clock starts."""
    rows = evening(group)
    return Night(rows, **json.loads(inside(group.url, "nightly")))


def by_hand(group: Group) -> Night:
    """By one statement a batch, store by store."""
    rows = evening(group)
    begun, longest = perf_counter(), 0.0
    for (store,) in run(group.connection, "store_keys"):
        while True:
            batch = perf_counter()
            [(done,)] = run(group.connection, "nightly", store=store)
            longest = max(longest, perf_counter() - batch)
            if not done:
                break
    return Night(rows, perf_counter() - begun, longest, 0.0)


def evening(group: Group) -> int:
    """Every followed lead is to be graded anew; how many are."""
    run(group.connection, "nightly_before")
    group.connection.cursor().execute("VACUUM ANALYZE sales_lead, sales_revisit, sales_gradechange")
    [(rows,)] = run(group.connection, "followed")
    return rows


NIGHTLY = Nightly()
