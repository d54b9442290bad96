"""A repeated submit is one act (promise P11): the same key and body gets the same answer, another body is refused."""

import hashlib
import json
import re
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.http import HttpResponse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models.records import RememberedAnswer
from core.problems import is_api, plain

KEY = re.compile(r"[!-~]{1,64}")
KEPT = timedelta(days=7)
BATCH = 2_000
KEPT_HEADERS = ("Content-Type", "Location", "HX-Redirect", "HX-Trigger")


class IdempotencyMiddleware:
    """Runs a POST with a key inside one transaction with the memory of its answer.

    Two copies at once: the second waits on the unique key until the first has committed, then gets its answer.
    An answer that asks for correction (a form with errors) is not remembered, so the corrected form may use its key.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        key = key_of(request)
        if not key:
            return self.get_response(request)
        if not KEY.fullmatch(key):
            return refused(
                request, 400, _("An idempotency key has 1 to 64 plain letters, digits and signs, no spaces.")
            )
        with transaction.atomic():
            return self.once(request, principal_of(request), key, fingerprint_of(request))

    def once(self, request, principal: str, key: str, fingerprint: str) -> HttpResponse:
        if not claim(principal, key, fingerprint):
            return replay(request, RememberedAnswer.objects.get(principal=principal, key=key), fingerprint)
        response = self.get_response(request)
        if response.status_code >= 500:
            transaction.set_rollback(True)
        elif worth_remembering(request, response):
            remember(request, principal, key, response)
        else:
            RememberedAnswer.objects.filter(principal=principal, key=key).delete()
        return response


def forget(*, at: datetime) -> None:
    """Whoever repeats a submit does so within days; the body, which may name a customer, is kept no longer."""
    old = RememberedAnswer.objects.filter(at__lt=at - KEPT).order_by("at")
    while keys := list(old.values_list("pk", flat=True)[:BATCH]):
        RememberedAnswer.objects.filter(pk__in=keys).delete()


def key_of(request) -> str:
    if request.method not in {"POST", "PUT", "PATCH", "DELETE"} or (request.access is None and is_api(request)):
        return ""
    if is_api(request):
        return request.headers.get("Idempotency-Key", "")
    _bytes = request.body  # read first: a multipart body can be parsed again from it, but not read after parsing
    return request.headers.get("Idempotency-Key", "") or request.POST.get("idempotency_key", "")


def principal_of(request) -> str:
    """Whose key it is: a person's at the store where he acts, or that of whoever holds this link."""
    if request.user.is_authenticated:
        store = request.access.store if request.access else None
        return f"user:{request.user.pk}:{store.pk if store else 0}"
    return "link:" + hashlib.sha256(request.path.encode()).hexdigest()


def fingerprint_of(request) -> str:
    """A hash of what is asked, without what changes at each sending (CSRF mask, multipart boundary)."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}".encode())
    if request.content_type == "multipart/form-data" or request.content_type == "application/x-www-form-urlencoded":
        _bytes = request.body
        for name, values in sorted(request.POST.lists()):
            if name != "csrfmiddlewaretoken":
                digest.update(repr((name, values)).encode())
        for name, file in sorted(request.FILES.items()):
            digest.update(repr((name, file.name)).encode() + file.read())
            file.seek(0)
    else:
        digest.update(said(request.body))
    return digest.hexdigest()


def said(body: bytes) -> bytes:
    """What a body of JSON says, in whatever order of keys and with whatever blanks; other bodies as they are."""
    try:
        return json.dumps(json.loads(body.decode()), sort_keys=True).encode()
    except (ValueError, RecursionError):
        return body


def claim(principal: str, key: str, fingerprint: str) -> bool:
    """Take the key; False when somebody has it already (waits while he is still at work)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_rememberedanswer (principal, key, fingerprint, headers, body, at)"
            " VALUES (%s, %s, %s, '{}', '', %s) ON CONFLICT (principal, key) DO NOTHING",
            [principal, key, fingerprint, now()],
        )
        return cursor.rowcount == 1


def shown_once(response: HttpResponse) -> HttpResponse:
    """Mark an answer that holds an open address: of those the house keeps only a hash, here too (promise P22)."""
    response.shown_once = True
    return response


def worth_remembering(request, response) -> bool:
    """Done and refused acts are; a request for correction is not, so that the corrected body may use the same key."""
    if response.streaming or getattr(response, "shown_once", False):
        return False
    if is_api(request):
        return response.status_code < 400 or response.status_code == 409
    return 300 <= response.status_code < 400


def remember(request, principal: str, key: str, response) -> None:
    RememberedAnswer.objects.filter(principal=principal, key=key).update(
        status=response.status_code,
        headers={name: without_address(request, response[name]) for name in KEPT_HEADERS if name in response},
        body=response.content,
    )


def without_address(request, value: str) -> str:
    """A customer's address is open, and the house keeps its hash alone: "./" leads back to the same page."""
    return "./" if value == request.path and not request.user.is_authenticated else value


def refused(request, code: int, reason: str) -> HttpResponse:
    return plain(code, reason) if is_api(request) else HttpResponse(reason, status=code)


def replay(request, remembered: RememberedAnswer, fingerprint: str) -> HttpResponse:
    if remembered.fingerprint != fingerprint:
        return refused(request, 422, _("This idempotency key was used with another body."))
    response = HttpResponse(bytes(remembered.body), status=remembered.status, headers=remembered.headers)
    response["Idempotent-Replayed"] = "true"
    return response
