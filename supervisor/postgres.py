"""The embedded PostgreSQL: made once, open on a unix socket only, checked for search in Chinese."""

import os
import shutil
import signal
import subprocess
from contextlib import closing, suppress
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import psycopg2

from supervisor import postgres_programs
from supervisor.errors import Trouble
from supervisor.privileges import become, can_reach, give, server_account
from supervisor.processes import Service, dies_with_us
from supervisor.sockets import socket_folder
from supervisor.state import DATABASE_NOTE, State, noted

CAPTURED = {"capture_output": True, "text": True}
OWNER, ROLE, DATABASE = "postgres", "dealership", "dealership"
SYSTEM_HOME = Path("/var/lib/dealership")
# glibc as it comes gives memory back after each query and fetches it again for the next, page by page: a third of the
# time of a plan. So a backend keeps 16 MB; what a board needed beyond that goes back.
KEPT_MEMORY = {"MALLOC_TRIM_THRESHOLD_": str(16 * 1024**2), "MALLOC_MMAP_THRESHOLD_": str(32 * 1024**2)}
# Tests connect thousands of times, and their server's random password needs no hashing that slows down guessing: this
# saves 2 ms of CPU each time.
FEW_ITERATIONS_SINCE = 160_000
# With LC_CTYPE=C every Chinese letter is dropped from the trigrams and search finds nothing, without an error.
LOCALES = (
    ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"),  # PostgreSQL 17 and newer
    ("--locale=C.UTF-8",),
    ("--locale=en_US.UTF-8",),
)


class Postgres:
    """One cluster in one data folder."""

    def __init__(self, state: State, passwords: dict[str, str], *, durable: bool = True):
        self.account = server_account(noted_home(state.folder))
        self.home = home_for(state.folder, self.account)
        self.cluster = self.home / "cluster"
        self.programs = postgres_programs.folder_for(self.home, self.cluster, self.account)
        self.socket = socket_folder(self.home)
        give(self.socket, self.account)
        self.passwords, self.durable = passwords, durable

    @property
    def url(self) -> str:
        folder = quote(str(self.socket))
        return f"postgres://{ROLE}:{self.passwords['app_password']}@/{DATABASE}?host={folder}"

    def service(self) -> Service:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket).replace('"', '""').join('""'),  # a list, hence the quotes
            "timezone": "UTC",
            "max_connections": "200",
            **({} if self.durable else {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}),
        }
        settings = (part for name, value in options.items() for part in ("-c", f"{name}={value}"))
        return Service(
            name="postgres",
            command=(str(self.programs / "postgres"), "-D", str(self.cluster), *settings),
            environment=clean_environment(),
            folder=Path("/"),
            account=self.account,
            stop_signal=signal.SIGINT,  # fast shutdown; SIGTERM would wait for every client
            stop_seconds=20,
            ready=self.is_ready,
            before=self.clear_stale_lock,
            closing=lambda: Thread(target=self.checkpoint, daemon=True).start(),
        )

    def create(self) -> None:
        """Make the cluster once; one that a kill left half made is made again."""
        if (self.home / "made").exists():
            return
        shutil.rmtree(self.cluster, ignore_errors=True)
        password = self.home / "password"
        password.write_text(self.passwords["owner_password"], encoding="utf-8")
        password.chmod(0o600)
        give(password, self.account)
        try:
            self.initdb(password)
        finally:
            password.unlink()
        (self.home / "made").touch()

    def initdb(self, password: Path) -> None:
        fixed = ["-D", self.cluster, "-U", OWNER, f"--pwfile={password}", "-E", "UTF8", "--auth=scram-sha-256"]
        apart = {"start_new_session": True, "preexec_fn": dies_with_us(signal.SIGKILL)}  # Ctrl-C is for the supervisor
        options = {"cwd": "/", "env": clean_environment(), **CAPTURED, **apart, **become(self.account)}
        errors = []
        for locale in LOCALES:
            command = [self.programs / "initdb", *fixed, *locale, *([] if self.durable else ["--no-sync"])]
            done = subprocess.run(command, **options)
            if done.returncode == 0:
                return
            errors.append(done.stderr)
        raise Trouble(f"PostgreSQL could not make its data folder:\n{''.join(errors)}")

    def connect(self, user: str, password: str, database: str):
        return psycopg2.connect(host=str(self.socket), user=user, password=password, dbname=database, connect_timeout=5)

    def is_ready(self) -> bool:
        try:
            self.connect(OWNER, self.passwords["owner_password"], "postgres").close()
        except psycopg2.OperationalError:
            return False
        return True

    def make_role_and_database(self) -> None:
        """Make the application's role, which may also make test databases, and its database."""
        with closing(self.connect(OWNER, self.passwords["owner_password"], "postgres")) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                if not self.durable and connection.server_version >= FEW_ITERATIONS_SINCE:
                    cursor.execute("set scram_iterations = 1")
                cursor.execute("select 1 from pg_roles where rolname = %s", [ROLE])
                verb = "alter" if cursor.fetchone() else "create"
                cursor.execute(
                    f"{verb} role {ROLE} login nosuperuser createdb password %s", [self.passwords["app_password"]]
                )
                cursor.execute("select 1 from pg_database where datname = %s", [DATABASE])
                if not cursor.fetchone():
                    cursor.execute(f"create database {DATABASE} owner {ROLE}")

    def check_chinese(self) -> None:
        with closing(self.connect(ROLE, self.passwords["app_password"], DATABASE)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("create extension if not exists pg_trgm")
                cursor.execute("select show_trgm('中文') <> '{}'")
                if not cursor.fetchone()[0]:
                    raise Trouble("This PostgreSQL's locale drops Chinese letters: search would silently find nothing.")

    def checkpoint(self) -> None:
        """Write the memory to disk while the other services stop, so that the shutdown is short."""
        with (
            suppress(psycopg2.Error),
            closing(self.connect(OWNER, self.passwords["owner_password"], "postgres")) as connection,
        ):
            connection.autocommit = True
            connection.cursor().execute("checkpoint")

    def clear_stale_lock(self) -> None:
        """Remove postmaster.pid when its number is another process now: PostgreSQL would refuse to start."""
        lock = self.cluster / "postmaster.pid"
        try:
            pid = int(lock.read_text(encoding="utf-8").splitlines()[0])
        except (OSError, ValueError, IndexError):
            return
        if not is_postgres_on(pid, self.cluster):
            lock.unlink()


def is_postgres_on(pid: int, cluster: Path) -> bool:
    """Whether the process is a server of the cluster: only that works in the cluster's folder."""
    try:
        return os.readlink(f"/proc/{pid}/cwd") == os.path.realpath(cluster)
    except FileNotFoundError:
        return not Path("/proc/self").exists()  # without /proc PostgreSQL checks it
    except OSError:
        return False


def home_for(folder: Path, account) -> Path:
    """The folder of the server: under /var/lib when, as root, its account cannot reach the data folder."""
    home = noted_home(folder)
    if account is not None and not can_reach(account, home.parent):
        SYSTEM_HOME.mkdir(exist_ok=True)
        SYSTEM_HOME.chmod(0o755)  # whatever the umask
        home = SYSTEM_HOME / os.urandom(6).hex()
        (folder / DATABASE_NOTE).write_text(str(home), encoding="utf-8")
    home.mkdir(mode=0o700, exist_ok=True)
    give(home, account)
    return home


def noted_home(folder: Path) -> Path:
    return next(iter(noted(folder / DATABASE_NOTE)), folder / "postgres")


def clean_environment() -> dict[str, str]:
    """The environment without the PG… variables, which are for other databases."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return kept | KEPT_MEMORY
