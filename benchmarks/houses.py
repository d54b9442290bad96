"""A house to measure: a demo group of some size, the product in front of it, and a bare connection behind it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import cycle
from pathlib import Path
from typing import Any

from benchmarks.asks import Door
from benchmarks.databases import connected, environment, manage
from benchmarks.servers import web

FLOOR = "benchmarks.floor.settings"
SQL = {file.stem: file.read_text(encoding="utf-8") for file in (Path(__file__).parent / "sql").glob("*.sql")}


class House:
    """`cast` tells of a few stores whom and what the works need; each turn takes the next of them."""

    def __init__(self, door: Door, cast: list[dict], *, floor: Door | None = None, connection=None, queries=None):
        self.door, self.floor, self.connection = door, floor, connection
        self.queries: dict[str, int] = queries or {}
        self.stores = cycle(cast)

    def store(self) -> dict[str, Any]:
        return next(self.stores)

    def sql(self, name: str, **facts: Any) -> list[tuple]:
        """Run a hand-written statement in one round trip."""
        with self.connection.cursor() as cursor:
            cursor.execute(SQL[name], facts)
            return cursor.fetchall() if cursor.description else []


@contextmanager
def opened(urls: list[str], sizes: list[int], stores: int) -> Iterator[list[House]]:
    with ExitStack() as stack:
        facts = [built(url, rows, stores) for url, rows in zip(urls, sizes)]
        yield [stack.enter_context(house(url, **fact)) for url, fact in zip(urls, facts)]


@contextmanager
def house(url: str, cast: list[dict], queries: dict[str, int]) -> Iterator[House]:
    with web(url) as door, web(url, FLOOR) as floor, closing(connected(url)) as connection:
        yield House(door, cast, floor=floor, connection=connection, queries=queries)


def built(url: str, rows: int, stores: int) -> dict[str, Any]:
    """Load the demo group, put what the works need in place, and count their queries: `cast` and `queries`."""
    manage(url, "demo", "--no-stories", "--stores", str(stores), "--leads", str(rows), "--orders", str(rows))
    inside = [sys.executable, "-m", "benchmarks.inside"]
    told = subprocess.run(inside, env=environment(url), check=True, stdout=subprocess.PIPE, text=True).stdout
    with closing(connected(url)) as connection:
        connection.cursor().execute("VACUUM ANALYZE")
    return json.loads(told.splitlines()[-1])
