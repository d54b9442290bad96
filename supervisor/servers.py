"""PostgreSQL and Valkey of one data folder, unless others are named, and their addresses for the application."""

import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from supervisor.environment import Embedded, composed
from supervisor.errors import Held
from supervisor.postgres import Postgres
from supervisor.state import LOCK, State, delete, kept_secrets, locked, opened
from supervisor.supervision import Supervisor
from supervisor.valkey import Valkey

THROW_AWAY = "dealership-"
OF_THE_REAL_ONE = {  # variables for a running dealership must not change its tests
    *("HOST", "PORT", "ALLOWED_HOSTS", "PUBLIC_URL", "HTTPS", "BEHIND_PROXY", "CSRF_TRUSTED_ORIGINS"),
    *("TLS_CERTIFICATE", "TLS_KEY", "EMAIL_URL", "DEFAULT_FROM_EMAIL", "DEBUG"),
    *("SMS_GATEWAY", "SMS_URL", "SMS_KEY", "SMS_SECRET", "SMS_SIGN"),
}


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
        database_url = self.postgres.url if self.postgres else None
        redis_url = self.valkey.url if self.valkey else None
        embedded = Embedded(database_url, redis_url, self.secrets["secret_key"])
        return composed(self.environ, str(self.state.folder), embedded)


@contextmanager
def throw_away(purpose: str, *, durable: bool = False) -> Iterator[tuple[Supervisor, Servers]]:
    """Temporary servers for tests and benchmarks, beside a running dealership."""
    sweep(purpose)
    folder = Path(tempfile.mkdtemp(prefix=f"{THROW_AWAY}{purpose}-"))
    state = opened(folder)
    (folder / "staticfiles").mkdir()  # the middleware of static files warns of a missing folder
    inherited = {name: value for name, value in os.environ.items() if name not in OF_THE_REAL_ONE}
    environ = inherited | {"SECRET_KEY": secrets.token_urlsafe(48), "DEMO": "1"}
    try:
        with locked(state, command=purpose), Supervisor(state.logs, state.processes_file) as supervisor:
            servers = Servers(state, environ, durable=durable)
            servers.start(supervisor)
            yield supervisor, servers
    finally:
        delete(state)


def sweep(purpose: str) -> None:
    """Delete folders whose owner was killed; a locked one is in use."""
    for lock in Path(tempfile.gettempdir()).glob(f"{THROW_AWAY}{purpose}-*/{LOCK}"):
        try:
            with locked(State(lock.parent)):
                delete(State(lock.parent))
        except (Held, OSError):
            continue
