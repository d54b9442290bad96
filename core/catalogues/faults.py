"""Finds what is missing for an area to be complete in Chinese."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import polib

from core.catalogues import files, strings

PLACEHOLDER = re.compile(r"%%|%\(\w+\)[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]|%[sd]|%|\{\w*(?:[!:][^{}]*)?\}")


class Fault(NamedTuple):
    """One message that a Chinese reader would see in English, or not at all."""

    area: str
    kind: str
    msgid: str
    place: str

    def __str__(self) -> str:
        return f"{self.area}: {self.kind}: {self.msgid!r} ({self.place})"


def of_area(root: Path, area: str, areas: Sequence[str]) -> list[Fault]:
    """All faults of one area, sorted."""
    own = files.entries(root, area)
    used = strings.used_by(root, area, areas)
    others = {other: files.translated(root, other) for other in areas if other != area}
    shared = others.get(areas[0], {})
    faults = [
        Fault(area, kind, message.msgid, message.place)
        for key, message in used.items()
        if key in own or key not in shared
        for kind in _kinds(own.get(key), message)
    ]
    return sorted(faults + list(_contradictions(area, own, others)))


def _kinds(entry: polib.POEntry | None, message: strings.Message) -> Iterator[str]:
    if entry is None or entry.msgid_plural != message.plural:
        yield "missing from the catalogue"
    elif entry.fuzzy:
        yield "fuzzy"
    elif not files.chinese(entry):
        yield "untranslated"
    elif placeholders(files.chinese(entry)) != placeholders(message.plural or message.msgid):
        yield "placeholders differ"


def placeholders(text: str) -> set[str]:
    """The placeholders of a text; `%%` is not one, a single `%` is."""
    return set(PLACEHOLDER.findall(text)) - {"%%"}


def _contradictions(area: str, own: files.Entries, others: dict[str, files.Entries]) -> Iterator[Fault]:
    """Messages with two Chinese texts: at run time all catalogues are one, so each text needs a context (pgettext)."""
    for key, entry in own.items():
        for other, catalogue in others.items():
            rival = catalogue.get(key)
            if rival and entry.translated() and files.chinese(rival) != files.chinese(entry):
                yield Fault(area, f"translated differently in {other}", entry.msgid, files.chinese(rival))
