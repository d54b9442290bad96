"""PostgreSQL and Valkey of one data folder, unless others are named; what the application must know of them."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from supervisor.errors import Held, Trouble
from supervisor.postgres import Postgres
from supervisor.state import LOCK, State, kept_secrets, locked, opened
from supervisor.supervision import Supervisor
from supervisor.valkey import Valkey

THROW_AWAY = "dealership-"


class Servers:
    def __init__(self, state: State, environ: Mapping[str, str], *, durable: bool = True):
        self.state, self.environ = state, environ
        self.secrets = kept_secrets(state)
        self.postgres = None if environ.get("DATABASE_URL") else Postgres(state, self.secrets, durable=durable)
        self.valkey = None if environ.get("REDIS_URL") else Valkey(state, durable=durable)

    def start(self, supervisor: Supervisor) -> None:
        if self.postgres:
            self.postgres.create()
            supervisor.start(self.postgres.service())
            self.postgres.make_role_and_database()
            self.postgres.check_chinese()
        if self.valkey:
            supervisor.start(self.valkey.service())

    def are_ready(self) -> bool:
        return all(server.is_ready() for server in (self.postgres, self.valkey) if server)

    def environment(self) -> dict[str, str]:
        """What settings read; CELERY_BROKER_URL would silently win over them, PG… variables bend the connection."""
        drop = ("CELERY_", "PG") if self.postgres else ("CELERY_",)
        kept = {name: value for name, value in self.environ.items() if not name.startswith(drop)}
        return kept | {
            "DATABASE_URL": self.postgres.url if self.postgres else self.environ["DATABASE_URL"],
            "REDIS_URL": self.valkey.url if self.valkey else self.environ["REDIS_URL"],
            "DEALERSHIP_DATA": str(self.state.folder),
            "SECRET_KEY": self.secret_key(),
            "DEMO": self.environ.get("DEMO") or ("1" if self.postgres else "0"),
            "HOST": self.environ.get("HOST") or "127.0.0.1",
            "PORT": self.environ.get("PORT") or "8000",
            "PYTHONUNBUFFERED": "1",
        }

    def secret_key(self) -> str:
        """A kept key fits a kept database; whoever brings a database brings its key."""
        if key := self.environ.get("SECRET_KEY"):
            return key
        if self.postgres is None:
            raise Trouble("With DATABASE_URL a SECRET_KEY is required too: set it, and keep it.")
        return self.secrets["secret_key"]


@contextmanager
def throw_away(purpose: str, *, durable: bool = False) -> Iterator[tuple[Supervisor, dict[str, str]]]:
    """Servers of their own for tests and benchmarks, so that these run beside a running dealership."""
    sweep(purpose)
    folder = Path(tempfile.mkdtemp(prefix=f"{THROW_AWAY}{purpose}-"))
    state = opened(folder)
    environ = {"SECRET_KEY": secrets.token_urlsafe(48), "DEMO": "1"} | os.environ
    try:
        with locked(state, command=purpose), Supervisor(state.logs, state.processes_file) as supervisor:
            servers = Servers(state, environ, durable=durable)
            servers.start(supervisor)
            yield supervisor, servers.environment()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(purpose: str) -> None:
    """Folders whose owner was killed; one that is still locked is in use."""
    for lock in Path(tempfile.gettempdir()).glob(f"{THROW_AWAY}{purpose}-*/{LOCK}"):
        try:
            with locked(State(lock.parent)):
                shutil.rmtree(lock.parent, ignore_errors=True)
        except (Held, OSError):
            continue
