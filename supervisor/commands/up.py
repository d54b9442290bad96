"""Starts the whole dealership on this machine and stays until Ctrl-C."""

import os
import time
from contextlib import suppress
from socket import socket

from supervisor.application import beat, fake_gateway, listening_socket, web, with_fake_gateway, worker
from supervisor.environment import Place, refuse_endless_redirects
from supervisor.errors import Interrupted, Trouble
from supervisor.preparation import carry_out, collect_static, compile_messages, load_demo, load_reference, migrate
from supervisor.servers import Servers
from supervisor.state import folder_from, locked, opened
from supervisor.supervision import Supervisor, say

STORE_ROLES = (
    *("sales_consultant", "sales_manager", "hotline_clerk", "service_advisor", "service_manager", "technician"),
    *("quality_inspector", "parts_clerk", "cashier", "crm_agent", "general_manager"),
)
GROUP_ACCOUNTS = ("group_manager@group", "system_admin@group")


def main(arguments: list[str]) -> int:
    if arguments:
        raise Trouble(f"`run.py` takes no arguments, but here is: {' '.join(arguments)}")
    began = time.monotonic()
    place = Place.of(os.environ)
    refuse_endless_redirects(os.environ, place)
    state = opened(folder_from(os.environ))
    with (
        suppress(Interrupted),
        locked(state, command="up", address=place.address),
        listening_socket(place) as listener,
        Supervisor(state.logs, state.processes_file) as supervisor,
    ):
        environment = start(supervisor, Servers(state, os.environ), listener)
        say(welcome(place, environment, time.monotonic() - began))
        supervisor.watch()
    say("Stopped; the data is kept.")
    return 0


def start(supervisor: Supervisor, servers: Servers, listener: socket) -> dict[str, str]:
    environment = servers.environment()
    say("Starting the database and the queue …")
    servers.start(supervisor)
    say("Preparing the application …")
    carry_out(supervisor, migrate(servers), compile_messages(environment), collect_static(environment))
    carry_out(supervisor, load_reference(servers))
    if environment["DEMO"] == "1":
        carry_out(supervisor, load_demo(servers))
        if not environment.get("SMS_URL"):
            environment = with_fake_gateway(environment)
            supervisor.start(fake_gateway(environment))
    supervisor.start(web(environment, listener))
    supervisor.start(worker(environment), beat(environment), same_level=True)  # requests before tasks
    return environment


def welcome(place: Place, environment: dict[str, str], seconds: float) -> str:
    lines = [f"\nThe dealership is open at {place.address} (after {seconds:.1f} s). Ctrl-C closes it."]
    if environment["DEMO"] == "1":
        lines += [
            f"Demo accounts, password `demo`: {', '.join(GROUP_ACCOUNTS)}, and at SH01 or SH02:",
            roles_in_lines(),
            f"Book a car yourself: {place.address}at/SH01/   Its SMS: {environment.get('SMS_URL', '')}",
        ]
    return "\n".join([*lines, f"Data and logs: {environment['DEALERSHIP_DATA']}\n"])


def roles_in_lines() -> str:
    accounts = [f"{role}@SH01" for role in STORE_ROLES]
    return "\n".join("  " + "  ".join(f"{account:<24}" for account in accounts[i : i + 4]) for i in range(0, 12, 4))
