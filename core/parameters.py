"""Values that addresses and buttons send without a form; what cannot be read counts as not sent."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime

from django.utils.dateparse import parse_datetime

from core.clock import is_of_our_time

KEY = re.compile(r"\d{1,18}", re.ASCII)  # not isdigit, for which ² is a digit too


def key(text: str | None) -> int | None:
    """The number of a record."""
    return int(text) if text and KEY.fullmatch(text) else None


def keys(texts: Iterable[str]) -> list[int]:
    return [int(text) for text in texts if KEY.fullmatch(text)]


def words(text: str | None, most: int) -> str:
    """A short text, without the zero byte that no database keeps."""
    return (text or "").replace("\0", "").strip()[:most]


def search_text(text: str | None, most: int = 80) -> str:
    """The text of a search: full-width digits, letters and blanks become half-width.

    Other signs stay, because names keep their brackets and dots.
    """
    folded = "".join(_narrow(sign) for sign in text or "")
    return words(" ".join(folded.split()), most)


def _narrow(sign: str) -> str:
    if unicodedata.category(sign) == "Cf":  # invisible marks that address books paste
        return ""
    narrow = unicodedata.normalize("NFKC", sign)
    return narrow if narrow.isascii() and (narrow.isalnum() or narrow in " +-") else sign


def moment(text: str | None) -> datetime | None:
    """A moment with its offset, in our time."""
    try:
        parsed = parse_datetime(text or "")
    except ValueError:  # a date in form only: 30 February
        return None
    return parsed if parsed and parsed.tzinfo and is_of_our_time(parsed) else None
