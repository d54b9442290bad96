"""Deletes the local data, after asking; needs nothing installed."""

import os
import shutil
from pathlib import Path

from supervisor.errors import Trouble
from supervisor.state import LOCK, State, folder_from, locked


def main(arguments: list[str]) -> int:
    if set(arguments) - {"--yes"}:
        raise Trouble("Usage: python3 run.py reset [--yes]")
    folder = folder_from(os.environ)
    if not folder.exists():
        print(f"There is no local data in {folder}.")
        return 0
    refuse_strange(folder)
    with locked(State(folder), command="reset"):
        if "--yes" not in arguments and not confirmed(folder):
            print("Nothing was deleted.")
            return 1
        for elsewhere in noted(folder):
            shutil.rmtree(elsewhere, ignore_errors=True)
        shutil.rmtree(folder)
    print(f"Deleted {folder}.")
    return 0


def refuse_strange(folder: Path) -> None:
    """DEALERSHIP_DATA may point anywhere by mistake: only a folder that we made is deleted."""
    if any(folder.iterdir()) and not (folder / LOCK).exists():
        raise Trouble(f"{folder} does not look like a data folder of the dealership; nothing was deleted.")


def confirmed(folder: Path) -> bool:
    try:
        return input(f"Delete all local data in {folder}? Type yes: ").strip().lower() == "yes"
    except EOFError:
        return False


def noted(folder: Path) -> list[Path]:
    """Folders that had to be made elsewhere: the database for root, sockets for long paths."""
    homes = [folder / "postgres", *read(folder / "postgres.location")]
    notes = [folder / "valkey" / "socket.location", *(home / "socket.location" for home in homes)]
    return [*(path for note in notes for path in read(note)), *homes[1:]]


def read(note: Path) -> list[Path]:
    return [Path(note.read_text(encoding="utf-8"))] if note.is_file() else []
