"""Every refusal as problem JSON."""

from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as ModelError
from django.http import Http404, HttpRequest, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler

from core.errors import Refused

UNREAD = (SuspiciousOperation, BadRequest, MultiPartParserError)
MOST_WORDS = 300  # of a message that repeats what was sent
JSON = "application/problem+json"
KEPT_HEADERS = {"Retry-After", "WWW-Authenticate", "Allow"}


def problem(error: Exception, context: dict) -> Response | None:
    """Every refusal as problem JSON: type, title, detail, and errors by field."""
    if isinstance(error, Refused):
        errors = {error.field: [str(error)]} if error.field else {}
        return _problem(409, str(error), errors, **error.extra)
    if isinstance(error, ModelError):
        fields = (
            error.message_dict if hasattr(error, "error_dict") else {api_settings.NON_FIELD_ERRORS_KEY: error.messages}
        )
        error = exceptions.ValidationError(fields)
    if isinstance(error, RequestDataTooBig):
        return _problem(413, too_large(), {})
    if isinstance(error, UNREAD) or isinstance(error.__cause__ or error.__context__, MultiPartParserError):
        error = exceptions.ParseError(_("This request could not be read."))
    if isinstance(error, Http404):
        error = exceptions.NotFound(_("There is no such record here."))
    if isinstance(error, (PermissionDenied, exceptions.APIException)):
        answer = exception_handler(error, context)
        return _from_drf(error, answer) if answer else None
    return None


def plain(code: int, detail: Any, **extra: Any) -> JsonResponse:
    """The answer to a refusal outside the API's views: an unknown address, an unreadable body, a key used twice."""
    return JsonResponse(_body(code, detail, {}, **extra), status=code, content_type=JSON)


def is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def too_large() -> str:
    """The sentence about a body too large to be read."""
    megabytes = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2
    return _("At most %(megabytes)s MB can be sent at once.") % {"megabytes": megabytes}


def _from_drf(error: Exception, answer: Response) -> Response:
    if isinstance(error, exceptions.ValidationError):
        errors = answer.data if isinstance(answer.data, dict) else {api_settings.NON_FIELD_ERRORS_KEY: answer.data}
        return _problem(400, _title(400), errors)
    detail = str(answer.data.get("detail", _title(answer.status_code)))
    return _problem(answer.status_code, detail, {}, headers=dict(answer.headers))


def _problem(code: int, detail: str, errors: dict, headers: dict | None = None, **extra: Any) -> Response:
    kept = {key: value for key, value in (headers or {}).items() if key in KEPT_HEADERS}
    return Response(_body(code, detail, errors, **extra), status=code, headers=kept, content_type=JSON)


def _body(code: int, detail: str, errors: dict, **extra: Any) -> dict[str, Any]:
    about = {"type": "about:blank", "title": _title(code), "status": code, "detail": legible(detail)}
    return {**about, "errors": legible(errors), **extra}


def _title(code: int) -> str:
    titles = {
        400: _("Please correct the marked fields"),
        401: _("Please sign in"),
        403: _("Not allowed"),
        404: _("Not found"),
        405: _("This cannot be done here"),
        409: _("Not possible now"),
        413: _("This is too large"),
        415: _("This kind of body is not read here"),
        429: _("Too many attempts"),
        503: _("Not available at the moment"),
    }
    return str(titles.get(code, _("Request refused")))


def legible(message: Any) -> Any:
    """The messages without broken characters and with long ones cut, because they may repeat what was sent."""
    if isinstance(message, dict):
        return {legible(str(key)): legible(part) for key, part in message.items()}
    if isinstance(message, list | tuple):
        return [legible(part) for part in message]
    text = str(message).replace("\0", "\N{SYMBOL FOR NULL}").encode("utf-8", "replace").decode()
    return text if len(text) <= MOST_WORDS else f"{text[:200]}…{text[-60:]}"
