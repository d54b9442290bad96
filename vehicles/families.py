"""Names of the families of cars, as customers use them (reference/models.csv)."""

from functools import cache

from core.languages import of_reader
from core.reference import rows


@cache
def names() -> dict[str, tuple[str, str]]:
    """The Chinese and English name of each family, by its code."""
    return {row["model_code"]: (row["model_zh"], row["model_en"]) for row in rows("models")}


def name_of(family: str) -> str:
    """The name of a family in the reader's language; other words stay as they are."""
    return of_reader(*names().get(family, (family, family)))


def code_of(name: str) -> str:
    """The code of a family by its name in either language; other words stay as they are."""
    return next((code for code, both in names().items() if name in both), name)


def all_names() -> list[str]:
    """The names of all families in the reader's language."""
    return sorted({name_of(code) for code in names()})
