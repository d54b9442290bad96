"""The families of cars by name, as a customer says them (reference/models.csv)."""

from functools import cache

from core.languages import of_reader
from core.reference import rows


@cache
def names() -> dict[str, tuple[str, str]]:
    """Chinese and English name of each family, by its code."""
    return {row["model_code"]: (row["model_zh"], row["model_en"]) for row in rows("models")}


def name_of(family: str) -> str:
    """The family in the reader's language; words of the customer's own stay as they are."""
    return of_reader(*names().get(family, (family, family)))


def code_of(said: str) -> str:
    """The family that is meant by a name in either language; other words stay as they were said."""
    return next((code for code, both in names().items() if said in both), said)


def all_names() -> list[str]:
    """Every family once, in the reader's language, to choose from."""
    return sorted({name_of(code) for code in names()})
