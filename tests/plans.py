"""How PostgreSQL carries out the statements of a request: each is explained as it is sent, then sent as usual."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

EXPLAINED = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
EXPLAIN = "EXPLAIN (ANALYZE, TIMING OFF, BUFFERS OFF, FORMAT JSON) "
GROUP_SIZED = """
    SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND reltuples >= %s"""
TABLES_OF_INDEXES = """
    SELECT i.relname, t.relname FROM pg_index
    JOIN pg_class i ON i.oid = indexrelid JOIN pg_class t ON t.oid = indrelid"""


@dataclass(frozen=True)
class Scan:
    """One way into a table: `rows` is what was read there, not what was kept of it."""

    kind: str
    table: str
    rows: float


@dataclass(frozen=True)
class Plan:
    """One statement: the rows it gave or wrote, how it reached them, and the milliseconds of planning."""

    sql: str
    planning: float
    rows: float
    counts: bool
    scans: list[Scan]

    def rows_read(self, tables: set[str]) -> float:
        return sum(scan.rows for scan in self.scans if scan.table in tables)

    def read_whole(self, tables: set[str]) -> set[str]:
        """The tables of these that were read from end to end."""
        return {scan.table for scan in self.scans if scan.kind == "Seq Scan" and scan.table in tables}


@dataclass
class Explainer:
    """Put around the statements of a connection; each statement text is explained once in `plans`."""

    indexes: dict[str, str]
    plans: list[Plan] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith(EXPLAINED) and sql not in self.seen and not many:
            self.seen.add(sql)
            self.plans += self.explained(sql, params)
        return execute(sql, params, many, context)

    def explained(self, sql: str, params) -> list[Plan]:
        """Whatever the statements write meanwhile is taken back."""
        with connection.connection.cursor() as cursor:
            cursor.execute("SAVEPOINT explained")
            plans = [self.plan(cursor, *statement) for statement in sent_together(sql, params)]
            cursor.execute("ROLLBACK TO SAVEPOINT explained")
            cursor.execute("RELEASE SAVEPOINT explained")
        return plans

    def plan(self, cursor, sql: str, params) -> Plan:
        cursor.execute(EXPLAIN + sql, params)
        [[tree]] = cursor.fetchone()
        return self.read(sql, tree if isinstance(tree, dict) else json.loads(tree)[0])

    def read(self, sql: str, tree: dict) -> Plan:
        nodes = list(executed(tree["Plan"]))
        scans = [self.scan(node) for node in nodes if "Scan" in node["Node Type"] and is_of_a_table(node)]
        counts = "Aggregate" in {node["Node Type"] for node in single_branch(tree["Plan"])}
        return Plan(sql, tree["Planning Time"], rows_of(tree["Plan"]), counts, scans)

    def scan(self, node: dict) -> Scan:
        table = node.get("Relation Name") or self.indexes[node["Index Name"]]
        removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        # What a bitmap's index has named is read when the heap is: counted once, there.
        each = 0 if node["Node Type"] == "Bitmap Index Scan" else node["Actual Rows"] + removed
        return Scan(node["Node Type"], table, each * node["Actual Loops"])


def sent_together(sql: str, params) -> Iterator[tuple[str, Any]]:
    """Each statement of a text (`accounts.new_rows` joins several), with its own parameters."""
    if "; " not in sql:
        yield sql, params
        return
    left = list(params)
    for statement in sql.split("; "):
        number = statement.count("%s")
        yield statement, left[:number]
        left = left[number:]


def executed(node: dict) -> Iterator[dict]:
    """The nodes that really ran; a branch may have been kept for another case."""
    if node["Actual Loops"]:
        yield node
        for below in node.get("Plans", []):
            yield from executed(below)


def single_branch(node: dict) -> Iterator[dict]:
    """From the top down as long as there is one way: an aggregate there makes few rows of many."""
    while node:
        yield node
        below = [one for one in node.get("Plans", []) if one["Parent Relationship"] == "Outer"]
        node = below[0] if len(below) == 1 else {}


def is_of_a_table(node: dict) -> bool:
    return "Relation Name" in node or "Index Name" in node


def rows_of(top: dict) -> float:
    """What the statement gave, or wrote."""
    if top["Node Type"] == "ModifyTable":
        return max(top["Actual Rows"], sum(below["Actual Rows"] for below in top.get("Plans", [])))
    return top["Actual Rows"]


@contextmanager
def explaining() -> Iterator[list[Plan]]:
    """The plans of what is sent meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES_OF_INDEXES)
        explainer = Explainer(dict(cursor.fetchall()))
    with connection.execute_wrapper(explainer):
        yield explainer.plans


def group_sized(rows: int) -> set[str]:
    """The tables of at least so many rows, by the statistics that the planner has."""
    with connection.cursor() as cursor:
        cursor.execute(GROUP_SIZED, [rows])
        return {table for (table,) in cursor.fetchall()}


def subject_of(sql: str) -> str:
    """The table that a statement reads or writes first, not counting its sub-selects; "" when it has only these."""
    outside = "".join(outermost(sql))
    names = re.findall(r'(?:FROM|INTO|^UPDATE) "(\w+)"', outside)
    return names[0] if names else ""


def outermost(sql: str) -> Iterator[str]:
    """The characters of a statement that stand in no brackets."""
    depth = 0
    for character in sql:
        depth += (character == "(") - (character == ")")
        if depth == 0:
            yield character
