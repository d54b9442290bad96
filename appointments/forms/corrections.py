"""The form that corrects the judgement of a rule."""

from django import forms
from django.utils.translation import gettext_lazy as _

from appointments.models.corrections import Correction
from core.forms import IdempotentForm


class CorrectionForm(IdempotentForm):
    """Another judgement with its reason; it carries which records were shown. Nothing is chosen beforehand."""

    state = forms.ChoiceField(label=_("What is right?"), choices=Correction.After, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why the records are wrong here"), max_length=200, widget=forms.Textarea({"rows": 2})
    )
    seen = forms.CharField(max_length=16, widget=forms.HiddenInput)

    def __init__(self, *args, without="", **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(value, label) for value, label in Correction.After.choices if value != without]
        self.fields["state"].choices = choices

    def show_present(self, seen: str) -> None:
        """Carry the present records from now on: the person is told of the change, and what he typed stays."""
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = seen
