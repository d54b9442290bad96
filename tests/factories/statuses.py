"""Rows in a status that no act brought them to, as another edition or a lost worker may leave them."""

import pgtrigger


def put(rows, **fields) -> int:
    """Write a status past the guard of the database, which each test of it must not do."""
    with pgtrigger.ignore(f"{rows.model._meta.label}:legal_moves"):
        return rows.update(**fields)
