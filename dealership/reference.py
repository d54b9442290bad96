"""Loads reference/*.csv into the database: the same file again changes nothing, a changed file corrects rows."""

from django.db import transaction

from accounts.register import modules
from core.reference import Table


@transaction.atomic
def load() -> dict[str, int]:
    """Load every table, referenced tables first; returns the count of rows of each."""
    return {str(table.model._meta.verbose_name): table.load() for table in tables()}


def tables() -> list[Table]:
    """The tables that apps declare in `reference.py`, in the order of the apps, which is that of references."""
    return [table for module in modules("reference") for table in module.TABLES]
