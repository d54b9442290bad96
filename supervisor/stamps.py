"""Writes stamps of finished steps, so that a second start does not repeat them."""

import hashlib
import sys
from pathlib import Path


def fingerprint(*files: Path, extra: str = "") -> str:
    """A hash of the content of these files; a missing file counts as empty."""
    digest = hashlib.sha256(f"{sys.version_info[:3]} {extra}".encode())
    for file in files:
        digest.update(f"\0{file}\0".encode())
        digest.update(file.read_bytes() if file.is_file() else b"")
    return digest.hexdigest()


def is_current(stamp: Path, value: str) -> bool:
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == value


def write(stamp: Path, value: str) -> None:
    """Write the stamp at the end of a step, so that an interrupted step is repeated."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value, encoding="utf-8")
