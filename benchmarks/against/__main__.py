"""`python -m benchmarks.against COMMIT [--rows N] …`: plays the works on this checkout and on the commit, one table."""

import argparse
import signal
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.against import table
from benchmarks.against.checkout import checked_out, full_name
from benchmarks.against.installations import Installation, Running
from benchmarks.against.plays import compared
from benchmarks.stores import Store
from benchmarks.works import calls

ROOT = Path(__file__).resolve().parents[2]
WORKS = {
    "order": ("walk-in to issued bill, sum of calls", calls.walk_in),
    "book": ("book", calls.booking),
    "visit": ("log a visit that makes a lead", calls.visit),
    "due": ("my due revisits, JSON", calls.due_list),
    "due-page": ("the same as a page", calls.due_page),
    "bill": ("customer's bill by link", calls.bill_by_link),
    "search": ("search, two characters", calls.search),
    "slots": ("free slots: 14 days, first 10", calls.free_times),
}


def main() -> None:
    options = arguments()
    signal.signal(signal.SIGTERM, interrupted)
    commit = full_name(ROOT, options.commit)
    names = [options.work] if options.work else list(WORKS)
    with folder_for(options.keep) as folder, both(folder, commit, options) as sides:
        for _, store in sides:
            store.fill_shelves()
        works = [WORKS[name] for name in names]
        results = [compared(title, act, sides, options.rounds, options.turns) for title, act in works]
    print(table.drawn(results, commit[:7], options))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run.py bench --against", description="This checkout beside a commit.")
    parser.add_argument("commit", help="any name that git knows")
    parser.add_argument("--work", choices=list(WORKS), help="one work only")
    parser.add_argument("--rows", type=int, default=100_000, help="leads, and as many repair orders")
    parser.add_argument("--stores", type=int, help="over so many stores (one for each thousand rows)")
    parser.add_argument("--turns", type=int, default=10, help="turns of each side in a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--keep", type=Path, help="a folder that keeps the commit's environment and data for later runs"
    )
    options = parser.parse_args()
    options.stores = options.stores or max(3, options.rows // 1000)
    return options


def interrupted(*_) -> None:
    """An end from outside stops both sides as Ctrl-C does."""
    raise KeyboardInterrupt


@contextmanager
def folder_for(keep: Path | None) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="dealership-against-") as folder:
        yield keep.resolve() if keep else Path(folder)


@contextmanager
def both(folder: Path, commit: str, options: argparse.Namespace) -> Iterator[list[tuple[Running, Store]]]:
    """This checkout and the commit's, filled and at work. What this checkout filled is never kept: its code moves."""
    with ExitStack() as stack:
        own = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dealership-against-")))
        there = folder / commit[:12]
        code = stack.enter_context(checked_out(ROOT, commit, there / "code", keep=options.keep is not None))
        size = (options.rows, options.stores)
        sides = [Installation("this checkout", ROOT, own, *size), Installation(commit[:7], code, there, *size)]
        with ThreadPoolExecutor() as pool:
            list(pool.map(Installation.load, sides))
        running = [stack.enter_context(side.running()) for side in sides]
        yield [(side, Store(side.client)) for side in running]


if __name__ == "__main__":
    main()
