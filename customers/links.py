"""The door behind a customer link: finds the document's link, counts the visit, slows down guessing (promise P22)."""

from collections.abc import Callable
from datetime import datetime
from functools import partial, wraps

from django.db import connection
from django.http import Http404, HttpRequest
from django.utils.timezone import now
from django.views.decorators.csrf import csrf_exempt
from django_scopes import scope, scopes_disabled

from accounts.idempotency import answer_once
from accounts.needs import public
from core import counters
from customers.models.links import Link

MISSES = 30
MISSES_WINDOW_SECONDS = 600


class TooManyGuesses(Exception):
    """This address has tried too many addresses that open nothing; the middleware answers 429."""


def document(kind: str) -> Callable:
    """Make `view(request, link, …)` the page behind links of this kind, run inside the link's store.

    Public, and without CSRF token: no cookie opens it, the address itself is the secret; and a page that sends no
    referrer posts with the origin "null", which Django's check would refuse.
    """

    def declare(view: Callable) -> Callable:
        @csrf_exempt
        @public
        @wraps(view)
        def page(request, token, **kwargs):
            link = opened(request, kind, token)
            with scope(store=link.store):
                respond = partial(view, request, link, **kwargs)
                return answer_once(request, respond, store=link.store, principal=f"link:{link.pk}")

        page.remembers_itself = True
        return page

    return declare


def opened(request: HttpRequest, kind: str, token: str) -> Link:
    """The link behind a token of this kind, its visit counted. Unscoped: enter `scope(store=link.store)` next.

    Unknown, expired and revoked look the same: Http404. Raises TooManyGuesses for an address that keeps guessing.
    """
    at = now()
    with scopes_disabled():
        valid = Link.objects.filter(revoked_at__isnull=True, expires_at__gt=at, store__active=True)
        try:
            link = valid.select_related("store").get(kind=kind, token_hash=Link.hash_of(token))
        except Link.DoesNotExist:
            raise _missed(f"guesses:{counters.address_of(request)}") from None
    if request.method == "GET":
        _count_visit(request, link, at)
    return link


def _missed(counter: str) -> Exception:
    """What a token that opens nothing is answered; whoever stands behind one router shares the count, so it holds up
    no token that does."""
    if counters.kept(counter) >= MISSES:
        return TooManyGuesses()
    counters.count(counter, MISSES_WINDOW_SECONDS)
    return Http404()


def _count_visit(request: HttpRequest, link: Link, at: datetime) -> None:
    """The count at the link and the line of its view log, in one statement: the customer's page waits for it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH counted AS (UPDATE customers_link SET views = views + 1, last_viewed_at = %s"
            " WHERE store_id = %s AND id = %s RETURNING store_id, id)"
            " INSERT INTO customers_linkview (store_id, link_id, at, agent) SELECT store_id, id, %s, %s FROM counted",
            [at, link.store_id, link.pk, at, request.headers.get("User-Agent", "")[:200]],
        )
