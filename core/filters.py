"""The base of every list's questions: pages bear what makes no sense, the API says where it stands (API.md "HTTP")."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import django_filters as filters
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from core.fields import MOST_UNKNOWN
from core.forms import keep_to_our_time
from core.parameters import sought

EVERYWHERE = {"page", "page_size", "store", "format"}  # what every list may be asked


class Questions(forms.Form):
    """What a list is asked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_to_our_time(self.fields.values())

    def clean_q(self) -> str:
        return sought(self.cleaned_data["q"]) if self.cleaned_data["q"] else self.cleaned_data["q"]


class Filters(filters.FilterSet):
    """A FilterSet that tells at its field a day which no calendar of ours holds.

    `only_given` leaves out the filters of which nothing was sent: a page draws them all, the API draws none.
    """

    base_filters: Any  # made by the metaclass

    def __init__(self, data: Any = None, *args: Any, only_given: bool = False, **kwargs: Any) -> None:
        if only_given:
            self.base_filters = {name: part for name, part in self.base_filters.items() if is_given(name, data or ())}
        super().__init__(data, *args, **kwargs)

    def get_form_class(self) -> type[Questions]:
        fields = {name: part.field for name, part in self.filters.items()}
        return type(f"{type(self).__name__}Questions", (Questions,), fields)


def is_given(name: str, sent: Iterable[str]) -> bool:
    """Whether the address names this filter: as itself, or as a part of a period."""
    return any(one == name or one.startswith(f"{name}_") for one in sent)


class KeyFilter(filters.ModelChoiceFilter):
    """The key of one thing of this store, kept in the address and not shown; what is not here is told.

    `within(request)` are the rows it may be of, where the model's own scope does not say it.
    """

    def __init__(self, model: Any, within: Callable[[Any], Any] | None = None, **kwargs: Any) -> None:
        rows = within or (lambda request: model.objects.all())
        super().__init__(queryset=rows, widget=forms.HiddenInput, **kwargs)


class CodeField(forms.CharField):
    """A code of a catalogue; `known(code)` says whether it is one."""

    def __init__(self, *, known: Callable[[str], bool], **kwargs: Any) -> None:
        self.known = known
        super().__init__(**kwargs)

    def clean(self, given: Any) -> str:
        code = super().clean(given)
        if code and not self.known(code):
            raise forms.ValidationError(_("“{value}” is not known here.").format(value=code))
        return code


class CodeFilter(filters.CharFilter):
    """A code of a catalogue that has too many to choose from, kept in the address and not shown."""

    field_class = CodeField

    def __init__(self, known: Callable[[str], bool], **kwargs: Any) -> None:
        super().__init__(known=known, widget=forms.HiddenInput, **kwargs)


class YesNoField(forms.Field):
    """true or false, as an address writes them."""

    WORDS = {"true": True, "false": False}

    def to_python(self, given: Any) -> bool | None:
        if given in self.empty_values:
            return None
        if str(given).lower() not in self.WORDS:
            raise forms.ValidationError(_("Say true or false."))
        return self.WORDS[str(given).lower()]


class YesNoFilter(filters.BooleanFilter):
    """Yes or no, and nothing else."""

    field_class = YesNoField


class Asked(DjangoFilterBackend):
    """The filters of an API list: each fault at the name under which it was sent, unknown names too."""

    def get_filterset_kwargs(self, request: Request, queryset: Any, view: Any) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(request, queryset, view), "only_given": True}

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        if view.action != "list":
            return queryset  # one thing is named by its address alone
        asked = self.get_filterset(request, queryset, view)
        refuse_unknown(request.query_params, names_of(asked) if asked else ())
        if asked is None:
            return queryset
        if not asked.is_valid():
            raise ValidationError(faults_of(asked))
        return asked.qs


def refuse_unknown(given: Iterable[str], known: Iterable[str]) -> None:
    """A misspelt filter would show everything, and nobody would know."""
    unknown = sorted(set(given) - set(known) - EVERYWHERE)
    if unknown:
        raise ValidationError({name: [_("This list cannot be asked for that.")] for name in unknown[:MOST_UNKNOWN]})


def names_of(asked: filters.FilterSet) -> list[str]:
    """Under which names a list is asked: a period is two."""
    return [sent for name, field in asked.form.fields.items() for sent, _part in sent_as(name, field)]


def sent_as(name: str, field: forms.Field) -> Iterator[tuple[str, forms.Field]]:
    """The names of a field in the address, each with what reads it."""
    suffixes = getattr(field.widget, "suffixes", None)
    if not suffixes:
        return iter([(name, field)])
    parts = getattr(field, "fields", ())
    return ((f"{name}_{suffix}", part) for suffix, part in zip(suffixes, parts))


def faults_of(asked: filters.FilterSet) -> dict[str, list[Any]]:
    """The errors of a list's questions, each where it was sent."""
    found: dict[str, list[Any]] = {}
    for name, errors in asked.errors.items():
        parts = list(sent_as(name, asked.form.fields[name]))
        sent = [one for one, part in parts if len(parts) > 1 and not is_clean(part, asked.data, one)]
        found |= {one: list(errors) for one in sent or [parts[0][0]]}
    return found


def is_clean(part: forms.Field, given: QueryDict, name: str) -> bool:
    try:
        part.clean(given.get(name))
    except forms.ValidationError:
        return False
    return True
