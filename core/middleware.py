"""Middlewares for the requests of all departments."""

import logging
import time
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

import structlog
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme

from core import form_drafts
from core.errors import Refused
from core.form_refill import refilled
from core.problems import is_api, plain, too_large

WITHOUT_WORDS = {"idempotency_key", "version", "client_id"}
log = logging.getLogger(__name__)
Answer = Callable[[HttpRequest], HttpResponseBase]


class RequestId:
    """Give each request a number that its log lines and its answer share."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        request.id, began = uuid.uuid4().hex, time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request.id):
            response = self.get_response(request)
            log_request(request, response, time.perf_counter() - began)
        response["X-Request-Id"] = request.id
        return response


def log_request(request: Any, response: HttpResponseBase, seconds: float) -> None:
    """Log who requested which page with what result; not the query, which may contain a name or a number."""
    access = getattr(request, "access", None)
    about = {"method": request.method, "path": request.path, "status": response.status_code}
    about |= {"ms": round(seconds * 1000), "user": access.user_id if access else None}
    log.log(logging.DEBUG if request.path.startswith("/healthz/") else logging.INFO, "request", extra=about)


class RefuseUnreadable:
    """Refuses a body that is too large, and a zero byte in the address of a page, before they are read.

    For the API, the filter refuses the zero byte at its name.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            if is_api(request):
                return plain(413, too_large())
            return render(request, "errors/413.html", {"reason": too_large()}, status=413)
        if "%00" in request.META.get("QUERY_STRING", "") and not is_api(request):
            return render(request, "errors/400.html", status=400)
        return self.get_response(request)


class UnsentForms:
    """Puts typed values back into their page when it is opened again after a new sign-in."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        response: Any = self.get_response(request)
        if request.method == "GET" and request.access and is_whole_page(request, response):
            form = form_drafts.take(request)
            return response if form is None else put_back(request, response, form)
        return response


def is_whole_page(request: Any, response: Any) -> bool:
    """Whether it is a whole page, or an error page: some addresses of forms have no page."""
    if response.streaming or request.htmx or is_api(request):
        return False
    is_html = response.get("Content-Type", "").startswith("text/html")
    return response.status_code in {403, 404, 405} or (response.status_code == 200 and is_html)


def put_back(request: Any, response: Any, form: form_drafts.UnsentForm) -> HttpResponseBase:
    """The page with the typed values in its form; where the form is missing, a page with the values."""
    page = request.get_full_path()
    if response.status_code == 200:
        text = refilled(response.content.decode(), page, form.action, form.fields, partial(notice, request, form))
        if text is not None:
            response.content = text
            return response
    words = [value for name, value in form.fields if value and name not in WITHOUT_WORDS]
    return render(request, "errors/unsent_form.html", {"words": words, "files": form.files})


def notice(request: HttpRequest, form: form_drafts.UnsentForm, words: list[str]) -> str:
    """The notice above the form; `words` are the values that have no control in it."""
    return render_to_string("components/unsent_form.html", {"files": form.files, "words": words}, request)


class RefusedMiddleware:
    """Turns Refused into an answer for the person at the screen; no view does so."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: Any, exception: Exception) -> HttpResponseBase | None:
        if not isinstance(exception, Refused):
            return None
        if is_api(request) or request.headers.get("Accept") == "application/json":  # a script of a page
            return plain(409, str(exception), **exception.extra)
        if getattr(request, "htmx", False):
            return render(request, "components/refused.html", {"reason": exception.message}, status=409)
        back = came_from(request)
        if request.method == "POST" and back:
            messages.error(request, str(exception))
            return redirect(back)
        return render(request, "errors/409.html", {"reason": exception.message}, status=409)


def came_from(request: HttpRequest) -> str | None:
    """The page of this system that the form was sent from, or None."""
    back = request.POST.get("next") or request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return back if safe else None
