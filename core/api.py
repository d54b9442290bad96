"""What all addresses of the API share: strict bodies, keys of the store, acts."""

from collections.abc import Callable, Iterable
from copy import copy, deepcopy
from functools import cache, wraps
from typing import Any, cast

from django.db.models import QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django_scopes import get_scope
from rest_framework import serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils import html
from rest_framework.utils.formatting import lazy_format

from core.fields import MOST_UNKNOWN, Key, mistyped
from core.representation import json_rows
from core.row_reads import Given, Prepared


class Strict(serializers.Serializer):
    """A body that refuses unknown keys, so that nobody takes a field for saved that was not."""

    def get_fields(self) -> dict[str, serializers.Field]:
        """The declared fields, copied; the framework makes each anew from its arguments, in a tenth of a request."""
        return {name: _copied(field) for name, field in self._declared_fields.items()}

    def validate_empty_values(self, data: Any) -> tuple[bool, Any]:
        """A whole body of `null` is refused as a list is: the framework's own words for it have no Chinese."""
        return (False, data) if data is None and self.root is self else super().validate_empty_values(data)

    def to_internal_value(self, given: Any) -> dict:
        if hasattr(given, "keys"):
            unknown = sorted(set(given.keys()) - set(self.fields) - {"csrfmiddlewaretoken"})
            wrong = {key: [_("This field is not known here.")] for key in unknown[:MOST_UNKNOWN]}
            if not html.is_html_input(given):
                wrong |= mistyped(self.fields, given)
            if wrong:
                raise serializers.ValidationError(wrong)
        return super().to_internal_value(given)


def _copied(field: serializers.Field) -> serializers.Field:
    """A field for one serializer; one with fields of its own is made anew with them.

    A message that the framework fills in keeps its first words for ever, so each body has such messages of its own.
    """
    is_plain = not isinstance(field, serializers.BaseSerializer)
    if not is_plain or any(isinstance(value, serializers.Field) for value in vars(field).values()):
        return deepcopy(field)
    own = copy(field)
    own.validators = [_with_own_message(validator) for validator in field.validators]
    return own


def _with_own_message(validator: Any) -> Any:
    if not isinstance(getattr(validator, "message", None), lazy_format):
        return validator  # any other is said anew each time; to copy a translation makes a class
    own = copy(validator)
    own.message = copy(validator.message)
    return own


class Empty(Strict):
    """The body of an act that takes no values."""


class Scoped(Key):
    """The key of a row of the present store; the key of another store's row "does not exist" (400).

    The queryset is made at the request, because it needs the scope of the store; `within` narrows it.
    """

    def __init__(self, model: Any, within: Callable[[Any], Any] | None = None, **kwargs: Any) -> None:
        self.model, self.within = model, within
        self.row = _rows_by_key(model, within)
        super().__init__(queryset=cast(QuerySet, _Later(model)), **kwargs)

    def get_queryset(self) -> QuerySet:
        rows = self.model.objects.all()
        return self.within(rows) if self.within else rows

    def to_internal_value(self, given: Any) -> Any:
        key, store = self.key_in(given), getattr(get_scope().get("store"), "pk", None)
        if store is None:
            return super().to_internal_value(given)
        return self.row.first(store=store, key=key) or self.fail("does_not_exist", pk_value=given)


@cache
def _rows_by_key(model: Any, within: Callable[[Any], Any] | None) -> Prepared:
    """The row of a key in a store."""

    def rows() -> QuerySet:
        row = model.objects.filter(store=Given("store"), pk=Given("key"))
        return within(row) if within else row

    return Prepared(rows)


class _Later:
    """The queryset that DRF wants at import; its rows are read at the request."""

    def __init__(self, model: Any) -> None:
        self.model = model


class Rows:
    """A queryset for a paginator: it counts the plain rows and reads the columns of one page only.

    To count the rows with their columns would join every table of these columns.
    """

    def __init__(self, queryset: QuerySet, read: Callable[[QuerySet], QuerySet]) -> None:
        self.queryset, self.read = queryset, read

    def count(self) -> int:
        return self.queryset.count()

    def __getitem__(self, page: slice) -> QuerySet:
        return self.read(self.queryset[page])


class Acts(viewsets.GenericViewSet):
    """The viewset of a noun with acts: it validates the body, calls one action, answers with the noun.

    Subclasses set `needs` (a permission for each DRF action), `get_queryset` and `serializer_class`. With `columns` the
    serializer reads a mapping of these columns, and no model instance is made for the answer.
    """

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "get_queryset" in cls.__dict__:
            wrapped = _empty_for_the_schema(cls.get_queryset)
            cls.get_queryset = wrapped  # type: ignore[method-assign, assignment]  # the subclass has just defined it

    request: Any  # with `access`, which a middleware sets
    needs: dict[str, Any] = {}
    columns: tuple[str, ...] = ()
    lookup_value_regex = r"\d+"

    def body(self, serializer_class: type[serializers.Serializer] = Empty, about: Any = None) -> dict:
        """The validated body. The serializer finds the thing of the act as `about` in its context."""
        context = {**self.get_serializer_context(), "about": about}
        serializer = serializer_class(data=self.request.data, context=context)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def answer(self, thing: Any, code: int = status.HTTP_200_OK) -> Response:
        """The answer with the noun, read again as for the list and the detail."""
        return Response(self.json_row(self.read(self.get_queryset()).get(pk=thing.pk)), status=code)

    def read(self, queryset: QuerySet) -> QuerySet:
        """The rows as the serializer reads them."""
        return queryset.values(*self.columns) if self.columns else queryset

    def json_row(self, thing: Any) -> dict:
        """One row of the noun as JSON."""
        return self.json_rows([thing])[0]

    def json_rows(self, things: Iterable[Any]) -> list[dict]:
        return json_rows(
            cast(type[serializers.Serializer], self.get_serializer_class()), things, **self.get_serializer_context()
        )

    def act(self, action: Callable[..., Any], serializer_class: type[serializers.Serializer] = Empty) -> Response:
        """Look up the thing (404 without one), validate the body, call the action, answer."""
        thing = self.get_object()
        facts = self.body(serializer_class, thing)
        return self.answer(action(thing, by=self.request.access, at=now(), **facts))


def _empty_for_the_schema(get_queryset: Callable[[Any], QuerySet]) -> Callable[[Any], QuerySet]:
    """An empty queryset for the published schema, which is made without a request and so without a store."""

    @wraps(get_queryset)
    def queryset(view: Any) -> QuerySet:
        model = getattr(getattr(view.serializer_class, "Meta", None), "model", None)
        if getattr(view, "swagger_fake_view", False) and model:
            return QuerySet(model).none()
        return get_queryset(view)

    return queryset


class Reads(Acts):
    """The viewset of a noun with a list and a detail."""

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(cast(QuerySet, Rows(self.filter_queryset(self.get_queryset()), self.read)))
        return self.get_paginated_response(self.json_rows(page or ()))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(self.json_row(self.get_object()))
