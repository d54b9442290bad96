"""Deletes the local data, after asking; needs nothing installed."""

import os
from pathlib import Path

from supervisor.errors import Trouble
from supervisor.state import LOCK, State, delete, folder_from, locked


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
        delete(State(folder))
    print(f"Deleted {folder}.")
    return 0


def refuse_strange(folder: Path) -> None:
    """Refuse a folder that was not made here: DEALERSHIP_DATA may name any folder by mistake."""
    if any(folder.iterdir()) and not (folder / LOCK).exists():
        raise Trouble(f"{folder} does not look like a data folder of the dealership; nothing was deleted.")


def confirmed(folder: Path) -> bool:
    try:
        return input(f"Delete all local data in {folder}? Type yes: ").strip().lower() == "yes"
    except EOFError:
        return False
