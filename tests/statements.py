"""What a statement reads of the tables of stores, and whether it names the store of each."""

import re
from functools import cache

from django.apps import apps

from accounts.postgresql.rows import is_of_a_store

TABLES = {model._meta.db_table for model in apps.get_models() if is_of_a_store(model)}
NAME = r'"?(\w+)"?'
READ = re.compile(rf"\b(?:FROM|JOIN|UPDATE|USING)\s+(?:ONLY\s+)?{NAME}(?:\s+(?:AS\s+)?{NAME})?", re.I)
WRITTEN = re.compile(rf"\bINSERT INTO\s+{NAME}\s*(?:AS\s+\w+\s*)?\(([^)]*)\)", re.I)
CHANGED = re.compile(rf"\b(?:INSERT INTO|DELETE FROM|(?<!FOR )(?<!KEY )(?<!DO )UPDATE)\s+{NAME}\s", re.I)
LOCKED = re.compile(rf"\bFROM\s+{NAME}(?=\s).*\bFOR\s+(?:NO KEY\s+)?(?:UPDATE|SHARE)", re.I | re.S)
STORE = rf'{NAME}\."?store_id"?'
SAME = re.compile(rf"{STORE}\s*=\s*\(?{STORE}", re.I)
GIVEN = re.compile(rf"{STORE}\s*(?:=\s*(?:%|\d|ANY|\(?NULL)|IN\s*\()", re.I)
# In a trigger the row that is written, else a row of the table of stores itself: there the store is given.
ITS_STORE = re.compile(rf'{STORE}\s*=\s*\(?"?accounts_store"?\."?id"?', re.I)
OF_THE_ROW = {"new", "old"}
NO_ALIAS = {
    "as", "cross", "do", "fetch", "for", "full", "group", "having", "inner", "intersect", "join", "left", "limit",
    "natural", "offset", "on", "order", "returning", "right", "select", "set", "union", "using", "where", "window",
}  # fmt: skip


@cache
def without_store(sql: str) -> tuple[str, ...]:
    """The tables of stores that the statement reads or writes without saying of which store.

    A name stands for one table in the whole statement, so two sub-queries that share a name must both be tied down:
    each name needs as many conditions as it has tables.
    """
    open_tables = [table for table, columns in WRITTEN.findall(sql) if table in TABLES and "store_id" not in columns]
    read = [(table, name(table, alias)) for table, alias in READ.findall(sql) if table in TABLES]
    given = [*GIVEN.findall(sql), *ITS_STORE.findall(sql)]
    same = SAME.findall(sql)
    tied = tied_down(set(given) | OF_THE_ROW, same)
    said = [*given, *(side for pair in same for side in pair)]
    for table, alias in read:
        times = sum(1 for _table, other in read if other == alias)
        if alias.lower() not in tied or said.count(alias) < times:
            open_tables.append(table)
    return tuple(open_tables)


def of_the_group(sql: str) -> set[str]:
    """The tables of the whole group that the statement writes to or locks rows of."""
    touched = {table for pattern in (CHANGED, LOCKED) for table in pattern.findall(sql)}
    return touched - TABLES


def name(table: str, alias: str) -> str:
    return table if not alias or alias.lower() in NO_ALIAS else alias


def tied_down(given: set[str], same: list[tuple[str, str]]) -> set[str]:
    """The names whose store is given, or is the same as that of a name whose store is given."""
    tied = {alias.lower() for alias in given}
    pairs = [(a.lower(), b.lower()) for a, b in same]
    while more := {one for a, b in pairs for one in (a, b) if {a, b} & tied} - tied:
        tied |= more
    return tied
