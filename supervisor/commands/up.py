"""Starts the whole dealership on this machine and stays until Ctrl-C."""

import hashlib
import os
import time
from contextlib import suppress

from supervisor import stamps
from supervisor.application import beat, listening_socket, manage_step, stale_steps, web, worker
from supervisor.errors import Interrupted, Trouble
from supervisor.servers import Servers
from supervisor.state import State, folder_from, locked, opened
from supervisor.supervision import Supervisor, say

ROLES = (
    "sales_consultant", "sales_manager", "hotline_clerk", "service_advisor", "service_manager", "technician",
    "quality_inspector", "parts_clerk", "cashier", "crm_agent", "general_manager",
)  # fmt: skip


def main(arguments: list[str]) -> int:
    if arguments:
        raise Trouble(f"`run.py` takes no arguments, but here is: {' '.join(arguments)}")
    began = time.monotonic()
    state = opened(folder_from(os.environ))
    host, port = listening_place(os.environ)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    with (
        suppress(Interrupted),
        locked(state, command="up", address=address),
        listening_socket(host, port) as listener,
        Supervisor(state.logs, state.processes_file) as supervisor,
    ):
        start(supervisor, state, listener)
        say(welcome(state, address, time.monotonic() - began))
        supervisor.watch()
    say("Stopped; the data is kept.")
    return 0


def listening_place(environ) -> tuple[str, int]:
    port = environ.get("PORT") or "8000"
    if not (port.isdecimal() and 0 < int(port) < 65536):
        raise Trouble(f"PORT must be a number from 1 to 65535, not {port!r}.")
    return environ.get("HOST") or "127.0.0.1", int(port)


def start(supervisor: Supervisor, state: State, listener) -> None:
    servers = Servers(state, os.environ)
    environment = servers.environment()
    say("Starting the database and the queue …")
    servers.start(supervisor)
    say("Preparing the application …")
    supervisor.run(manage_step("migrate", "migrate", "--noinput", environment=environment))
    for step, stamp, value in stale_steps(environment):
        supervisor.run(step)
        stamps.write(stamp, value)
    load_demo(supervisor, state, environment)
    supervisor.start(worker(environment), beat(environment), web(environment, listener))


def load_demo(supervisor: Supervisor, state: State, environment: dict[str, str]) -> None:
    """Once for each database; a load that was interrupted is done again."""
    stamp = state.folder / "demo-loaded"
    database = hashlib.sha256(environment["DATABASE_URL"].encode()).hexdigest()
    if environment["DEMO"] != "1" or stamps.is_current(stamp, database):
        return
    say("Loading the demo group …")
    supervisor.run(manage_step("demo", "demo", environment=environment))
    stamps.write(stamp, database)


def welcome(state: State, address: str, seconds: float) -> str:
    lines = [f"\nThe dealership is open at {address} (after {seconds:.1f} s). Ctrl-C closes it."]
    if (state.folder / "demo-loaded").exists():
        lines += [
            "Demo accounts, password `demo`: <role>@SH01 or <role>@SH02 with the roles",
            f"  {', '.join(ROLES[:6])},",
            f"  {', '.join(ROLES[6:])};",
            "  group_manager@group and system_admin@group.",
        ]
    return "\n".join([*lines, f"Data and logs: {state.folder}\n"])
