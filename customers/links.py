"""Opens documents by customer links: finds the link, counts the visit, limits guessing (promise P22)."""

from collections.abc import Callable
from datetime import datetime
from functools import partial, wraps

from django.db import connection
from django.http import Http404, HttpRequest
from django.utils.timezone import now
from django.views.decorators.csrf import csrf_exempt

from accounts.idempotency import answer_once
from accounts.needs import public
from accounts.ticks import in_store
from core import counters
from core.row_reads import Given, Prepared
from customers.models.links import Link

MISSES = 30
MISSES_WINDOW_SECONDS = 600
OPEN = {"revoked_at__isnull": True, "expires_at__gt": Given("at"), "store__active": True}
VALID = Prepared(
    lambda: Link.objects.filter(kind=Given("kind"), token_hash=Given("token_hash"), **OPEN).select_related("store")
)


class TooManyGuesses(Exception):
    """A client has tried too many wrong links; the middleware answers 429."""


def document(kind: str) -> Callable:
    """Make `view(request, link, …)` the page of links of this kind, in the scope and on the clock of the link's store.

    It is public and needs no CSRF token: the address is the secret, not a cookie; and a page without referrer posts
    with the origin "null", which Django's check would refuse.
    """

    def declare(view: Callable) -> Callable:
        @csrf_exempt
        @public
        @wraps(view)
        def page(request, token, **kwargs):
            link = opened(request, kind, token)
            with in_store(link.store):
                respond = partial(view, request, link, **kwargs)
                return answer_once(request, respond, store=link.store, principal=f"link:{link.pk}")

        page.remembers_itself = True
        return page

    return declare


def opened(request: HttpRequest, kind: str, token: str) -> Link:
    """The link of a token of this kind; counts the visit. Read in no scope: enter `scope(store=link.store)` next.

    Unknown, expired and revoked links all raise Http404; a client that guesses on raises TooManyGuesses.
    """
    at = now()
    link = VALID.first(at=at, kind=kind, token_hash=Link.hash_of(token))
    if link is None:
        raise _missed(f"guesses:{counters.address_of(request)}")
    if request.method == "GET":
        _count_visit(request, link, at)
    return link


def _missed(counter: str) -> Exception:
    """The exception for a wrong token. Clients behind one router share the count, so valid tokens still open."""
    if counters.value_of(counter) >= MISSES:
        return TooManyGuesses()
    counters.count(counter, MISSES_WINDOW_SECONDS)
    return Http404()


def _count_visit(request: HttpRequest, link: Link, at: datetime) -> None:
    """The count at the link and the line of its view log, in one statement: the customer's page waits for it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH counted AS (UPDATE customers_link SET views = views + 1, last_viewed_at = %s"
            " WHERE customers_link.store_id = %s AND id = %s RETURNING store_id, id)"
            " INSERT INTO customers_linkview (store_id, link_id, at, agent) SELECT store_id, id, %s, %s FROM counted",
            [at, link.store_id, link.pk, at, request.headers.get("User-Agent", "")[:200]],
        )
