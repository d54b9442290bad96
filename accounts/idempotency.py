"""Makes a repeated submit one act (promise P11): the same key and body get the same answer, another body is refused.

Permission is checked before an answer is repeated, and secrets are not kept (docs/decisions/0012).
"""

import hmac
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models.records import RememberedAnswer
from accounts.models.stores import Store
from core.logs import without_tokens
from core.problems import is_api, plain

KEY = re.compile(r"[!-~]{1,64}")
KEPT = timedelta(days=7)
BATCH = 2_000
KEPT_HEADERS = ("Content-Type", "Location", "HX-Redirect", "HX-Trigger")
OF_THE_SENDING = {"csrfmiddlewaretoken", "opened_by"}  # they differ each time the form is opened


class IdempotencyMiddleware:
    """Runs a POST of staff with a key in one transaction with the row that keeps its answer.

    Two copies at once: the second waits on the unique key until the first has committed, then gets its answer.
    A form with errors is not kept, so the corrected form may use its key.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.remembered = None
        key = key_of(request) if request.access else ""
        if not key:
            return self.get_response(request)
        if not KEY.fullmatch(key):
            return bad_key(request)
        memory = {"store": request.access.store, "principal": f"user:{request.user.pk}", "key": key}
        with transaction.atomic():
            if answer := claim(fingerprint_of(request), **memory):
                return settle(request, self.get_response(request), answer)
            request.remembered = RememberedAnswer.objects.get(**memory)
            return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Here the permission of the view, its CSRF token and the store in the address are checked already."""
        if request.remembered is None or getattr(view, "remembers_itself", False):
            return None
        if not set(request.remembered.perms) <= set(map(str, request.access.perms)):
            raise PermissionDenied(_("Your role does not allow this any more."))
        return repeated(request, request.remembered)


def answer_once(
    request: HttpRequest, respond: Callable[[], HttpResponse], *, store: Store, principal: str
) -> HttpResponse:
    """The same for a view that identifies its caller itself, such as a customer's link; call it after that."""
    key = key_of(request)
    if not key:
        return respond()
    if not KEY.fullmatch(key):
        return bad_key(request)
    memory = {"store": store, "principal": principal, "key": key}
    with transaction.atomic():
        if answer := claim(fingerprint_of(request), **memory):
            return settle(request, respond(), answer)
        return repeated(request, RememberedAnswer.objects.get(**memory))


def forget(*, at: datetime) -> None:
    """Delete old answers: submits are repeated within days, and an answer may name a customer."""
    for store in [None, *Store.objects.order_by("pk")]:
        old = RememberedAnswer.objects.filter(store=store, at__lt=at - KEPT).order_by("at")
        while keys := list(old.values_list("pk", flat=True)[:BATCH]):
            RememberedAnswer.objects.filter(store=store, pk__in=keys).delete()


def key_of(request) -> str:
    """The key of a writing request, "" without one."""
    if request.method not in {"POST", "PUT", "PATCH", "DELETE"}:
        return ""
    if is_api(request):
        return request.headers.get("Idempotency-Key", "")
    _bytes = request.body  # read first: a multipart body can be parsed again from it, but not read after parsing
    return request.headers.get("Idempotency-Key", "") or request.POST.get("idempotency_key", "")


def fingerprint_of(request) -> str:
    """A hash of the request, without what changes at each sending (CSRF mask, multipart boundary).

    It uses the secret key: a body may contain a password, and a plain hash of a short one could be guessed.
    """
    digest = hmac.new(settings.SECRET_KEY.encode(), digestmod=sha256)
    digest.update(f"{request.method} {request.get_full_path()}".encode())
    if request.content_type == "multipart/form-data" or request.content_type == "application/x-www-form-urlencoded":
        _bytes = request.body
        for name, values in sorted(request.POST.lists()):
            if name not in OF_THE_SENDING:
                digest.update(repr((name, values)).encode())
        for name, file in sorted(request.FILES.items()):
            digest.update(repr((name, file.name)).encode() + file.read())
            file.seek(0)
    else:
        digest.update(canonical(request.body))
    return digest.hexdigest()


def canonical(body: bytes) -> bytes:
    """A JSON body with ordered keys and without blanks; other bodies as they are."""
    try:
        return json.dumps(json.loads(body.decode()), sort_keys=True).encode()
    except (ValueError, RecursionError):
        return body


def claim(fingerprint: str, *, store: Store | None, principal: str, key: str) -> int | None:
    """Take the key; returns the row for the answer, None when the key is taken. Waits while another request with the
    key is running."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_rememberedanswer"
            " (store_id, principal, key, fingerprint, headers, body, perms, is_secret, at)"
            " VALUES (%s, %s, %s, %s, '{}', '', '[]', false, %s)"
            " ON CONFLICT (store_id, principal, key) DO NOTHING RETURNING id",
            [store.pk if store else None, principal, key, fingerprint, now()],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def shown_once(response: HttpResponse) -> HttpResponse:
    """Mark an answer with a secret: it is not kept, and a repeat learns that it was shown before (promise P22)."""
    response.is_secret = True
    return response


def not_remembered(response: HttpResponse) -> HttpResponse:
    """Mark an answer that is computed again for the same key, such as an address derived from it."""
    response.is_remembered = False
    return response


def settle(request, response: HttpResponse, answer: int) -> HttpResponse:
    """Keep an answer, or roll its act back: after a failure, and when the client has hung up."""
    if response.status_code >= 500 or has_left(request):
        transaction.set_rollback(True)
    elif is_worth_remembering(request, response):
        remember(answer, facts_of(request, response))
    else:
        RememberedAnswer.objects.filter(pk=answer).delete()
    return response


def remember(answer: int, facts: dict[str, Any]) -> None:
    """Write an answer into its row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_rememberedanswer SET status = %(status)s, is_secret = %(is_secret)s, body = %(body)s,"
            " headers = %(headers)s, perms = %(perms)s WHERE id = %(id)s",
            facts | {"id": answer, "headers": json.dumps(facts["headers"]), "perms": json.dumps(facts["perms"])},
        )


def has_left(request) -> bool:
    """Whether the client has hung up; it comes again with its key, or no longer wants the act."""
    is_gone = request.environ.get("waitress.client_disconnected")
    return bool(is_gone and is_gone())


def is_worth_remembering(request, response) -> bool:
    """Whether to keep the answer: done and refused acts yes, a body to correct no, so that its key stays free."""
    if response.streaming or not getattr(response, "is_remembered", True):
        return False
    if is_api(request):
        return response.status_code < 400 or response.status_code == 409
    return 300 <= response.status_code < 400


def facts_of(request, response) -> dict:
    """The stored facts of an answer, with the permissions that it needed."""
    headers = {name: without_address(request, response[name]) for name in KEPT_HEADERS if name in response}
    is_secret = getattr(response, "is_secret", False) or holds_address(response, headers)
    kept = {"body": b"", "headers": {}} if is_secret else {"body": response.content, "headers": headers}
    perms = sorted(map(str, request.access.granted)) if request.access else []
    return {"status": response.status_code, "is_secret": is_secret, "perms": perms, **kept}


def without_address(request, value: str) -> str:
    """The redirect without a customer's address, of which only a hash is kept: "./" is the same page."""
    return "./" if value == request.path and without_tokens(value) != value else value


def holds_address(response, headers: dict[str, str]) -> bool:
    """Whether an answer without a mark contains a customer's address."""
    text = response.content.decode(errors="replace") + " ".join(headers.values())
    return without_tokens(text) != text


def bad_key(request) -> HttpResponse:
    return refused(request, 400, _("An idempotency key has 1 to 64 plain letters, digits and signs, no spaces."))


def refused(request, code: int, reason: str) -> HttpResponse:
    return plain(code, reason) if is_api(request) else HttpResponse(reason, status=code)


def repeated(request, remembered: RememberedAnswer) -> HttpResponse:
    """The kept answer, or the refusal of another body."""
    if not hmac.compare_digest(remembered.fingerprint, fingerprint_of(request)):
        return refused(request, 422, _("This idempotency key was used with another body."))
    if remembered.is_secret:
        return refused(request, 409, _("This was done, and its answer was shown once. Use another key to do it again."))
    response = HttpResponse(bytes(remembered.body), status=remembered.status, headers=remembered.headers)
    response["Idempotent-Replayed"] = "true"
    return response
