"""Remembers what has been done already, so that a second start does none of it again."""

import hashlib
import sys
from pathlib import Path


def fingerprint(*files: Path, extra: str = "") -> str:
    """One text for the content of these files; a missing file counts as empty."""
    digest = hashlib.sha256(f"{sys.version_info[:3]} {extra}".encode())
    for file in files:
        digest.update(f"\0{file}\0".encode())
        digest.update(file.read_bytes() if file.is_file() else b"")
    return digest.hexdigest()


def is_current(stamp: Path, value: str) -> bool:
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == value


def write(stamp: Path, value: str) -> None:
    """Written last, so that an interrupted step is simply done again."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value, encoding="utf-8")
