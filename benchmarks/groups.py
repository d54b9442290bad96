"""A demo group of some size to measure in: its database, the web server before it, and whoever calls."""

import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from benchmarks import cpu
from benchmarks.client import Client
from benchmarks.databases import connected, environment, manage, run, settled
from benchmarks.servers import WebServer, web
from benchmarks.stores import ALWAYS_OPEN, OPERATION, PARTS, Store

FLOOR = "benchmarks.floor.settings"
USUAL_STORES = 6
MOST_CLIENTS = 16
BARE = "bare"  # the application name of the bare connections


@dataclass(frozen=True)
class Lines:
    """What one client has open: to the web server, to the floor beside it, and to the database."""

    web: Client
    floor: Client
    database: Any


class Group:
    """`stores` are those of a usual day, `always_open` those for walk-ins: one for each client."""

    def __init__(self, url: str, server: WebServer, connection, lines: list[Lines], rows: int):
        self.url, self.server, self.connection, self.lines, self.rows = url, server, connection, lines, rows
        usual = [code for (code,) in run(connection, "codes") if code != ALWAYS_OPEN]
        self.stores = [self.store(code) for code in usual[:USUAL_STORES]]
        others = usual[USUAL_STORES : USUAL_STORES + MOST_CLIENTS - 1]
        self.always_open = [self.store(code) for code in (ALWAYS_OPEN, *others)]

    def store(self, code: str) -> "MeasuredStore":
        return MeasuredStore(Client(self.server.port), code, self.connection)

    def prepare(self) -> None:
        """A usual workshop's two weeks, a salesperson's full list, and reception open day and night."""
        for store in self.stores:
            keys = store.keys
            run(self.connection, "busy", stores=[keys["store"]])
            run(self.connection, "salesperson", **{name: keys[name] for name in ("store", "sales", "today")})
        run(self.connection, "always_open", codes=[store.code for store in self.always_open])
        settled(self.connection)

    def used(self) -> cpu.Cpu:
        """CPU of the web server and its backends so far."""
        return cpu.of_product(self.server.pid, self.connection)

    def used_bare(self) -> float:
        """CPU of the backends behind the bare connections so far."""
        return cpu.of_backends(self.connection, BARE)


class MeasuredStore(Store):
    """A store with the keys that hand-written SQL needs."""

    def __init__(self, client: Client, code: str, connection):
        super().__init__(client, code)
        self.connection = connection
        self.is_stocked = False

    def token(self, role: str) -> str:
        """Written by hand, because signing in takes a fifth of a second of CPU, and dozens of people call."""
        if role not in self.tokens:
            self.tokens[role] = secrets.token_urlsafe(32)
            run(self.connection, "token", username=self.account(role), key_hash=hashed(self.tokens[role]))
        return self.tokens[role]

    @cached_property
    def keys(self) -> dict[str, Any]:
        """The keys of the store, its people and its work: `store`, `sales`, `hotline`, `operation`, `parts` …"""
        [(keys,)] = run(self.connection, "keys", code=self.code, operation=OPERATION, parts=PARTS)
        return keys

    def new_car(self) -> dict[str, Any]:
        """With parts enough for it."""
        if not self.is_stocked:
            self.is_stocked = True
            self.fill_shelves()
        return super().new_car()


def hashed(key: str) -> str:
    """As the product keeps a token."""
    return sha256(key.encode()).hexdigest()


@contextmanager
def opened(urls: list[str], sizes: list[int], stores: int, clients: int) -> Iterator[list[Group]]:
    with ExitStack() as stack:
        for url, rows in zip(urls, sizes):
            manage(url, "demo", "--no-stories", "--stores", str(stores), "--leads", str(rows), "--orders", str(rows))
        groups = [stack.enter_context(group(url, rows, clients)) for url, rows in zip(urls, sizes)]
        for one in groups:
            one.prepare()
        yield groups


@contextmanager
def group(url: str, rows: int, clients: int) -> Iterator[Group]:
    with ExitStack() as stack:
        server, floor = stack.enter_context(web(url)), stack.enter_context(web(url, FLOOR))
        connection = stack.enter_context(closing(connected(url)))
        bare = [stack.enter_context(closing(connected(url, BARE))) for _ in range(clients)]
        lines = [Lines(Client(server.port), Client(floor.port), one) for one in bare]
        yield Group(url, server, connection, lines, rows)


def inside(url: str, *arguments: str) -> str:
    """What a module of `benchmarks/inside/` prints on its last line: it runs in process, on this database."""
    command = [sys.executable, "-m", "benchmarks.inside", *arguments]
    values = environment(url, demo=False)
    done = subprocess.run(command, env=values, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.splitlines()[-1]
