"""What is asked of every answer to bad input, and whether anything was written."""

import json
import re
from typing import Any

from django.db import connection

CJK = re.compile("[\u4e00-\u9fff]")
LEFT_OUT = {"accounts_apitoken", "axes_accessattempt"}


def everything() -> dict[str, tuple[int, int]]:
    """Each table's number of rows and a sum over their contents: the same twice means that nothing was written.

    Tokens are left out: the tests themselves give them. So are wrong passwords, which are meant to be counted.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_prepared_statements WHERE name = 'everything'")
        if not cursor.fetchone():
            cursor.execute(f"PREPARE everything AS {of_all_tables()}")
        cursor.execute("EXECUTE everything")
        return {table: (rows, contents) for table, rows, contents in cursor.fetchall()}


def of_all_tables() -> str:
    """The statement of `everything`: to plan it takes longer than to carry it out."""
    tables = [name for name in connection.introspection.table_names() if name not in LEFT_OUT]
    return " UNION ALL ".join(
        f"SELECT '{table}', count(*), coalesce(sum(hashtext(t::text)::bigint), 0) FROM \"{table}\" t"
        for table in tables
    )


def leaves(errors: Any) -> list[str]:
    """Every message, however deep it stands."""
    if isinstance(errors, dict):
        return [text for part in errors.values() for text in leaves(part)]
    if isinstance(errors, list):
        return [text for part in errors for text in leaves(part)]
    return [errors]


def problem_in(answer, statuses: set[int], field: str = "") -> str:
    """What is wrong with an answer that should be a problem (empty: nothing)."""
    if answer.status_code not in statuses:
        return f"{answer.status_code} {answer.content[:200]!r}"
    if answer["Content-Type"] != "application/problem+json":
        return f"not problem JSON but {answer['Content-Type']}"
    told = json.loads(answer.content)
    if not {"type", "title", "detail", "errors"} <= set(told) or told["status"] != answer.status_code:
        return f"keys {sorted(told)}"
    if field and field not in told["errors"] and not any(name.startswith(field) for name in told["errors"]):
        return f"errors at {list(told['errors'])}: {told['detail']}"
    if len(answer.content) > 5000:
        return f"{len(answer.content)} bytes"
    return spoken_in(answer, [told["title"], told["detail"], *leaves(told["errors"])])


def spoken_in(answer, texts: list[str]) -> str:
    """Every word is in the language that was asked for."""
    chinese = answer.wsgi_request.headers["Accept-Language"] == "zh-hans"
    wrong = [text for text in texts if not text or bool(CJK.search(text)) != chinese]
    return f"not in the language asked for: {wrong}" if wrong else ""
