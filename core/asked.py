"""What addresses and buttons bring along without a form: read for what it can be, and otherwise as not said."""

import re
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


def moment(text: str | None) -> datetime | None:
    """A moment with its offset, in our time."""
    try:
        found = parse_datetime(text or "")
    except ValueError:  # the form of a date, and no date: 30 February
        return None
    return found if found and found.tzinfo and is_of_our_time(found) else None
