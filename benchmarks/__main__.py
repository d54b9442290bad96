"""`python -m benchmarks [name] [--rows N] [--stores N] [--turns N] …`: measures the works and prints their tables."""

import argparse
import json
import os

from benchmarks import table
from benchmarks.databases import throw_away
from benchmarks.groups import MOST_CLIENTS, Group, inside, opened
from benchmarks.measure import crowded, measured
from benchmarks.works import WORKS
from benchmarks.works.work import Work

TENTH = 10


def main() -> None:
    options = arguments()
    rows = [options.rows, max(options.rows // TENTH, 1)]
    with (
        throw_away(os.environ["DATABASE_URL"], rows) as urls,
        opened(urls, rows, options.stores, options.clients) as groups,
    ):
        report = reported([work for work in WORKS if options.name in (None, work.name)], groups, options)
    print(report.drawn(options))


def reported(works: list, groups: list[Group], options: argparse.Namespace) -> table.Report:
    report = table.Report()
    queries = queries_of(works, groups[0])
    for work in works:
        if not isinstance(work, Work):
            report.steps += work.reached(groups, options.rounds, options.turns)
            continue
        alone = measured(work, groups, options.rounds, options.turns)
        report.add(work, 1, alone, queries[work.name])
        if options.clients > 1:
            report.add(work, options.clients, crowded(work, groups[0], options.rounds, options.turns), None)
        report.steps += work.reached(alone)
    return report


def queries_of(works: list, group: Group) -> dict[str, int]:
    return json.loads(inside(group.url, "queries", *(work.name for work in works)))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run.py bench", description="What each work costs beside bare SQL.")
    parser.add_argument("name", nargs="?", choices=[work.name for work in WORKS], help="one work only")
    parser.add_argument("--rows", type=int, default=100_000, help="leads, and as many repair orders")
    parser.add_argument("--stores", type=int, help="over so many stores (one for each thousand rows)")
    parser.add_argument("--turns", type=int, default=60, help="turns of one client in a round; long ones fewer")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clients", type=int, default=MOST_CLIENTS, help="at once, after one alone")
    options = parser.parse_args()
    options.stores = options.stores or max(3, options.rows // 1000)
    return options


if __name__ == "__main__":
    main()
