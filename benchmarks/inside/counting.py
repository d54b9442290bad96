"""Requests in process, through the whole application, to count their queries."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.asks import Answer, Ask, checked

NO_QUERY = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")


class CountingDoor:
    """`counted` grows by each statement that reads or writes; the frame of a transaction is none."""

    counted = 0

    def send(self, ask: Ask) -> Answer:
        headers = {name: value for name, value in ask.headers.items() if name != "Content-Type"}
        client = Client(headers=headers, SERVER_NAME="127.0.0.1")
        with CaptureQueriesContext(connection) as queries:
            answer = client.generic(ask.method, ask.path, ask.sent, content_type="application/json")
        self.counted += sum(not bare(query["sql"]).startswith(NO_QUERY) for query in queries)
        return checked(ask, Answer(answer.status_code, answer.content))


def bare(sql: str) -> str:
    """Without the audit's context, which travels before a statement in the same round trip."""
    head, _, rest = sql.partition("; ")
    return rest if rest and head.startswith("SELECT set_config('pghistory") else sql
