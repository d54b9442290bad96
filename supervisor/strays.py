"""Ends, before a start, the processes that a killed supervisor left; the data folder has their numbers."""

import json
import os
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from supervisor.processes import Child, kill_group

HAS_PROC = Path("/proc/self/stat").exists()
PATIENCE = 5.0  # seconds to end by themselves


def remember(record: Path, running: list[Child]) -> None:
    draft = record.with_suffix(".new")
    pids = {child.service.name: (child.process.pid, child.service.stop_signal) for child in running}
    children = {name: [pid, birth(pid), stop_signal] for name, (pid, stop_signal) in pids.items()}
    draft.write_text(json.dumps({"boot": boot(), "children": children}), encoding="utf-8")
    draft.replace(record)


def clear(record: Path) -> list[str]:
    """End the processes left of the last run and return their names; other processes of such a number go on."""
    left = remaining(record)
    for pid, stop_signal in left.values():
        ask_to_end(pid, stop_signal)
    deadline = time.monotonic() + PATIENCE
    while any(session(pid) for pid, _ in left.values()) and time.monotonic() < deadline:
        time.sleep(0.05)
    for pid, _ in left.values():
        kill_group(pid)
    record.unlink(missing_ok=True)
    return sorted(left)


def remaining(record: Path) -> dict[str, tuple[int, int]]:
    try:
        noted = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if noted["boot"] != boot():
        return {}
    children = noted["children"].items()
    return {name: (pid, stop_signal) for name, (pid, born, stop_signal) in children if is_ours(pid, born)}


def is_ours(pid: int, born: str) -> bool:
    """Whether our leader runs, or members of its session: while they do, no other process gets its number."""
    now = birth(pid)
    return now == born if now else bool(session(pid))


def ask_to_end(leader: int, stop_signal: int) -> None:
    for member in session(leader):
        with suppress(ProcessLookupError, PermissionError):
            os.kill(member, stop_signal)


def birth(pid: int) -> str:
    """The start of the process, different for a later one of the same number; empty without a process."""
    if HAS_PROC:
        status = fields(pid)
        return status[19] if status and status[0] != "Z" else ""
    return subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()


def session(leader: int) -> list[int]:
    """The running members of a session; without /proc only the leader is known."""
    if not HAS_PROC:
        return [leader] if birth(leader) else []
    numbers = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [pid for pid in numbers if (status := fields(pid)) and status[3] == str(leader) and status[0] != "Z"]


def fields(pid: int) -> list[str]:
    """State, parent, group, session and so on: the fields after the name, which may contain spaces and brackets."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return stat.rpartition(")")[2].split()


def boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="utf-8").strip() if HAS_PROC else ""
