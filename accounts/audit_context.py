"""Author and request of a write: a setting of the transaction, which the audit's triggers copy into their rows."""

import json
from collections.abc import Callable
from typing import Any

SETTING = "SELECT set_config('pghistory.context_metadata', {}, true); "
WRITES_NOTHING = ("SELECT", "BEGIN", "COMMIT", "ROLLBACK", "RELEASE")


class AuditContext:
    """Puts the setting before the first statement of a transaction that may write; `connection.execute_wrapper` of it.

    A savepoint is such a statement, so the setting is there before it, and rolling back to it leaves the setting as it
    is. Outside a transaction the setting is gone with each statement, and put before the next one again.
    """

    def __init__(self, **facts: Any) -> None:
        self.text = json.dumps(facts)

    def __call__(self, execute: Callable, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        connection = context["connection"]
        if connection.audit_context is self or sql.startswith(WRITES_NOTHING):
            return execute(sql, params, many, context)
        if connection.in_atomic_block:
            connection.audit_context = self
        return execute(*self.set_before(sql, params), many, context)

    def set_before(self, sql: str, params: Any) -> tuple[str, Any]:
        """The statement and its parameters, which are named or counted, with the setting first: one round trip."""
        if isinstance(params, dict):
            return SETTING.format("%(audit_context)s") + sql, {**params, "audit_context": self.text}
        return SETTING.format("%s") + sql, (self.text, *(params or ()))
