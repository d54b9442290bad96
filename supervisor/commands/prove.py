"""Proves promises at their full figures, and writes what was counted into docs/proofs.md."""

import json
import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from supervisor.commands.manage import run_in_foreground
from supervisor.commands.test import FOR_TESTS, GREEN, NOTHING_TO_RUN
from supervisor.errors import Trouble
from supervisor.preparation import carry_out, compile_messages
from supervisor.servers import throw_away
from supervisor.state import ROOT

PROOFS, PAGE = "tests/concurrency/proofs", ROOT / "docs" / "proofs.md"
SEED = "--seed"
HEAD = """\
# Proofs

What `python3 run.py prove` counted: promises at their full figures, each line the last run of one proof. `run.py
test --all` proves each at a hundredth of the size (P3 at half of it), and takes away what a proof rests on, which must
fail; for P4 and P7 nothing is taken away. P1 has no bookings by import, P3 no restart of the database, P6 reads only.

| promise | proof | outcome | counts | seconds | seed | commit | day |
|---|---|---|---|---|---|---|---|
"""


def main(arguments: list[str]) -> int:
    promises, seed = arguments_of(arguments)
    with throw_away("prove") as (supervisor, servers), tempfile.TemporaryDirectory() as folder:
        environment = servers.environment() | FOR_TESTS
        carry_out(supervisor, compile_messages(environment))
        report = Path(folder, "report")
        environment |= {"PROOF_REPORT": str(report), "PROOF_SEED": seed}
        outcome = run_in_foreground(command_for(promises), environment)
        proofs = report.read_text(encoding="utf-8").splitlines() if report.exists() else []
    if outcome == NOTHING_TO_RUN:
        raise Trouble(f"There is no proof of {', '.join(promises)}.")
    keep([json.loads(line) for line in proofs], seed=seed)
    return GREEN if outcome == GREEN else outcome


def arguments_of(arguments: list[str]) -> tuple[list[str], str]:
    """The promises (none: all), and the seed of what is random."""
    rest, seed = list(arguments), "1"
    if SEED in rest:
        place = rest.index(SEED)
        if place + 1 == len(rest) or not rest[place + 1].isdigit():
            raise Trouble(f"{SEED} wants a whole number.")
        seed = rest.pop(place + 1)
        rest.pop(place)
    if wrong := [name for name in rest if not (name[:1] == "P" and name[1:].isdigit())]:
        raise Trouble(f"A promise is named P1, P2 …; this is none: {', '.join(wrong)}.")
    return rest, seed


def command_for(promises: list[str]) -> list[str]:
    """pytest with the proofs of these promises, one after the other."""
    chosen = [argument for name in promises for argument in ("--promise", name)]
    return [sys.executable, "-m", "pytest", PROOFS, "-n0", "-rs", *chosen]


def keep(proofs: list[dict], *, seed: str) -> None:
    """Write each proof's line into the page; those that were not run keep theirs."""
    lines = dict(line_and_key(line) for line in rows_of(PAGE))
    lines |= dict(line_and_key(row(proof, seed=seed)) for proof in proofs)
    PAGE.write_text(HEAD + "".join(f"{line}\n" for _key, line in sorted(lines.items())), encoding="utf-8")
    print("".join(f"{row(proof, seed=seed)}\n" for proof in proofs), end="")


def rows_of(page: Path) -> list[str]:
    lines = page.read_text(encoding="utf-8").splitlines() if page.exists() else []
    return [line for line in lines if line.startswith("| P")]


def line_and_key(line: str) -> tuple[tuple[int, str], str]:
    promise, proof = (cell.strip() for cell in line.split("|")[1:3])
    return (int(promise[1:]), proof), line


def row(proof: dict, *, seed: str) -> str:
    counts = ", ".join(f"{name.replace('_', ' ')} {number:,}" for name, number in proof["counts"].items())
    cells = [proof["promise"], f"`{proof['proof']}`", proof["outcome"], counts, f"{proof['seconds']:,}"]
    return f"| {' | '.join([*cells, seed, commit(), date.today().isoformat()])} |"


def commit() -> str:
    """The short name of what was proved, with a plus when files differ from it."""
    command = ["git", "describe", "--always", "--dirty=+", "--exclude=*"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=os.environ)
    return answer.stdout.strip() or "unknown"
