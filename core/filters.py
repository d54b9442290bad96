"""The base of every list's questions."""

import django_filters as filters
from django import forms

from core.asked import sought
from core.forms import keep_to_our_time


class Questions(forms.Form):
    """What a list is asked."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        keep_to_our_time(self.fields.values())

    def clean_q(self):
        return sought(self.cleaned_data["q"]) if self.cleaned_data["q"] else self.cleaned_data["q"]


class Filters(filters.FilterSet):
    """A FilterSet that tells at its field a day which no calendar of ours holds."""

    def get_form_class(self):
        fields = {name: part.field for name, part in self.filters.items()}
        return type(f"{type(self).__name__}Questions", (Questions,), fields)
