"""Where the links of a page lead: whoever sees a link must be let in behind it."""

import re
from collections import defaultdict
from html import unescape

from tests.access.people import CODES, Person
from tests.access.walk import Answer, Line, send
from tests.undrawn import undrawn

LINK = re.compile(r'<a [^>]*href="(/[^"#]*)')


class Links:
    """The links of many pages; each is followed once for everybody who sees it."""

    def __init__(self):
        self.followed: dict[str, set[str]] = defaultdict(set)

    def closed(self, line: Line, answers: dict[str, Answer], people: dict[str, Person]) -> list[tuple[str, str]]:
        """Who sees a link on this page that he is not let in by: (his role, the link)."""
        if line.method != "GET" or line.is_api:
            return []
        return [
            (code, link)
            for code in CODES
            if answers[code].status == 200
            for link in self._new_of(code, answers[code].body)
            if is_closed(link, people[code])
        ]

    def _new_of(self, code: str, body: str) -> set[str]:
        links = set(LINK.findall(body)) - self.followed[code]
        self.followed[code] |= links
        return links


def is_closed(link: str, person: Person) -> bool:
    with undrawn():
        return send("GET", unescape(link), person, {}, as_json=False).status == 403
