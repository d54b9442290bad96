"""Every refusal as problem JSON (API.md "HTTP")."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as ModelError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler

from core.errors import Refused


def problem(error: Exception, context: dict) -> Response | None:
    """Every refusal as problem JSON: type, title, detail, and errors by field."""
    if isinstance(error, Refused):
        errors = {error.field: [str(error)]} if error.field else {}
        return _problem(409, _("Not possible now"), str(error), errors, **error.extra)
    if isinstance(error, ModelError):
        fields = (
            error.message_dict if hasattr(error, "error_dict") else {api_settings.NON_FIELD_ERRORS_KEY: error.messages}
        )
        error = exceptions.ValidationError(fields)
    if isinstance(error, (Http404, PermissionDenied, exceptions.APIException)):
        answer = exception_handler(error, context)
        return _from_drf(error, answer)
    return None


def _from_drf(error: Exception, answer: Response) -> Response:
    titles = {400: _("Please correct the marked fields"), 403: _("Not allowed"), 404: _("Not found")}
    title = titles.get(answer.status_code, _("Request refused"))
    if isinstance(error, exceptions.ValidationError):
        errors = answer.data if isinstance(answer.data, dict) else {api_settings.NON_FIELD_ERRORS_KEY: answer.data}
        return _problem(400, title, title, errors)
    detail = str(answer.data.get("detail", title))
    return _problem(answer.status_code, title, detail, {}, headers=dict(answer.headers))


def _problem(code: int, title: Any, detail: str, errors: dict, headers: dict | None = None, **extra: Any) -> Response:
    body = {"type": "about:blank", "title": str(title), "status": code, "detail": detail, "errors": errors, **extra}
    kept = {key: value for key, value in (headers or {}).items() if key in {"Retry-After", "WWW-Authenticate", "Allow"}}
    return Response(body, status=code, headers=kept, content_type="application/problem+json")
