"""Database triggers that several tables share."""

import pgtrigger


def never_truncated(name: str) -> pgtrigger.Trigger:
    """Refuse TRUNCATE on the table."""
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Truncate,
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        func="RAISE EXCEPTION 'this table is never emptied';",
    )
