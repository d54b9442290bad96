"""Reads, updates and compiles the catalogue files; the same messages always give the same bytes."""

import os
from collections.abc import Sequence
from pathlib import Path

import polib

from core.catalogues import strings

LANGUAGE = "zh_Hans"
HEADER = {
    "Language": LANGUAGE,
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",  # as in Django's own zh_Hans, or the catalogues do not merge
}
Key = tuple[str, str]
Entries = dict[Key, polib.POEntry]


def path_of(root: Path, area: str) -> Path:
    return root / "locale" / area / LANGUAGE / "LC_MESSAGES" / "django.po"


def entries(root: Path, area: str) -> Entries:
    """The entries of an area's catalogue by (msgid, context); none before it has a catalogue."""
    path = path_of(root, area)
    if not path.exists():
        return {}
    return {(e.msgid, e.msgctxt or ""): e for e in polib.pofile(str(path)) if not e.obsolete}


def translated(root: Path, area: str) -> Entries:
    return {key: entry for key, entry in entries(root, area).items() if entry.translated()}


def chinese(entry: polib.POEntry) -> str:
    """The Chinese text of an entry; a counted message has one too, because Chinese has no plural."""
    return entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr


def update(root: Path, area: str, areas: Sequence[str]) -> polib.POFile:
    """Update one catalogue from code and templates: translations stay, unused messages go."""
    old = entries(root, area)
    others = {other: translated(root, other) for other in areas if other != area}
    shared = others.get(areas[0], {})
    chinese_of = {key: chinese(entry) for catalogue in others.values() for key, entry in catalogue.items()}
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = dict(HEADER)
    for key, message in sorted(_wanted(root, area, areas, old).items()):
        if not _left_to_shared(shared.get(key), old.get(key)):
            catalogue.append(_entry(message, old.get(key), chinese_of.get(key)))
    _write(path_of(root, area), str(catalogue).encode())
    compile_(root, area, anew=True)
    return catalogue


def _wanted(root: Path, area: str, areas: Sequence[str], old: Entries) -> dict[Key, strings.Message]:
    """The area's own messages; for the shared catalogue also those that other areas take from it."""
    own = strings.used_by(root, area, areas)
    if area != areas[0]:
        return own
    taken = {key: m for other in areas[1:] for key, m in strings.used_by(root, other, areas).items() if key in old}
    return taken | own


def _left_to_shared(shared: polib.POEntry | None, old: polib.POEntry | None) -> bool:
    """Whether the shared catalogue has this Chinese; a different text stays here, where the check reports it."""
    return shared is not None and (old is None or chinese(old) in ("", chinese(shared)))


def _entry(message: strings.Message, old: polib.POEntry | None, chinese_elsewhere: str | None) -> polib.POEntry:
    text = chinese(old) if old else chinese_elsewhere or ""
    entry = polib.POEntry(msgid=message.msgid, msgctxt=message.context or None)
    if message.plural:
        entry.msgid_plural, entry.msgstr_plural = message.plural, {0: text}
    else:
        entry.msgstr = text
    if old:
        entry.tcomment, entry.flags = old.tcomment, [flag for flag in old.flags if flag == "fuzzy"]
    return entry


def compile_(root: Path, area: str, *, anew: bool = False) -> bool:
    """Write the .mo that Django reads if it is missing or older than its .po; returns whether it was written."""
    source = path_of(root, area)
    target = source.with_suffix(".mo")
    if not source.exists() or (not anew and _as_new_as(target, source)):
        return False
    _write(target, polib.pofile(str(source)).to_binary())
    return True


def _as_new_as(target: Path, source: Path) -> bool:
    return target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f"{path.suffix}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(path)  # a web worker that starts meanwhile reads the old file or the new one, never a half
