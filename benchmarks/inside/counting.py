"""Requests in process, through the whole application, to count their queries."""

from http.cookies import SimpleCookie

from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from benchmarks.client import Client, Request, Response
from benchmarks.databases import run
from benchmarks.groups import Lines, MeasuredStore
from benchmarks.stores import ALWAYS_OPEN, PASSWORD
from benchmarks.works import WORKS
from benchmarks.works.work import Work

NO_QUERY = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")


class CountingClient(Client):
    """`counted` grows by each statement that reads or writes; the frame of a transaction is none."""

    counted = 0

    def __init__(self):
        self.browser = Browser(SERVER_NAME="127.0.0.1")

    def exchange(self, request: Request) -> Response:
        headers = {name: value for name, value in request.headers.items() if name not in {"Content-Type", "Cookie"}}
        self.browser.cookies = SimpleCookie({"sessionid": request.session} if request.session else {})
        with CaptureQueriesContext(connection) as queries:
            response = self.browser.generic(
                request.method, request.path, request.content, content_type="application/json", headers=headers
            )
        self.counted += sum(not without_context(query["sql"]).startswith(NO_QUERY) for query in queries)
        return Response(response.status_code, response.content)


class CountedStore(MeasuredStore):
    def session(self, role: str) -> str:
        browser = Browser(SERVER_NAME="127.0.0.1")
        browser.post("/login/", {"username": self.account(role), "password": PASSWORD})
        return browser.cookies["sessionid"].value


def without_context(sql: str) -> str:
    """Without the audit's context, which travels before a statement in the same round trip."""
    head, _, rest = sql.partition("; ")
    return rest if rest and head.startswith("SELECT set_config('pghistory") else sql


def queries(names: list[str]) -> dict[str, int]:
    """Of one turn of each work, by name."""
    connection.ensure_connection()
    works = [work for work in WORKS if isinstance(work, Work) and work.name in names]
    return {work.name: queries_of(work) for work in works}


def queries_of(work: Work) -> int:
    """Of the second turn: what is kept for later requests was kept by the first."""
    client = CountingClient()
    usual = [code for (code,) in run(connection.connection, "codes") if code != ALWAYS_OPEN][0]
    store = CountedStore(client, ALWAYS_OPEN if work.name == "order" else usual, connection.connection)
    work.full(store)(Lines(client, client, None))
    act = work.full(store)
    client.counted = 0
    act(Lines(client, client, None))
    return client.counted
