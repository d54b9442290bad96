"""The data folder: data, secrets, logs, and the lock against a second supervisor."""

import fcntl
import json
import os
import pwd
import secrets
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from supervisor.errors import Held, Trouble

LOCK = "supervisor.lock"
DATABASE_NOTE = "postgres.location"  # the note of a database made elsewhere
SOCKET_NOTE = "socket.location"
ROOT = Path(__file__).resolve().parent.parent
EDITION = 2  # edition of the tables: the first migrations were written anew once, before the first release


@dataclass(frozen=True)
class State:
    folder: Path

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    @property
    def secrets_file(self) -> Path:
        return self.folder / "secrets.json"

    @property
    def lock_file(self) -> Path:
        return self.folder / LOCK

    @property
    def processes_file(self) -> Path:
        return self.folder / "processes.json"


def folder_from(environ) -> Path:
    return Path(os.path.abspath(ROOT / Path(environ.get("DEALERSHIP_DATA") or "var").expanduser()))


def opened(folder: Path) -> State:
    """Open the folder, through which the account of PostgreSQL must pass; its content has modes of its own."""
    state = State(folder)
    try:
        refuse_foreign(state)
        refuse_older(state)
        folder.mkdir(parents=True, exist_ok=True)
        os.chmod(folder, 0o711 if os.geteuid() == 0 else 0o700)
        state.logs.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise Trouble(f"The data folder {folder} cannot be used: {error.strerror}. Set DEALERSHIP_DATA.") from error
    return state


def refuse_foreign(state: State) -> None:
    """Refuse the folder of another user: each would leave files that the other cannot open."""
    if state.secrets_file.exists() and state.secrets_file.stat().st_uid != os.geteuid():
        name = pwd.getpwuid(state.secrets_file.stat().st_uid).pw_name
        raise Trouble(f"The data folder {state.folder} belongs to {name}: run as {name}, or set DEALERSHIP_DATA.")


def refuse_older(state: State) -> None:
    """Refuse tables of an earlier edition, which was never released and cannot be migrated."""
    if state.secrets_file.exists() and kept_secrets(state).get("edition", "1") != str(EDITION):
        raise Trouble(
            f"The data in {state.folder} was made by another version of the dealership: its tables do not fit.\n"
            "Delete it with `python3 run.py reset`, or set DEALERSHIP_DATA to another folder."
        )


@contextmanager
def locked(state: State, **about):
    """Lock the folder until the process ends; a second process gets the number of the first."""
    file = os.fdopen(os.open(state.lock_file, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8")
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Held(refusal(state, holder(state))) from None
        file.truncate()
        json.dump({"pid": os.getpid(), **about}, file)
        file.flush()
        yield


def holder(state: State) -> dict:
    try:
        return json.loads(state.lock_file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def refusal(state: State, about: dict) -> str:
    where = f" at {about['address']}" if "address" in about else ""
    return (
        f"The dealership is already running in {state.folder}: process {about.get('pid', 'unknown')}, "
        f"`run.py {about.get('command', '')}`{where}.\n"
        "Stop it with Ctrl-C there, or start a second copy with another DEALERSHIP_DATA and PORT."
    )


def is_held(state: State) -> bool:
    try:
        with locked(state):
            return False
    except Held:
        return True


def kept_secrets(state: State) -> dict[str, str]:
    """The secrets, made once, in a file for its owner only."""
    file = state.secrets_file
    if not file.exists():
        made = {name: secrets.token_urlsafe(48) for name in ("secret_key", "owner_password", "app_password")}
        made["edition"] = str(EDITION)
        draft = file.with_suffix(".new")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
            json.dump(made, out)
        draft.replace(file)
    return json.loads(file.read_text(encoding="utf-8"))


def delete(state: State) -> None:
    """Delete the folder and what was made elsewhere: the database for root, sockets for long paths."""
    for folder in (*elsewhere(state), state.folder):
        shutil.rmtree(folder, ignore_errors=True)


def elsewhere(state: State) -> list[Path]:
    moved = noted(state.folder / DATABASE_NOTE)
    homes = [state.folder / "valkey", state.folder / "postgres", *moved]
    return [*(folder for home in homes for folder in noted(home / SOCKET_NOTE)), *moved]


def noted(note: Path) -> list[Path]:
    return [Path(note.read_text(encoding="utf-8"))] if note.is_file() else []
