"""`python -m benchmarks [name] [--rows N] [--stores N] [--repeats N]`: measures the works and prints one table."""

import argparse
import os

from benchmarks import measure, table
from benchmarks.databases import throw_away
from benchmarks.houses import opened
from benchmarks.works import WORKS

TENTH = 10
ROUNDS = 3


def main() -> None:
    asked = arguments()
    works = [work for work in WORKS if asked.name in (None, work.name)]
    rows = [asked.rows, max(asked.rows // TENTH, 1)]
    with throw_away(os.environ["DATABASE_URL"], rows) as urls, opened(urls, rows, asked.stores) as houses:
        found = [measure.measured(work, houses, ROUNDS, asked.repeats) for work in works]
    print(table.drawn(found, rows, asked.stores, ROUNDS, asked.repeats))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run.py bench", description="What each work costs beside bare SQL.")
    parser.add_argument("name", nargs="?", choices=[work.name for work in WORKS], help="one work only")
    parser.add_argument("--rows", type=int, default=100_000, help="leads, and as many repair orders")
    parser.add_argument("--stores", type=int, help="over so many stores (one for each thousand rows)")
    parser.add_argument("--repeats", type=int, default=60, help="turns in each of the three rounds")
    asked = parser.parse_args()
    asked.stores = asked.stores or max(2, asked.rows // 1000)
    return asked


if __name__ == "__main__":
    main()
