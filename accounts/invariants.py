"""Promises as SQL. Each app declares its own in `invariants.py`; here are those of accounts and of all tables.

`I…` are the numbers of the reliability goals, `S…` further ones. Each statement returns `(store_id, what)`; `%(at)s`
is the moment of the check.
"""

from dataclasses import dataclass

from django.apps import apps
from pghistory.models import Event

from accounts.postgresql.rows import stays_in_its_store

PHONE = r"'(^|[^0-9])1[3-9][0-9]{9}([^0-9]|$)'"
ADDRESS = "'/[abos]/[A-Za-z0-9_-]{43}'"


@dataclass(frozen=True)
class Invariant:
    """A promise as SQL: any row that comes back, `(store_id, what)`, breaks it."""

    code: str
    meaning: str
    sql: str


INVARIANTS = [
    Invariant(
        "I20",
        "no log, notice or answer holds an open address, a password or a phone number that we wrote ourselves",
        f"""SELECT store_id, 'activity ' || id FROM accounts_activity
            WHERE facts::text ~ {PHONE} OR facts::text ~ {ADDRESS} OR note ~ {ADDRESS}
           UNION ALL SELECT store_id, 'notice ' || id FROM accounts_notice
            WHERE facts::text ~ {PHONE} OR facts::text ~ {ADDRESS} OR url ~ {ADDRESS}
           UNION ALL SELECT NULL, 'answer ' || id FROM accounts_rememberedanswer
            WHERE encode(body, 'escape') ~ {ADDRESS} OR headers::text ~ {ADDRESS}
           UNION ALL SELECT NULL, 'user ' || id FROM accounts_user
            WHERE password <> '' AND password !~ '^(!|[a-z0-9_]+[$])'""",
    ),
    Invariant(
        "S9",
        "what a store has decided stands in its row as in its settings",
        """SELECT s.id, 'setting ' || coalesce(k.key, r.key) FROM accounts_store s
           CROSS JOIN LATERAL jsonb_each(s.changed_settings) k
           FULL JOIN accounts_storesetting r ON r.store_id = s.id AND r.key = k.key
           WHERE k.value IS DISTINCT FROM r.value""",
    ),
]


def keys_to_nothing() -> list[Invariant]:
    """I18 for every key between two rows of a store; the database does not check it while triggers are off."""
    fields = [field for model in apps.get_models() for field in model._meta.local_fields]
    return [_points_at_a_row(field) for field in fields if stays_in_its_store(field) and field.db_constraint]


def _points_at_a_row(field) -> Invariant:
    child, parent, column = field.model._meta.db_table, field.related_model._meta.db_table, field.column
    return Invariant(
        "I18",
        f"{child}.{column} stays in its store",
        f"SELECT c.store_id, '{child} ' || c.id FROM {child} c"
        f" LEFT JOIN {parent} p ON p.store_id = c.store_id AND p.id = c.{column}"
        f" WHERE c.{column} IS NOT NULL AND p.id IS NULL",
    )


def addresses_in_the_audit() -> list[Invariant]:
    """I20 for the audit rows of every table: they contain no customer's address."""
    audit = [model._meta.db_table for model in apps.get_models() if issubclass(model, Event)]
    return [
        Invariant(
            "I20",
            f"{table} holds no open address",
            f"SELECT NULL, '{table} ' || pgh_id FROM {table} WHERE pgh_context::text ~ {ADDRESS}",
        )
        for table in audit
    ]
