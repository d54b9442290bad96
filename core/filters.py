"""The base of all list filters. A page ignores a value that makes no sense, the API refuses it."""

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from functools import cached_property
from typing import Any

import django_filters as filters
from django import forms
from django.forms.renderers import Jinja2
from django.http import QueryDict
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from core.fields import MOST_UNKNOWN
from core.forms import keep_to_our_time
from core.parameters import search_text

EVERYWHERE = {"page", "page_size", "store", "format"}  # parameters of every list


class FilterForm(forms.Form):
    """The form behind a FilterSet; its fields are drawn by Django's compiled templates (docs/decisions/0021)."""

    default_renderer = Jinja2()
    longest_search = 80

    def __init__(self, data: Any, fields: dict[str, forms.Field], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields = fields  # made for this form alone: Django would copy them again
        keep_to_our_time(fields.values())

    def clean_q(self) -> str:
        text = self.cleaned_data["q"]
        return search_text(text, self.longest_search) if text else text


class Filters(filters.FilterSet):
    """A FilterSet that refuses, at its field, a day before or after our time.

    `only_given` leaves out the filters without a value in the address: the API shows none. A page shows all filters but
    those that stand in the address only.
    """

    base_filters: Any  # made by the metaclass
    form_base = FilterForm

    def __init__(self, data: Any = None, *args: Any, only_given: bool = False, **kwargs: Any) -> None:
        chosen = {
            name: part
            for name, part in self.base_filters.items()
            if is_given(name, data or ()) or not (only_given or is_hidden(part))
        }
        self.base_filters = {}  # those that are copied deeply, choices and all
        super().__init__(data, *args, **kwargs)
        self.base_filters = chosen
        self.filters = {name: self._own(part) for name, part in chosen.items()}

    def _own(self, part: filters.Filter) -> filters.Filter:
        """A copy of a declared filter that belongs to this list; what it is made of is shared."""
        own = copy(part)
        own.__dict__.pop("_field", None)
        own.extra, own.method = part.extra.copy(), part.method
        own.model, own.parent = self.queryset.model, self
        return own

    @cached_property
    def form(self) -> FilterForm:
        fields = {name: part.field for name, part in self.filters.items()}
        return self.form_base(self.data if self.is_bound else None, fields, prefix=self.form_prefix)


def is_given(name: str, sent: Iterable[str]) -> bool:
    """Whether the address names this filter, or one end of its period."""
    return any(one == name or one.startswith(f"{name}_") for one in sent)


def is_hidden(part: filters.Filter) -> bool:
    """Whether a filter stands in the address only: links lead to it, and nobody chooses it on the page."""
    return part.extra.get("widget") is forms.HiddenInput


class KeyFilter(filters.ModelChoiceFilter):
    """The key of one row of this store, in the address only; an unknown key is an error.

    `within(request)` gives the rows to choose from, where the scope of the model does not.
    """

    def __init__(self, model: Any, within: Callable[[Any], Any] | None = None, **kwargs: Any) -> None:
        rows = within or (lambda request: model.objects.all())
        super().__init__(queryset=rows, widget=forms.HiddenInput, **kwargs)


class CodeField(forms.CharField):
    """A code of a catalogue; `exists(code)` says whether the catalogue has it."""

    def __init__(self, *, exists: Callable[[str], bool], **kwargs: Any) -> None:
        self.exists = exists
        super().__init__(**kwargs)

    def clean(self, given: Any) -> str:
        code = super().clean(given)
        if code and not self.exists(code):
            raise forms.ValidationError(_("“{value}” is not known here.").format(value=code))
        return code


class CodeFilter(filters.CharFilter):
    """A code of a catalogue too long for a select box; it is in the address only."""

    field_class = CodeField

    def __init__(self, exists: Callable[[str], bool], **kwargs: Any) -> None:
        super().__init__(exists=exists, widget=forms.HiddenInput, **kwargs)


class YesNoField(forms.Field):
    """`true` or `false` in an address."""

    WORDS = {"true": True, "false": False}

    def to_python(self, given: Any) -> bool | None:
        if given in self.empty_values:
            return None
        if str(given).lower() not in self.WORDS:
            raise forms.ValidationError(_("Say true or false."))
        return self.WORDS[str(given).lower()]


class YesNoFilter(filters.BooleanFilter):
    """A filter for yes or no that refuses other words."""

    field_class = YesNoField


class StrictFilterBackend(DjangoFilterBackend):
    """Filters a list of the API; refuses each fault, and each unknown name, at the name that was sent."""

    def get_filterset_kwargs(self, request: Request, queryset: Any, view: Any) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(request, queryset, view), "only_given": True}

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        if view.action != "list":
            return queryset  # a detail has no filters
        filterset = self.get_filterset(request, queryset, view)
        refuse_unknown(request.query_params, names_of(filterset) if filterset else ())
        if filterset is None:
            return queryset
        if not filterset.is_valid():
            raise ValidationError(faults_of(filterset))
        return filterset.qs


def refuse_unknown(given: Iterable[str], allowed: Iterable[str]) -> None:
    """Refuse a filter that the list does not have: ignoring a misspelt one would show all rows."""
    unknown = sorted(set(given) - set(allowed) - EVERYWHERE)
    if unknown:
        raise ValidationError({name: [_("This list cannot be asked for that.")] for name in unknown[:MOST_UNKNOWN]})


def names_of(filterset: filters.FilterSet) -> list[str]:
    """The names of all filters in the address; a period has two."""
    return [sent for name, field in filterset.form.fields.items() for sent, _part in sent_as(name, field)]


def sent_as(name: str, field: forms.Field) -> Iterator[tuple[str, forms.Field]]:
    """The names of a field in the address, each with the field that reads it."""
    suffixes = getattr(field.widget, "suffixes", None)
    if not suffixes:
        return iter([(name, field)])
    parts = getattr(field, "fields", ())
    return ((f"{name}_{suffix}", part) for suffix, part in zip(suffixes, parts))


def faults_of(filterset: filters.FilterSet) -> dict[str, list[Any]]:
    """The errors of a FilterSet, each at the name that was sent."""
    faults: dict[str, list[Any]] = {}
    for name, errors in filterset.errors.items():
        parts = list(sent_as(name, filterset.form.fields[name]))
        sent = [one for one, part in parts if len(parts) > 1 and not is_clean(part, filterset.data, one)]
        faults |= {one: list(errors) for one in sent or [parts[0][0]]}
    return faults


def is_clean(part: forms.Field, given: QueryDict, name: str) -> bool:
    try:
        part.clean(given.get(name))
    except forms.ValidationError:
        return False
    return True
