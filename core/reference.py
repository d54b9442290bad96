"""The reference files in `reference/`, read row by row; what a row means is the business of the floor that loads it."""

import csv
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "reference"


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one file by column name, all values as text: `rows("labour_rates")`."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
