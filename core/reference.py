"""Reads and loads the files in `reference/`; each app gives its rows their meaning."""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import models

FOLDER = Path(__file__).resolve().parent.parent / "reference"


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one file by column name, all values as text: `rows("labour_rates")`."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@dataclass(frozen=True)
class Table:
    """A table filled from reference files: the fields that identify a row, and the rows of the files."""

    model: type[models.Model]
    by: list[str]
    made: Callable[[], Iterable[models.Model]]

    def load(self) -> int:
        """Write all rows; existing rows keep their keys. Returns the count of rows in the files."""
        made = list(self.made())
        kept = {"id", *self.by}
        columns = self.model._meta.concrete_fields
        fields = [field.name for field in columns if field.name not in kept and not field.generated]
        manager = self.model._default_manager
        manager.bulk_create(made, update_conflicts=True, unique_fields=self.by, update_fields=fields)
        return len(made)


def keys(model: type[models.Model], field: str = "code") -> Callable[[str], int | None]:
    """A function from code to key; an empty code is None, an unknown one is an error in the file."""
    by_code = dict(model._default_manager.values_list(field, "pk"))
    return lambda code: by_code[code] if code else None


def number(text: str) -> int | None:
    """A whole number of a file, None for an empty text."""
    return int(text) if text else None
