"""Texts that are kept in Chinese and in English: which of the two the reader gets."""

from typing import Any

from django.utils.translation import get_language


def is_english() -> bool:
    """Whether the reader has chosen English; everybody else reads Chinese."""
    return (get_language() or "").startswith("en")


def of_reader(chinese: str, english: str) -> str:
    """The one of two texts, or names of columns, that is in the reader's language; without an English one Chinese."""
    return english if is_english() and english else chinese


def name_of(row: Any) -> str:
    """The name of a row that keeps `name_zh` and `name_en`, in the reader's language."""
    return of_reader(row.name_zh, row.name_en)
