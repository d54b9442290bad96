"""Timing: in each round every way has its block of turns; first with one client, then with many at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

from benchmarks.cpu import Cpu
from benchmarks.groups import Group, Lines, MeasuredStore
from benchmarks.works import EMPTY
from benchmarks.works.work import Act, Block, Prepare, Result, Work

WARM_TURNS = 16  # each of the web server's threads has its own connection and its own caches
FEWER = 4  # many clients together take turns more quickly: each takes a quarter as many


def measured(work: Work, groups: list[Group], rounds: int, turns: int) -> Result:
    """With one client, and how the work grows with the rows."""
    large, *small = groups
    ways = {name: (large, prepare) for name, prepare in ways_of(work).items()}
    if small:
        ways["small"] = (small[0], work.full)
    turns = max(2, turns // work.share)
    blocks = played(work, ways, rounds, clients=1, turns=turns)
    return Result(blocks, large.rows / small[0].rows if small else 1.0)


def crowded(work: Work, group: Group, rounds: int, turns: int) -> Result:
    """With as many clients at once as there are lines, or stores for work of which each has one at a time."""
    clients = min(len(group.lines), len(work.stores(group))) if work.is_alone else len(group.lines)
    ways = {name: (group, prepare) for name, prepare in ways_of(work).items()}
    turns = max(2, turns // work.share // FEWER)
    return Result(played(work, ways, rounds, clients=clients, turns=turns))


def ways_of(work: Work) -> dict[str, Prepare]:
    ways = {"full": work.full, "bare": work.bare, "beside": work.beside, "empty": EMPTY}
    return {name: prepare for name, prepare in ways.items() if prepare}


def played(work: Work, ways: dict[str, tuple[Group, Prepare]], rounds: int, **size: int) -> dict[str, list[Block]]:
    for group, prepare in ways.values():
        block(work, group, prepare, clients=1, turns=min(WARM_TURNS, size["turns"]))
    blocks: dict[str, list[Block]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, (group, prepare) in ways.items():
            blocks[name].append(block(work, group, prepare, **size, is_bare=name == "bare"))
    return blocks


def block(work: Work, group: Group, prepare: Prepare, *, clients: int, turns: int, is_bare: bool = False) -> Block:
    """Everything is prepared first; then each client takes his turns."""
    stores = work.stores(group)
    forget_times(stores)
    acts = [prepare(stores[n % len(stores)]) for n in range(clients * turns)]
    used = (lambda: Cpu(0.0, group.used_bare())) if is_bare else group.used
    before, begun = used(), perf_counter()
    seconds = at_once([acts[n::clients] for n in range(clients)], group.lines)
    elapsed, cpu = perf_counter() - begun, used().since(before)
    tidy_up(work.afterwards, stores)
    return Block(seconds, elapsed, Cpu(cpu.web / len(acts), cpu.database / len(acts)))


def forget_times(stores: list[MeasuredStore]) -> None:
    """Free times that were looked up for an earlier block may be taken by now."""
    for store in stores:
        store.free_slots.clear()


def at_once(acts: list[list[Act]], lines: list[Lines]) -> list[float]:
    """The seconds of every turn; each client has its own lines and takes its turns one after another."""
    with ThreadPoolExecutor(len(acts)) as clients:
        taken = clients.map(lambda turn: [timed(act, turn[1]) for act in turn[0]], zip(acts, lines))
        return [seconds for each in taken for seconds in each]


def timed(act: Act, lines: Lines) -> float:
    begun = perf_counter()
    act(lines)
    return perf_counter() - begun


def tidy_up(afterwards: Callable[[MeasuredStore], None], stores: list[MeasuredStore]) -> None:
    for store in stores:
        afterwards(store)
