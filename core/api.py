"""What every API address shares: pages, strict bodies, problem JSON (API.md "HTTP")."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as ModelError
from django.http import Http404
from django.utils.timezone import now
from django.utils.translation import gettext as _
from rest_framework import exceptions, mixins, serializers, status, viewsets
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler

from core.errors import Refused


class Pages(PageNumberPagination):
    """Lists are `{count, next, previous, results}`, at most 100 rows a page."""

    page_size = 50
    max_page_size = 100
    page_size_query_param = "page_size"


class Strict(serializers.Serializer):
    """A body whose unknown keys are refused, so that nobody believes a field was saved that was not."""

    def to_internal_value(self, given: Any) -> dict:
        if hasattr(given, "keys"):
            unknown = sorted(set(given.keys()) - set(self.fields) - {"csrfmiddlewaretoken"})
            if unknown:
                raise serializers.ValidationError({key: [_("This field is not known here.")] for key in unknown})
        return super().to_internal_value(given)


class Empty(Strict):
    """The body of an act that needs nothing but the address."""


class Scoped(serializers.PrimaryKeyRelatedField):
    """A key in a body that must belong to the present store: another store's reads as "does not exist" (400).

    The queryset is built at the request, never at import, because it needs the store's scope; `within` narrows it.
    """

    def __init__(self, model, within=None, **kwargs):
        self.model, self.within = model, within
        super().__init__(queryset=_Later(model), **kwargs)

    def get_queryset(self):
        rows = self.model.objects.all()
        return self.within(rows) if self.within else rows


class _Later:
    """Stands where DRF insists on a queryset at import time."""

    def __init__(self, model):
        self.model = model


class Acts(viewsets.GenericViewSet):
    """A noun with acts: read the body strictly, call one action, answer with the noun.

    Subclasses set `needs` (a permission for each DRF action), `get_queryset` and `serializer_class`.
    """

    needs: dict[str, Any] = {}
    lookup_value_regex = r"\d+"

    def asked(self, serializer_class: type[serializers.Serializer] = Empty) -> dict:
        """The validated body."""
        serializer = serializer_class(data=self.request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def answer(self, thing: Any, code: int = status.HTTP_200_OK) -> Response:
        """The noun as the list and detail show it, read fresh with the same annotations."""
        fresh = self.get_queryset().get(pk=thing.pk)
        return Response(self.get_serializer(fresh).data, status=code)

    def act(self, action, serializer_class: type[serializers.Serializer] = Empty) -> Response:
        """Lookup, one action, answer: the whole of most acts."""
        asked = self.asked(serializer_class)
        thing = self.get_object()
        return self.answer(action(thing, by=self.request.access, at=now(), **asked))


class Reads(mixins.ListModelMixin, mixins.RetrieveModelMixin, Acts):
    """A noun that can be listed and opened."""


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
