"""Runs the invariants of every app: each returned row is a broken promise (`manage.py checkintegrity`).

Not checked: of I17 that a delivered order *has* its call (the queue does not look back so far), of I19 a chain over
the audit rows (not built yet).
"""

from datetime import datetime

from django.db import connection

from accounts.invariants import Invariant, addresses_in_the_audit, keys_to_nothing
from accounts.machines import Machine, machines
from accounts.register import modules


def declared() -> list[Invariant]:
    """The invariants that apps declare in `invariants.py`, by number."""
    rows = [invariant for module in modules("invariants") for invariant in module.INVARIANTS]
    return sorted(rows, key=lambda row: (row.code[0], int(row.code[1:])))


def invariants() -> list[Invariant]:
    """All invariants, with those made from tables of statuses."""
    return [*declared(), *legal_moves(), *keys_to_nothing(), *addresses_in_the_audit()]


def legal_moves() -> list[Invariant]:
    """I10 for every table of a status: each move in the log is a move of the table."""
    return [_legal(model._meta.label_lower, machine) for model, machine in machines().items()]


def _legal(subject: str, machine: Machine) -> Invariant:
    pairs = ", ".join(f"('{start}', '{end}')" for start, end in machine.moves)
    return Invariant(
        "I10",
        f"every move of {subject} in the log is a move of its table",
        f"SELECT store_id, 'activity ' || id FROM accounts_activity WHERE subject = '{subject}' AND verb = 'move'"
        f" AND (from_status, to_status) NOT IN ({pairs})",
    )


def broken(*, at: datetime) -> list[tuple[Invariant, list[tuple]]]:
    """The invariants that are broken at that moment, with their first rows."""
    violations = []
    with connection.cursor() as cursor:
        for invariant in invariants():
            cursor.execute(f"SELECT * FROM ({invariant.sql}) broken LIMIT 20", {"at": at})
            if rows := cursor.fetchall():
                violations.append((invariant, rows))
    return violations
