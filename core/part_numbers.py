"""Part numbers as catalogues, labels and people write them: `04E 115 561 AC`, `04E-115-561-AC`."""

from core import folding


def fold(number: str) -> str:
    """The form in which part numbers are compared and kept."""
    return folding.code(number)
