"""The walk: lines of the table as requests, and what an answer means."""

from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from io import BytesIO
from itertools import count
from string import Formatter
from urllib.parse import urlencode
from zipfile import ZipFile

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, resolve

from tests.access.api import API
from tests.access.bodies import BODIES
from tests.access.pages import PAGES, PUBLIC
from tests.access.people import Person
from tests.access.world import HOUSE_WIDE, NOWHERE

_browser = Client(raise_request_exception=False)
_visitor = count(1)


@dataclass(frozen=True)
class Line:
    """One line of the table for one of its methods; `roles` is empty where everybody may."""

    method: str
    address: str
    roles: frozenset[str]

    def __str__(self):
        return f"{self.method} {self.address}"

    @property
    def is_api(self) -> bool:
        return self.address.startswith("/api/")

    @property
    def of_a_store(self) -> bool:
        """Something that belongs to one store stands in the address."""
        return bool(self.names - HOUSE_WIDE)

    @property
    def names(self) -> set[str]:
        """The things that stand in the address."""
        return {name for _text, name, _format, _conversion in Formatter().parse(self.address) if name}


@dataclass(frozen=True)
class Answer:
    status: int
    body: str
    location: str

    @property
    def outcome(self) -> str:
        """What the table speaks of: `in`, or the status of the refusal."""
        return "in" if self.opened else str(self.status)

    @property
    def opened(self) -> bool:
        """He got in: it was done, shown, or refused for what was asked, not for who asked."""
        return self.status in {200, 201, 204, 302, 400, 409, 422} and not self.wants_login

    @property
    def wants_login(self) -> bool:
        return self.status == 401 or (self.status == 302 and self.location.startswith("/login/"))


def lines_of(table: str) -> list[Line]:
    """The lines of a written table, one for each method."""
    found = []
    for row in filter(None, table.splitlines()):
        words = row.split()
        here = next(place for place, word in enumerate(words) if word.startswith("/"))
        found += [Line(method, words[here], frozenset(words[here + 1 :])) for method in words[:here]]
    return found


LINES = [line for table in (*PAGES.values(), *API.values()) for line in lines_of(table)]
OPEN = lines_of(PUBLIC)


def expected(line: Line, person: Person) -> str:
    """What the table promises somebody at his own store's things."""
    if line.address == "/store/" and person.of_the_group:
        return "404"  # no store is his
    return "in" if person.may(line.roles) else "403"


def names_no_store(line: Line, person: Person) -> bool:
    """Acting needs one store: whoever looks at all of them is told so (400) before anything is looked for."""
    return line.is_api and line.method != "GET" and person.at_all_stores


class Things(dict):
    """What stands in an address: a thing of the store, or of the person who asks."""

    def __init__(self, things: dict, person: Person | None):
        own = f"notice:{min(person.codes)}" if person and person.codes else "notice:SP"
        super().__init__(things | {"notice": things[own]})


def nowhere(things: dict) -> dict:
    """The same names for things that do not exist."""
    unknown = {"operation_code": "LO-00-000", "package_code": "NO-SUCH", "unmet_kind": "no-such"}
    return {name: NOWHERE if isinstance(key, int) else unknown.get(name, key) for name, key in things.items()}


def ask(line: Line, person: Person | None, things: dict, *, body: dict | None = None, htmx=False) -> Answer:
    """Send one request and take back whatever it did."""
    things = Things(things, person)
    path = line.address.format_map(things) + (person.query if person else "")
    given = filled(BODIES.get(str(line), {}) if body is None else body, things)
    return send(line.method, path, person, given, as_json=line.is_api, htmx=htmx)


def send(method: str, path: str, person: Person | None, given: dict, *, as_json: bool, htmx=False) -> Answer:
    headers = {"Accept-Language": "en"} | ({"HX-Request": "true"} if htmx else {})
    _browser.cookies = SimpleCookie()
    if person and as_json:
        headers["Authorization"] = f"Token {person.token}"
    elif person:
        _browser.cookies["sessionid"] = person.cookie
    if method == "GET" and given:  # Django's test client would drop what the address asks already
        path, given = f"{path}{'&' if '?' in path else '?'}{urlencode(given)}", {}
    kind = {"content_type": "application/json"} if as_json and method != "GET" else {}
    with transaction.atomic():
        call = getattr(_browser, method.lower())
        # Another visitor each time, so that whatever counts guesses by address counts none of them.
        found = call(
            path, given, headers=headers, REMOTE_ADDR=f"10.9.{next(_visitor) % 250}.{next(_visitor) % 250}", **kind
        )
        answer = Answer(found.status_code, text_of(found), found.get("Location", ""))
        transaction.set_rollback(True)
    return answer


def text_of(response) -> str:
    """All that can be read in an answer, of a spreadsheet too, and of the headers."""
    raw = b"".join(response.streaming_content) if response.streaming else response.content
    if "spreadsheet" in response.get("Content-Type", ""):
        with ZipFile(BytesIO(raw)) as book:
            raw = b"\n".join(book.read(name) for name in book.namelist())
    return raw.decode(errors="replace") + response.get("Location", "") + response.get("Content-Disposition", "")


def filled(given, things: dict, theirs: dict | None = None):
    """A body with the keys of things in place of their names, `<thing>` being another store's."""
    if isinstance(given, dict):
        return {name: filled(value, things, theirs) for name, value in given.items()}
    if isinstance(given, list):
        return [filled(value, things, theirs) for value in given]
    if isinstance(given, str) and given[:1] in {"{", "<"}:
        return (things if given[:1] == "{" else theirs)[given[1:-1]]
    return given


# ── the addresses of the house ────────────────────────────────────────────────────────────────
def routes() -> Iterator[tuple[str, str | None]]:
    """Every route with each method that it declares (`None`: a function, which declares none)."""
    for route, view in _leaves(get_resolver().url_patterns):
        for method in _declared(view):
            yield plain(route), method


def views() -> Iterator[tuple[str, object]]:
    """Every route with its view."""
    yield from _leaves(get_resolver().url_patterns)


def _leaves(patterns, before=""):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{before}{pattern.pattern}", pattern.callback
        elif pattern.app_name != "admin":
            yield from _leaves(pattern.url_patterns, f"{before}{pattern.pattern}")


def _declared(view) -> list[str | None]:
    if actions := getattr(view, "actions", None):
        return [method.upper() for method in actions if method != "head"]  # the framework adds it at the first request
    if shown := getattr(view, "view_class", getattr(view, "cls", None)):
        return [
            method.upper()
            for method in ("get", "post", "delete")
            if hasattr(shown, method) and method in shown.http_method_names
        ]
    return [None]


def route_of(line: Line) -> str:
    """The route that a line's address leads to; none is a broken line (Resolver404)."""
    return plain(resolve(line.address.format_map(dict.fromkeys(line.names, "1"))).route)


def plain(route: str) -> str:
    """A route without the sign that it begins, which the resolver sets and drops."""
    return route.replace("^", "")
