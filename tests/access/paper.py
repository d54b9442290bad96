"""The written table as a page for people: `docs/access.md`."""

from pathlib import Path

from django.conf import settings

from tests.access.api import API
from tests.access.pages import DEMO, OUTBOX, PAGES, PUBLIC
from tests.access.people import CODES

PAGE = Path(settings.BASE_DIR) / "docs" / "access.md"
INTRODUCTION = """# Who may open what

Written by hand in `tests/access/pages.py` and `tests/access/api.py`; `tests/test_access.py` walks every address of the
house against it and writes this page.

- ● opens the page or may do the act. Everybody else gets 403, whoever is not signed in the login page (401 in the API).
- The thing in the address belongs to another store, or is missing: 404, the same for both.
- Another store's key in a body: 400, with the field named.
- A person of several roles may what any of them may. An ended membership opens nothing.
- A salesperson sees his own leads and visits; a colleague's are 404 to him.
- Group roles name the store with `?store=`; without it they act on nothing in the API (400 at `store`).
- Phone numbers are masked for TE, QI, PC and CA. GR and AD see no customer at all.
"""


def written() -> str:
    """The whole page."""
    legend = "\n".join(f"- **{code}** {role.value}" for code, role in CODES.items())
    parts = [INTRODUCTION, f"## Roles\n\n{legend}\n"]
    parts += [_table(title, rows) for title, rows in (PAGES | API).items()]
    parts += [_table("Only in the demo", OUTBOX), _list("Open to everybody", PUBLIC)]
    return "\n".join([*parts, _list("Open to everybody, only in the demo", DEMO)])


def _table(title: str, rows: str) -> str:
    head = ["", *CODES]
    body = [_row(row.split()) for row in filter(None, rows.splitlines())]
    lines = [head, ["---"] + [":-:"] * len(CODES), *body]
    return f"## {title}\n\n" + "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


def _row(words: list[str]) -> list[str]:
    here = next(place for place, word in enumerate(words) if word.startswith("/"))
    roles = words[here + 1 :]
    return [f"{' '.join(words[:here])} `{words[here]}`", *("●" if code in roles else "" for code in CODES)]


def _list(title: str, rows: str) -> str:
    lines = [row.split() for row in filter(None, rows.splitlines())]
    return f"## {title}\n\n" + "\n".join(f"- {' '.join(words[:-1])} `{words[-1]}`" for words in lines) + "\n"
