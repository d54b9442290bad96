"""Finds the account that runs PostgreSQL, which refuses to run as root, and what that account can reach."""

import os
import pwd
import subprocess
from pathlib import Path

from supervisor.errors import Trouble

Account = pwd.struct_passwd


def server_account(existing: Path) -> Account | None:
    """The account of the server: as root the owner of existing data, else `postgres` or `nobody`; None for our own."""
    if os.geteuid() != 0:
        return None
    if existing.exists() and (owner := existing.stat().st_uid):
        return pwd.getpwuid(owner)
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Trouble("PostgreSQL cannot run as root and there is no user `postgres` or `nobody`; run as an ordinary user.")


def become(account: Account | None) -> dict:
    """The arguments of Popen that change to this account."""
    return {} if account is None else {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def can_reach(account: Account | None, folder: Path) -> bool:
    """Whether the account can reach a path; tried, because modes, access lists and mounts all matter."""
    command = ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)]
    return subprocess.run(command, cwd="/", stderr=subprocess.DEVNULL, **become(account)).returncode == 0


def can_run(account: Account | None, program: Path) -> bool:
    try:
        done = subprocess.run([program, "--version"], cwd="/", capture_output=True, **become(account))
    except OSError:
        return False
    return done.returncode == 0


def give(path: Path, account: Account | None) -> None:
    if account is not None:
        os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
