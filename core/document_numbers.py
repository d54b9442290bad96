"""Numbers of appointments, orders and bills (`SH01-2026-000123`), with or without their dashes."""

from core import folding


def fold(number: str) -> str:
    """The form in which the numbers of documents are compared."""
    return folding.code(number)
