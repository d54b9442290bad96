"""Carries reference/*.csv into the database: the same file twice changes nothing, a changed file corrects the rows."""

from django.db import transaction

from accounts.register import modules
from core.reference import Table


@transaction.atomic
def load() -> dict[str, int]:
    """Load every table, those that others refer to first; answers how many rows each has."""
    return {str(table.model._meta.verbose_name): table.load() for table in tables()}


def tables() -> list[Table]:
    """What the apps declare in `reference.py`: an app refers to tables of its own floor or below."""
    return [table for module in modules("reference") for table in module.TABLES]
