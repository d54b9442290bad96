"""CPU seconds (user and system) that processes have used, read from /proc."""

import os
from pathlib import Path
from typing import NamedTuple

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
PARENT, USER, SYSTEM, CHILDREN_USER, CHILDREN_SYSTEM = 1, 11, 12, 13, 14  # fields behind the name in /proc/<pid>/stat
BACKENDS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = %s"


class Cpu(NamedTuple):
    """Seconds of the web server's processes, and of the database's processes that work for them."""

    web: float
    database: float

    def since(self, earlier: "Cpu") -> "Cpu":
        return Cpu(self.web - earlier.web, self.database - earlier.database)

    @property
    def total(self) -> float:
        return self.web + self.database


def of_product(root: int, connection) -> Cpu:
    """What the web server below the process `root` and its backends have used so far.

    What has ended (parallel workers of a statement, a web process that was replaced) is in the time of its parent.
    """
    web = web_processes(root)
    return Cpu(sum(map(used, web)) + sum(map(used_by_ended_children, web)), of_backends(connection, "web"))


def of_backends(connection, name: str) -> float:
    """What the backends of an application's connections have used so far, with what has ended below their server."""
    with connection.cursor() as cursor:
        cursor.execute(BACKENDS, [name])
        backends = [pid for (pid,) in cursor.fetchall()]
    servers = {parent(pid) for pid in backends}
    return sum(map(used, backends)) + sum(map(used_by_ended_children, servers))


def web_processes(root: int) -> list[int]:
    return [pid for pid in descendants(root) if service_of(pid) == "web"]


def descendants(root: int) -> list[int]:
    """The process itself and everything below it."""
    parents = {pid: parent(pid) for pid in running()}
    members = [root]
    for member in members:
        members += [pid for pid, above in parents.items() if above == member]
    return members


def running() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def service_of(pid: int) -> str:
    """The supervisor names each service in the environment of its processes."""
    try:
        environment = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return ""
    names = [
        entry.removeprefix(b"APPLICATION_NAME=") for entry in environment if entry.startswith(b"APPLICATION_NAME=")
    ]
    return names[0].decode() if names else ""


def parent(pid: int) -> int:
    return fields(pid)[PARENT]


def used(pid: int) -> float:
    numbers = fields(pid)
    return (numbers[USER] + numbers[SYSTEM]) / TICKS_A_SECOND


def used_by_ended_children(pid: int) -> float:
    numbers = fields(pid)
    return (numbers[CHILDREN_USER] + numbers[CHILDREN_SYSTEM]) / TICKS_A_SECOND


def fields(pid: int) -> list[int]:
    """The numbers of /proc/<pid>/stat behind the name (the state's letter as 0); zeros for a process that has ended."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return [0] * (CHILDREN_SYSTEM + 1)
    _state, *numbers = stat.rpartition(")")[2].split()
    return [0, *map(int, numbers)]
