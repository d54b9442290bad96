"""Finds a folder with a short path for unix sockets: a temporary one where the data folder's path is long."""

import os
import tempfile
from pathlib import Path

from supervisor.state import SOCKET_NOTE, noted

LONGEST = 80  # bytes; the limit is 107 (103 on macOS) with the name of the socket


def socket_folder(home: Path) -> Path:
    """The folder for a server's socket, made when missing, mode 0700."""
    near = home / "socket"
    if len(os.fsencode(near)) <= LONGEST:
        near.mkdir(mode=0o700, exist_ok=True)
        return near
    return remembered(home / SOCKET_NOTE) or made_elsewhere(home / SOCKET_NOTE)


def remembered(note: Path) -> Path | None:
    """The noted folder if it is still ours: after a reboot another user may have made one of that name."""
    folder = next(iter(noted(note)), None)
    if folder is None or not folder.is_dir() or folder.is_symlink():
        return None
    is_own = folder.stat().st_uid in {os.geteuid(), note.parent.stat().st_uid}
    return folder if is_own and folder.stat().st_mode & 0o077 == 0 else None


def made_elsewhere(note: Path) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="dealership-", dir=short_temporary_folder()))
    note.write_text(str(folder), encoding="utf-8")
    return folder


def short_temporary_folder() -> str:
    usual = tempfile.gettempdir()
    return usual if len(os.fsencode(usual)) <= LONGEST - 30 else "/tmp"
