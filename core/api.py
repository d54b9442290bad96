"""What every API address shares: strict bodies, keys of the store, acts (API.md "HTTP")."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, cast

from django.db.models import QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext as _
from rest_framework import serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils import html

from core.fields import MOST_UNKNOWN, Key, mistyped
from core.representation import shown


class Strict(serializers.Serializer):
    """A body whose unknown keys are refused, so that nobody believes a field was saved that was not."""

    def to_internal_value(self, given: Any) -> dict:
        if hasattr(given, "keys"):
            unknown = sorted(set(given.keys()) - set(self.fields) - {"csrfmiddlewaretoken"})
            wrong = {key: [_("This field is not known here.")] for key in unknown[:MOST_UNKNOWN]}
            if not html.is_html_input(given):
                wrong |= mistyped(self.fields, given)
            if wrong:
                raise serializers.ValidationError(wrong)
        return super().to_internal_value(given)


class Empty(Strict):
    """The body of an act that needs nothing but the address."""


class Scoped(Key):
    """A key in a body that must belong to the present store: another store's reads as "does not exist" (400).

    The queryset is built at the request, never at import, because it needs the store's scope; `within` narrows it.
    """

    def __init__(self, model: Any, within: Callable[[Any], Any] | None = None, **kwargs: Any) -> None:
        self.model, self.within = model, within
        super().__init__(queryset=cast(QuerySet, _Later(model)), **kwargs)

    def get_queryset(self) -> QuerySet:
        rows = self.model.objects.all()
        return self.within(rows) if self.within else rows


class _Later:
    """Stands where DRF insists on a queryset at import time."""

    def __init__(self, model: Any) -> None:
        self.model = model


class Rows:
    """A queryset as a paginator takes it: counted as it is, and only the rows of the page read by columns.

    Counting the columns would join every table that they stand in.
    """

    def __init__(self, queryset: QuerySet, read: Callable[[QuerySet], QuerySet]) -> None:
        self.queryset, self.read = queryset, read

    def count(self) -> int:
        return self.queryset.count()

    def __getitem__(self, page: slice) -> QuerySet:
        return self.read(self.queryset[page])


class Acts(viewsets.GenericViewSet):
    """A noun with acts: read the body strictly, call one action, answer with the noun.

    Subclasses set `needs` (a permission for each DRF action), `get_queryset` and `serializer_class`. With `columns` the
    serializer reads a mapping of these columns, and no instance is built to be shown.
    """

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "get_queryset" in cls.__dict__:
            wrapped = _known_to_the_schema(cls.get_queryset)
            cls.get_queryset = wrapped  # type: ignore[method-assign, assignment]  # the subclass has just defined it

    request: Any  # with `access`, which a middleware sets
    needs: dict[str, Any] = {}
    columns: tuple[str, ...] = ()
    lookup_value_regex = r"\d+"

    def asked(self, serializer_class: type[serializers.Serializer] = Empty, about: Any = None) -> dict:
        """The validated body; its serializer finds the thing that the act is about in its context."""
        context = {**self.get_serializer_context(), "about": about}
        serializer = serializer_class(data=self.request.data, context=context)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def answer(self, thing: Any, code: int = status.HTTP_200_OK) -> Response:
        """The noun as the list and detail show it, read fresh with the same annotations."""
        return Response(self.shown(self.read(self.get_queryset()).get(pk=thing.pk)), status=code)

    def read(self, queryset: QuerySet) -> QuerySet:
        """The rows as the serializer reads them."""
        return queryset.values(*self.columns) if self.columns else queryset

    def shown(self, thing: Any) -> dict:
        """One row of the noun as JSON."""
        return self.shown_all([thing])[0]

    def shown_all(self, things: Iterable[Any]) -> list[dict]:
        return shown(
            cast(type[serializers.Serializer], self.get_serializer_class()), things, **self.get_serializer_context()
        )

    def act(self, action: Callable[..., Any], serializer_class: type[serializers.Serializer] = Empty) -> Response:
        """Lookup, one action, answer: the whole of most acts. What is not here is 404, whatever the body says."""
        thing = self.get_object()
        asked = self.asked(serializer_class, thing)
        return self.answer(action(thing, by=self.request.access, at=now(), **asked))


def _known_to_the_schema(get_queryset: Callable[[Any], QuerySet]) -> Callable[[Any], QuerySet]:
    """The published schema is drawn without a request: it needs the model only, and there is no store to read from."""

    @wraps(get_queryset)
    def queryset(view: Any) -> QuerySet:
        model = getattr(getattr(view.serializer_class, "Meta", None), "model", None)
        if getattr(view, "swagger_fake_view", False) and model:
            return QuerySet(model).none()
        return get_queryset(view)

    return queryset


class Reads(Acts):
    """A noun that can be listed and opened."""

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(cast(QuerySet, Rows(self.filter_queryset(self.get_queryset()), self.read)))
        return self.get_paginated_response(self.shown_all(page or ()))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(self.shown(self.get_object()))
